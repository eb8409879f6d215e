"""Visitors among each other: who comes, whom to meet and why, hello, and talking on afterwards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from andersom.lib.dates import local_date
from events.domain import contact, introductions
from events.domain.refusals import Refused
from events.forms.contact import HelloForm, MeetForm
from events.models import Registration
from events.views.secret import secret


@secret
@require_safe
def visitors(request: HttpRequest, key: str) -> HttpResponse:
    """Who comes, with their consent, and the introductions that make sense for this visitor."""
    visitor = _visitor(key)
    now = timezone.now()
    greeted = set(visitor.hellos_sent.values_list("receiver_id", flat=True))
    context = {
        "visitor": visitor,
        "event": visitor.event,
        "introductions": introductions.of(visitor, today=local_date(now)),
        "others": [one for one in introductions.visitors(visitor.event) if one.pk != visitor.pk],
        "greeted": greeted,
        "over": visitor.event.during.upper <= now,
    }
    return render(request, "events/visitors.html", context)


@secret
def hello(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Say hello with a first idea, which an introduction has written already."""
    visitor = _visitor(key)
    other = get_object_or_404(contact.to_choose(visitor), pk=pk)
    now = timezone.now()
    known = introductions.of(visitor, today=local_date(now))
    idea = next((one.idea for one in known if one.visitor.pk == other.pk), "")
    form = HelloForm(request.POST or None, initial={"idea": idea})
    if request.method == "POST" and form.is_valid():
        try:
            contact.hello(visitor, other, idea=form.cleaned_data["idea"], at=now)
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            text = _("%(name)s gets your hello by mail, with your address to answer to.")
            messages.success(request, text % {"name": other.name})
            return redirect("events:visitors", key)
    context = {"visitor": visitor, "event": visitor.event, "other": other, "form": form}
    return render(request, "events/hello.html", context, status=422 if form.errors else 200)


@secret
def meet(request: HttpRequest, key: str) -> HttpResponse:
    """After the event: choose with whom to talk on; mutual wishes are told to both."""
    visitor = _visitor(key)
    now = timezone.now()
    chosen = list(visitor.interests.values_list("wanted_id", flat=True))
    form = MeetForm(request.POST or None, visitor=visitor, initial={"people": chosen})
    if request.method == "POST" and form.is_valid():
        try:
            wanted = [one.pk for one in form.cleaned_data["people"]]
            both = contact.want(visitor, wanted, at=now)
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            _say(request, both)
            return redirect("events:meet", key)
    context = {
        "visitor": visitor,
        "event": visitor.event,
        "form": form,
        "matches": contact.matches(visitor),
        "over": visitor.event.during.upper <= now,
    }
    return render(request, "events/meet.html", context, status=422 if form.errors else 200)


def _visitor(key: str) -> Registration:
    """Whoever has a place and the link; others do not learn that there is something."""
    coming = Registration.objects.coming().select_related("event", "provider", "school")
    return get_object_or_404(coming, key=key)


def _say(request: HttpRequest, both: list[Registration]) -> None:
    if both:
        names = ", ".join(one.name for one in both)
        text = _("You and %(names)s want to meet each other: you have mail.") % {"names": names}
    else:
        text = _("Kept. As soon as the other chooses you too, you both get a mail.")
    messages.success(request, text)
