"""The wall: hanging a card, the big screen, looking at cards, and grouping them."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from andersom.accounts.hats import PersonRequest
from andersom.notifications.links import absolute
from andersom.ui import htmx
from andersom.ui.qr import svg
from andersom.workflow.machine import IllegalMove
from events.domain import print as wall_print
from events.domain import screen as big_screen
from events.domain import wall
from events.domain.refusals import Refused
from events.forms.wall import CardForm, PlaceForm, SuggestionForm, ThemeForm
from events.models import Event, Expectation, Theme


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the wall and hang a card; everybody may, and nobody is named."""
    event = _event(request, slug)
    now = timezone.now()
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="card"):
            form.add_error(None, _("Many cards came from here just now. Try again in a minute."))
        elif _hang(request, event, form):
            return redirect("events:wall", event.slug)
    context = {
        "event": event,
        "form": form,
        "open": wall.is_open(event, now),
        "themes": wall.columns(event),
        "loose": wall.loose(event),
        "to_look_at": wall.counted(event).get("waiting", 0) if request.user.is_staff else 0,
    }
    return render(request, "events/wall.html", context, status=422 if form.errors else 200)


@require_safe
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The wall on a big screen: some cards at a time, turning by itself."""
    event = _event(request, slug)
    sheets = big_screen.sheets(event)
    found = Paginator(sheets, 1).get_page(request.GET.get("blad"))
    sheet = found.object_list[0] if sheets else None
    following = found.next_page_number() if found.has_next() else 1
    here = reverse("events:screen", args=[event.slug])
    context = {
        "event": event,
        "sheet": sheet,
        "next": f"{here}?blad={following}",
        "number": found.number,
        "total": len(sheets),
        "qr": svg(absolute("events:wall", event.slug)),
        "address": absolute("events:wall", event.slug),
    }
    return htmx.page(request, "events/screen.html", context, partial="sheet")


def moderate(request: PersonRequest, slug: str) -> HttpResponse:
    """Look at the cards that wait; show or hide one, or show them all."""
    event = get_object_or_404(Event, slug=slug)
    if request.method == "POST":
        _judge(request, event)
        return redirect("events:moderate", event.slug)
    cards = event.expectations.order_by("-state", "pk")
    waiting = [card for card in cards if card.state == "waiting"]
    others = [card for card in cards if card.state != "waiting"]
    context = {"event": event, "waiting": waiting, "others": others}
    return render(request, "events/moderate.html", context)


def sort(request: PersonRequest, slug: str) -> HttpResponse:
    """Group the cards: by dragging, by the number keys, or by a list on every card."""
    event = get_object_or_404(Event, slug=slug)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wall.add_theme(event, form.cleaned_data["title"])
        except Refused as refused:
            form.add_error("title", refused.text)
        else:
            return redirect("events:sort_wall", event.slug)
    return _board(request, event, form)


@require_POST
def put(request: PersonRequest, slug: str) -> HttpResponse:
    """Hang one card elsewhere; answers with the board for htmx."""
    event = get_object_or_404(Event, slug=slug)
    form = PlaceForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("card_gone")
        wall.put(event, form.cleaned_data["card"], form.cleaned_data["theme"])
    except Refused as refused:
        messages.warning(request, refused.text)
    if htmx.is_partial(request):
        return _board(request, event, ThemeForm())
    return redirect("events:sort_wall", event.slug)


@require_safe
def on_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The wall as a PDF, on A4 or, to hang up, on A3."""
    event = _event(request, slug)
    paper = request.GET.get("papier", "a4")
    made = wall_print.wall_pdf(event, paper if paper in wall_print.PAPERS else "a4")
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{event.slug}.pdf"'
    return response


@require_POST
def adopt(request: PersonRequest, slug: str) -> HttpResponse:
    """Make a theme of suggested cards."""
    event = get_object_or_404(Event, slug=slug)
    form = SuggestionForm(request.POST, event=event)
    try:
        if not form.is_valid():
            raise Refused("card_gone")
        wall.add_theme(event, form.cleaned_data["title"], form.cleaned_data["cards"])
    except Refused as refused:
        messages.warning(request, refused.text)
    return redirect("events:sort_wall", event.slug)


def theme(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Rename a theme, or take it away; its cards stay."""
    found = get_object_or_404(Theme.objects.select_related("event"), pk=pk, event__slug=slug)
    form = ThemeForm(request.POST or None, instance=found)
    if request.method == "POST" and "remove" in request.POST:
        wall.remove(found)
        messages.success(request, _("The theme is gone; its cards hang loose again."))
        return redirect("events:sort_wall", slug)
    if request.method == "POST" and form.is_valid():
        try:
            wall.rename(found, form.cleaned_data["title"])
        except Refused as refused:
            form.add_error("title", refused.text)
        else:
            return redirect("events:sort_wall", slug)
    context = {"event": found.event, "theme": found, "form": form}
    return render(request, "events/theme.html", context, status=422 if form.errors else 200)


def _event(request: HttpRequest, slug: str) -> Event:
    user: Any = request.user
    return get_object_or_404(Event.objects.visible_to(user), slug=slug)


def _hang(request: HttpRequest, event: Event, form: CardForm) -> bool:
    try:
        card = wall.post(event, form.cleaned_data["text"], at=timezone.now())
    except Refused as refused:
        form.add_error(None, refused.text)
        return False
    if card.state == "waiting":
        messages.success(request, _("Thank you. The project team hangs your card in a moment."))
    else:
        messages.success(request, _("Thank you. Your card hangs on the wall."))
    return True


def _judge(request: PersonRequest, event: Event) -> None:
    if "all" in request.POST:
        wall.show_all(event)
        return
    verb = "hide" if "hide" in request.POST else "show"
    try:
        number = UUID(request.POST.get(verb, ""))
        wall.judge(get_object_or_404(Expectation, pk=number, event=event), verb)
    except (ValueError, Refused, IllegalMove):
        messages.info(request, _("This card was looked at already."))


def _board(request: PersonRequest, event: Event, form: ThemeForm) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "themes": wall.columns(event),
        "loose": wall.loose(event),
        "suggestions": wall.suggestions(event),
    }
    status = 422 if form.errors else 200
    return htmx.page(request, "events/sort.html", context, partial="board", status=status)
