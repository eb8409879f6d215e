from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from providers import rules
from providers.domain import images, profile, review
from providers.forms.profile import LogoForm, ProfileForm
from providers.states import REVIEW

from . import current


def show(request: PersonRequest) -> HttpResponse:
    """Where the provider stands, and the single next thing to do."""
    provider = current.provider(request)
    checks = profile.checks(provider, profile.facts(provider))
    context = {
        "provider": provider,
        "checks": checks,
        "done": sum(check.done for check in checks),
        "next": profile.next_check(checks),
        "missing": profile.missing(checks),
        "verbs": REVIEW.verbs(provider.state),
        "verdict": Move.objects.of(provider)
        .exclude(reason="")
        .filter(target=provider.state)
        .last(),
    }
    return render(request, "providers/profile.html", context)


def edit(request: PersonRequest) -> HttpResponse:
    provider = current.provider(request)
    if not rules.may_edit_provider(request.user, provider):
        raise PermissionDenied
    form = ProfileForm(request.POST or None, instance=provider)
    if request.method == "POST" and form.is_valid():
        profile.save(form.instance, by=request.user, at=timezone.now())
        messages.success(request, _("Your profile has been saved."))
        return redirect("providers:profile")
    context = {"provider": provider, "form": form, "logo_form": LogoForm()}
    return render(request, "providers/profile_edit.html", context)


@require_POST
def logo(request: PersonRequest) -> HttpResponse:
    """Put a new logo; the picture is written anew before it is kept."""
    provider = current.provider(request)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.upload
        try:
            profile.set_logo(
                provider, upload.file, upload.size or 0, by=request.user, at=timezone.now()
            )
        except images.Refused as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your logo has been saved."))
            return redirect("providers:profile_edit")
    context = {"provider": provider, "form": ProfileForm(instance=provider), "logo_form": form}
    return render(request, "providers/profile_edit.html", context)


@require_POST
def logo_remove(request: PersonRequest) -> HttpResponse:
    provider = current.provider(request)
    profile.set_logo(provider, None, 0, by=request.user, at=timezone.now())
    messages.success(request, _("Your logo has been removed."))
    return redirect("providers:profile_edit")


@require_POST
def submit(request: PersonRequest) -> HttpResponse:
    """Ask the project team to look."""
    provider = current.provider(request)
    try:
        review.submit(provider, by=request.user, at=timezone.now())
    except review.Incomplete as error:
        missing = "; ".join(error.missing)
        messages.error(request, _("Not yet complete: %(missing)s.") % {"missing": missing})
    except IllegalMove:
        messages.warning(request, _("Your profile was submitted already."))
    else:
        messages.success(request, _("Submitted. You hear from us within five working days."))
    return redirect("providers:profile")


@require_POST
def withdraw(request: PersonRequest) -> HttpResponse:
    """Back to draft; out of the catalogue."""
    provider = current.provider(request)
    try:
        review.withdraw(provider, by=request.user, at=timezone.now())
    except IllegalMove:
        messages.warning(request, _("There was nothing to withdraw."))
    else:
        messages.success(request, _("Withdrawn. Schools do not see you now."))
    return redirect("providers:profile")
