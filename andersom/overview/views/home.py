"""The front door: what Andersom is for visitors, what waits for who is signed in."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from andersom.accounts.hats import PersonRequest
from andersom.overview.domain import tray, week
from andersom.reference.models import Domain
from events.domain import recap
from events.models import Event


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return landing(request)
    if request.user.is_staff and not is_mfa_enabled(request.user):
        return redirect("mfa_activate_totp")
    return dashboard(request)


def landing(request: PersonRequest) -> HttpResponse:
    context = {
        "domains": Domain.objects.filter(active=True),
        "event": Event.objects.next(timezone.now()),
        "recap": recap.latest(),
    }
    return render(request, "overview/landing.html", context)


def dashboard(request: PersonRequest) -> HttpResponse:
    """The tray of the worn hat; without a hat, the ways to get one."""
    hat = request.hats.worn
    if hat is None:
        event = Event.objects.next(timezone.now())
        return render(request, "overview/no_hat.html", {"event": event})
    now = timezone.now()
    items = tray.items(hat, now)
    to_do = [item for item in items if item.tone != "ok"]
    context: dict[str, Any] = {
        "first": to_do[0] if to_do else None,
        "others": to_do[1:],
        "running": [item for item in items if item.tone == "ok"],
        "lessons": week.lessons(hat, now),
        "event": Event.objects.next(now),
    }
    return render(request, "overview/dashboard.html", context)
