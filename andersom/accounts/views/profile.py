"""A person's own page: what we keep, and the doors to changing it."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from andersom.accounts.domain import people
from andersom.accounts.forms import HatForm, ProfileForm
from andersom.accounts.hats import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        people.rename(
            request.user, name=form.cleaned_data["name"], language=form.cleaned_data["language"]
        )
        messages.success(request, _("Your details are saved."))
        return redirect("accounts:profile")
    if form.errors:
        request.user.refresh_from_db()  # the head of the page shows what is stored
    return render(request, "accounts/profile.html", {"form": form})


@require_GET
def export(request: PersonRequest) -> HttpResponse:
    return JsonResponse(
        people.own_data(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="andersom.json"'},
    )


@require_POST
def ask_deletion(request: PersonRequest) -> HttpResponse:
    people.ask_deletion(request.user, at=timezone.now())
    messages.success(request, _("Your wish has reached the project team. You get an answer."))
    return redirect("accounts:profile")


@require_POST
def keep(request: PersonRequest) -> HttpResponse:
    people.keep(request.user)
    messages.success(request, _("Your account stays."))
    return redirect("accounts:profile")


@require_POST
def wear(request: PersonRequest) -> HttpResponse:
    """Change hats and start at that hat's dashboard; an unknown hat changes nothing."""
    form = HatForm(request.POST)
    if form.is_valid():
        request.hats.wear(form.cleaned_data["hat"])
    return redirect("overview:home")
