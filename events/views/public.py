"""What everybody may read: the list of events, one event, its documents and calendar."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.domain import calendars, programme, registrations
from events.domain.refusals import SENTENCES
from events.models import Document, Event, Registration

PER_PAGE = 12


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """What is coming, the nearest first, and then the archive."""
    now = timezone.now()
    past = Paginator(Event.objects.public().past(now), PER_PAGE)
    context = {
        "coming": Event.objects.public().coming(now),
        "page": past.get_page(request.GET.get("page")),
        "mine": _current(request, now),
        "now": now,
    }
    return render(request, "events/event_list.html", context)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with its programme; a draft is for the team to look at."""
    found = _event(request, slug)
    now = timezone.now()
    closed = registrations.closed(found, now)
    context = {
        "event": found,
        "blocks": programme.blocks(found),
        "documents": found.documents.all(),
        "open": not closed,
        "closed": SENTENCES[closed] if closed else "",
        "closed_code": closed,
        "past": found.during.upper <= now,
        "mine": _mine(request, found),
        "share": programme.share_text(found),
    }
    return render(request, "events/event.html", context)


@require_safe
def event_ical(request: HttpRequest, slug: str) -> HttpResponse:
    found = _event(request, slug)
    return calendar(calendars.of_event(found, at=timezone.now()), found.slug)


@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file of an event that is public: always to be saved, never run in the browser."""
    event = _event(request, slug)
    found = get_object_or_404(Document.objects.exclude(file=""), pk=pk, event=event)
    try:
        file = found.file.open("rb")
    except (FileNotFoundError, OSError):
        raise Http404 from None
    name = f"{event.slug}-{found.pk}.pdf"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def calendar(content: bytes, name: str) -> HttpResponse:
    """A file that calendars open."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "no-store"
    return response


def _event(request: HttpRequest, slug: str) -> Event:
    user: Any = request.user
    return get_object_or_404(Event.objects.visible_to(user), slug=slug)


def _current(request: HttpRequest, at: datetime) -> Any:
    """Her own registrations, for who is signed in."""
    if not request.user.is_authenticated:
        return []
    hers = Registration.objects.visible_to(request.user).filter(user=request.user)
    return hers.current(at).select_related("event")


def _mine(request: HttpRequest, event: Event) -> Any:
    if not request.user.is_authenticated:
        return None
    return event.registrations.standing().filter(user=request.user).first()
