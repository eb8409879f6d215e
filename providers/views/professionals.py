from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from andersom.lib import dates
from providers import rules
from providers.domain import availability, professionals, vog
from providers.forms.members import ProfessionalInvitationForm
from providers.forms.professionals import ProfessionalForm, VogForm
from providers.models import Professional

from . import current

VOG_TONES = {vog.State.VALID: "ok", vog.State.RENEW_SOON: "warn", vog.State.NOT_VALID: "danger"}


def index(request: PersonRequest) -> HttpResponse:
    """The people of the provider; three queries, however many there are."""
    provider = current.provider(request)
    today = timezone.localdate()
    people = list(provider.professionals.for_list(today).order_by("-active", "name"))
    for one in people:
        one.vog = vog.state_on(today, vog.seen_of(one), vog.policy())  # type: ignore[attr-defined]
        one.vog_words, one.vog_tone = vog.WORDS[one.vog], VOG_TONES[one.vog]  # type: ignore[attr-defined]
    return render(
        request, "providers/professional_list.html", {"provider": provider, "people": people}
    )


def add(request: PersonRequest) -> HttpResponse:
    provider = current.provider(request)
    blank = Professional(provider=provider)
    form = ProfessionalForm(request.POST or None, instance=blank)
    if request.method == "POST" and form.is_valid():
        professional = professionals.save(
            form.professional(), form.cleaned_data, by=request.user, at=timezone.now()
        )
        text = _("Added. Now fill in when %(name)s is free.")
        messages.success(request, text % {"name": professional})
        return redirect("providers:availability", professional.pk)
    return render(request, "providers/professional_form.html", {"provider": provider, "form": form})


def edit(request: PersonRequest, pk: int) -> HttpResponse:
    professional = _mine(request, pk)
    form = ProfessionalForm(request.POST or None, instance=professional)
    if request.method == "POST" and form.is_valid():
        professionals.save(
            form.professional(), form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, _("The changes have been saved."))
        return redirect("providers:professional", pk)
    context = {"provider": professional.provider, "professional": professional, "form": form}
    return render(request, "providers/professional_form.html", context)


def show(request: PersonRequest, pk: int) -> HttpResponse:
    return _page(request, _mine(request, pk))


def _page(
    request: PersonRequest,
    professional: Professional,
    vog_form: VogForm | None = None,
    invitation_form: ProfessionalInvitationForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    state = vog.state_on(today, vog.seen_of(professional), vog.policy())
    member = rules.is_member(request.user, professional.provider)
    now = professional.availability.on(today).first()
    context = {
        "professional": professional,
        "provider": professional.provider,
        "vog_words": vog.WORDS[state],
        "vog_tone": VOG_TONES[state],
        "vog_form": vog_form or VogForm(today=today),
        "invitation_form": invitation_form or ProfessionalInvitationForm(),
        "may_register_vog": rules.may_register_vog(request.user, professional),
        "member": member,
        "grid": now.grid if now else 0,
        "week": availability.week(professional, dates.week_start(today)),
    }
    return render(request, "providers/professional.html", context)


@require_POST
def set_active(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop or start again; only the provider decides."""
    professional = _of_my_provider(request, pk)
    active = not professional.active
    professionals.set_active(professional, active, by=request.user, at=timezone.now())
    text = _("%(name)s can be asked again.") if active else _("%(name)s is not asked any more.")
    messages.success(request, text % {"name": professional})
    return redirect("providers:professional", pk)


@require_POST
def invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a professional her own account."""
    professional = _of_my_provider(request, pk)
    form = ProfessionalInvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, professional, invitation_form=form)
    email = form.cleaned_data["email"]
    try:
        professionals.invite(professional, email=email, by=request.user, at=timezone.now())
    except professionals.AlreadyUser:
        messages.info(request, _("%(name)s has an account already.") % {"name": professional})
    else:
        messages.success(request, _("Invited: %(email)s gets a mail.") % {"email": email})
    return redirect("providers:professional", pk)


@require_POST
def register_vog(request: PersonRequest, pk: int) -> HttpResponse:
    """Write in the register that the original was seen: two dates, nothing else."""
    professional = _mine(request, pk)
    if not rules.may_register_vog(request.user, professional):
        raise PermissionDenied
    form = VogForm(request.POST, today=timezone.localdate())
    if form.is_valid() and _registered(request, professional, form):
        messages.success(request, _("Registered: the VOG was seen."))
        return redirect("providers:professional", pk)
    return _page(request, professional, vog_form=form)


def _registered(request: PersonRequest, professional: Professional, form: VogForm) -> bool:
    try:
        vog.register(
            professional,
            issued_on=form.cleaned_data["issued_on"],
            seen_on=form.cleaned_data["seen_on"],
            organisation=professional.provider.name,
            by=request.user,
        )
    except vog.SeenTooLate:
        form.too_late(settings.VOG_MAX_AGE_MONTHS)
    except vog.SeenBefore:
        form.seen_before()
    else:
        return True
    return False


def _mine(request: PersonRequest, pk: int) -> Professional:
    """One that the user may see and, being of her provider or herself, may change."""
    visible = Professional.objects.visible_to(request.user).select_related(
        "provider", "postcode_area__district", "user"
    )
    professional = get_object_or_404(visible, pk=pk)
    if not rules.may_edit_professional(request.user, professional):
        raise PermissionDenied
    return professional


def _of_my_provider(request: PersonRequest, pk: int) -> Professional:
    professional = _mine(request, pk)
    if not rules.is_member(request.user, professional.provider):
        raise PermissionDenied
    return professional
