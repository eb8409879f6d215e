"""The door: the list of guests, the code on somebody's phone, walk-ins, and badges."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from andersom.accounts.hats import PersonRequest
from events.domain import badges, door
from events.domain.refusals import Refused
from events.forms.door import WalkInForm
from events.models import Event, Registration

CONFLICT = 409


@require_safe
def guests(request: PersonRequest, slug: str) -> HttpResponse:
    """Everybody with a place; ticking somebody off works over bad Wi-Fi and twice is once."""
    return _page(request, get_object_or_404(Event, slug=slug), WalkInForm())


def check_in(request: PersonRequest, slug: str, key: str) -> HttpResponse:
    """The code on a phone: GET shows who it is, POST lets her in.

    A page that keeps trying asks for JSON, so that a sign-in page is never taken for a yes.
    """
    event = get_object_or_404(Event, slug=slug)
    if request.method == "POST":
        act = door.undo if "undo" in request.POST else door.check_in
        return _acted(request, event, lambda: act(event, key, by=request.user, at=timezone.now()))
    guest = Registration.objects.filter(event=event, key=key).first()
    context = {"event": event, "guest": guest, "open": door.is_open(event, timezone.now())}
    return render(request, "events/check_in.html", context, status=200 if guest else 404)


@require_POST
def walk_in(request: PersonRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event, slug=slug)
    form = WalkInForm(request.POST)
    if form.is_valid():
        try:
            came = door.walk_in(event, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _("%(name)s is in.") % {"name": came.name})
            return redirect("events:door", slug)
    return _page(request, event, form)


@require_safe
def badges_pdf(request: PersonRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event, slug=slug)
    response = HttpResponse(badges.badges_pdf(event), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="badges-{event.slug}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _page(request: PersonRequest, event: Event, form: WalkInForm) -> HttpResponse:
    context = {
        "event": event,
        "guests": door.guests(event),
        "figures": door.figures(event),
        "open": door.is_open(event, timezone.now()),
        "form": form,
    }
    return render(request, "events/door.html", context, status=422 if form.errors else 200)


def _acted(request: PersonRequest, event: Event, act: Callable[[], object]) -> HttpResponse:
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    try:
        act()
    except Refused as refused:
        if wants_json:
            return JsonResponse({"text": refused.text}, status=CONFLICT)
        messages.warning(request, refused.text)
        return redirect("events:door", event.slug)
    if wants_json:
        return JsonResponse({"came": door.figures(event).came})
    return redirect("events:door", event.slug)
