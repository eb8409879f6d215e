"""Pages that seldom change, for people and for machines."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

SECURITY_DAYS = 180


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/privacy.html", {"contact": settings.CONTACT_EMAIL})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/accessibility.html", {"contact": settings.CONTACT_EMAIL})


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The date moves along, because the address is read by whoever serves this."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.SECURITY_EMAIL}",
        f"Expires: {(today + timedelta(days=SECURITY_DAYS)).isoformat()}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{reverse('overview:security')}",
    ]
    return plain(lines)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines read what is public; one-click links and accounts are not for them."""
    closed = [
        "/account/",
        "/beheer/",
        "/antwoord/",
        "/uitnodiging/",
        "/afmelden/",
        "/mijn-gegevens/",
    ]
    return plain(["User-agent: *", *(f"Disallow: {path}" for path in closed)])


def plain(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
