"""The recap, public once it is published."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events.domain import planning, wall
from events.models import Recap
from events.states import EventState


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What was said and what we do with it; the team sees it before everybody does."""
    recap = get_object_or_404(Recap.objects.select_related("event"), event__slug=slug)
    public = recap.event.state == EventState.RECAP
    if not public and not request.user.is_staff:
        raise Http404
    context = {
        "recap": recap,
        "event": recap.event,
        "public": public,
        "photos": recap.photos.all(),
        "quotes": recap.quotes.all(),
        "links": recap.links.all(),
        "documents": recap.event.documents.all(),
        "themes": wall.columns(recap.event),
        "figures": planning.figures(recap.event),
    }
    return render(request, "events/recap.html", context)
