"""The team's planning list with the figures of an event."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from andersom.accounts.hats import PersonRequest
from andersom.lib.dates import local_date
from events.domain import evaluations, planning
from events.forms.planning import ChoreForm, TickForm
from events.models import Event


def page(request: PersonRequest, slug: str) -> HttpResponse:
    """What is to be done by when; tick, or add a line."""
    event = get_object_or_404(Event, slug=slug)
    form = ChoreForm(request.POST if "title" in request.POST else None, event=event)
    if request.method == "POST" and "title" not in request.POST:
        _tick(request, event)
        return redirect("events:planning", slug)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("events:planning", slug)
    context = {
        "event": event,
        "chores": event.chores.select_related("done_by"),
        "figures": planning.figures(event),
        "results": evaluations.results(event),
        "today": local_date(timezone.now()),
        "form": form,
    }
    return render(request, "events/planning.html", context, status=422 if form.errors else 200)


def _tick(request: PersonRequest, event: Event) -> None:
    if "usual" in request.POST:
        planning.make_list(event)
        return
    form = TickForm(request.POST, event=event)
    if form.is_valid():
        done = form.cleaned_data["done"]
        planning.tick(form.cleaned_data["chore"], done=done, by=request.user, at=timezone.now())
