"""The calendar as an address that a phone or calendar program reads."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from andersom.notifications.links import absolute
from andersom.placements.domain import calendars
from andersom.placements.models import CalendarFeed
from andersom.placements.views.answers import now, who


def subscription(request: HttpRequest) -> HttpResponse:
    """Show the secret address; a new one makes the old one dead."""
    if request.method == "POST":
        calendars.renew(who(request), at=now())
        messages.success(request, _("Here is your calendar address. An older one no longer works."))
        return redirect("placements:subscription")
    feed = CalendarFeed.objects.filter(user=who(request)).first()
    address = absolute("placements:feed", feed.token) if feed else ""
    response = render(request, "placements/subscription.html", {"address": address})
    response["Cache-Control"] = "no-store"
    return response


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The lessons of the token's owner as iCalendar; an unknown token gives a 404."""
    found = get_object_or_404(CalendarFeed.objects.select_related("user"), token=token)
    if not found.user.is_active:
        return HttpResponse(status=404)
    response = HttpResponse(
        calendars.ical(found.user, at=now()), content_type="text/calendar; charset=utf-8"
    )
    response["Cache-Control"] = "private, max-age=900"
    response["Content-Disposition"] = 'inline; filename="andersom.ics"'
    return response
