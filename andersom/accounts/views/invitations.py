"""The page behind the link in an invitation: look on GET, say yes on POST."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from andersom.accounts.domain import invitations, people
from andersom.accounts.forms import WelcomeForm
from andersom.accounts.hats import PersonRequest
from andersom.accounts.models import Invitation, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: PersonRequest, token: str) -> HttpResponse:
    """Sort out who is looking; each case has its own page with a next step."""
    found = invitations.read(token)
    why = closed_because(found)
    if found is None or why:
        return render(
            request, "accounts/invitation_closed.html", {"why": why}, status=410 if found else 404
        )
    context = {"invitation": found, "described": invitations.describe(found)}
    if request.user.is_authenticated:
        return known(request, found, context)
    if User.objects.owner_of(found.email):
        return render(request, "accounts/invitation_sign_in.html", context)
    return newcomer(request, found, context)


def closed_because(found: Invitation | None) -> str:
    """``changed``, ``accepted``, ``revoked`` or ``expired``; empty when the link works."""
    if found is None:
        return "changed"
    if found.accepted_at:
        return "accepted"
    if found.revoked_at:
        return "revoked"
    return "expired" if found.expires_at <= timezone.now() else ""


def known(request: PersonRequest, found: Invitation, context: dict[str, object]) -> HttpResponse:
    if not invitations.is_for(found, request.user):
        return render(request, "accounts/invitation_other_address.html", context)
    if request.method != "POST":
        return render(request, "accounts/invitation.html", context)
    try:
        address = invitations.accept(found, by=request.user, at=timezone.now())
    except invitations.NotOpen:  # answered or withdrawn in another window a moment ago
        return redirect(request.path)
    return inside(request, found, address)


def newcomer(request: PersonRequest, found: Invitation, context: dict[str, object]) -> HttpResponse:
    initial = {"name": found.name}
    form = WelcomeForm(request.POST or None, email=found.email, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/invitation_welcome.html", context | {"form": form})
    password = form.cleaned_data["password"]
    try:
        user, address = invitations.welcome(
            found,
            name=form.cleaned_data["name"],
            password=password,
            language=(get_language() or "nl")[:2],
            at=timezone.now(),
        )
    except (invitations.NotOpen, people.AddressTaken):
        return meanwhile(request, found, password)
    enter(request, user)
    return inside(request, found, address)


def meanwhile(request: PersonRequest, found: Invitation, password: str) -> HttpResponse:
    """The account came while this form was under way, most often by a second press on its button.

    Whoever typed the password of that account is let in as the first press would have done.
    """
    user = User.objects.owner_of(found.email)
    if user is None or not user.is_active or not user.check_password(password):
        return redirect(request.path)
    enter(request, user)
    found.refresh_from_db()
    return inside(request, found, None) if found.accepted_by == user else redirect(request.path)


def enter(request: PersonRequest, user: User) -> None:
    login(request, user, backend=BACKEND)
    record_authentication(request, user, "password")


def inside(request: PersonRequest, found: Invitation, address: str | None) -> HttpResponse:
    """The way in after a yes: with the new hat on, to where the work is."""
    wear(request, found)
    messages.success(request, _("Welcome! You can start right away."))
    return redirect(address or "overview:home")


def wear(request: PersonRequest, found: Invitation) -> None:
    request.hats.look_again()
    request.hats.wear(f"{found.kind}:{found.object_id}")
