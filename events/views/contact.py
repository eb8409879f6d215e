"""Visitors among each other: who comes, whom to meet and why, hello, and talking on afterwards."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from andersom.lib.dates import local_date
from events.domain import contact, introductions
from events.domain.refusals import Refused
from events.forms.contact import HelloForm, MeetForm
from events.models import Registration
from events.states import RegistrationState
from events.views.secret import secret


@require_safe
@secret
def visitors(request: HttpRequest, visitor: Registration) -> HttpResponse:
    """Who comes, with their consent, and the introductions that make sense for this visitor."""
    _refuse_absent(visitor)
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
def hello(request: HttpRequest, visitor: Registration, pk: int) -> HttpResponse:
    """Say hello with a first idea, which an introduction has written already."""
    _refuse_absent(visitor)
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
            return redirect("events:visitors", visitor.key)
    context = {"visitor": visitor, "event": visitor.event, "other": other, "form": form}
    return render(request, "events/hello.html", context, status=422 if form.errors else 200)


@secret
def meet(request: HttpRequest, visitor: Registration) -> HttpResponse:
    """After the event: choose with whom to talk on; mutual wishes are told to both."""
    _refuse_absent(visitor)
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
            return redirect("events:meet", visitor.key)
    context = {
        "visitor": visitor,
        "event": visitor.event,
        "form": form,
        "matches": contact.matches(visitor),
        "over": visitor.event.during.upper <= now,
    }
    return render(request, "events/meet.html", context, status=422 if form.errors else 200)


def _refuse_absent(visitor: Registration) -> None:
    """Whoever has no place does not learn who has."""
    if visitor.state != RegistrationState.CONFIRMED:
        raise Http404


def _say(request: HttpRequest, both: list[Registration]) -> None:
    if both:
        names = ", ".join(one.name for one in both)
        text = _("You and %(names)s want to meet each other: you have mail.") % {"names": names}
    else:
        text = _("Kept. As soon as the other chooses you too, you both get a mail.")
    messages.success(request, text)
