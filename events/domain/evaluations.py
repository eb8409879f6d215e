"""Thanking who came in, and what they thought of it; anonymous, see `andersom.surveys`."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.lib.dates import ZONE, local_date
from andersom.surveys import domain as surveys
from andersom.surveys.models import Survey
from events.emails import evaluation as emails
from events.models import Event

KIND = "events.event"
OPEN_FOR = timedelta(days=14)  # after the event
FROM_HOUR = 8  # nobody wants a mail in the night
QUESTIONS = surveys.Questions(
    intro=gettext_lazy("Three choices and one open question: two minutes."),
    scores={
        "useful": gettext_lazy("Did you take home something that you can use?"),
        "people": gettext_lazy("Did you meet people with whom you can go on?"),
        "care": gettext_lazy("Was it well organised?"),
    },
    open_question=gettext_lazy("What should stay, and what can be better?"),
)


def thank_due(*, at: datetime) -> int:
    """Thank who came in, from the morning after the event on, and ask what they thought; how many.

    One mail to each, with an account or without. Safe to run again: who is ticked off later is
    thanked later, until the questions close.
    """
    if at.astimezone(ZONE).hour < FROM_HOUR:
        return 0
    recent = Event.objects.past(at).filter(
        during__endswith__gt=at - OPEN_FOR, registrations__checked_in_at__isnull=False
    )
    today = local_date(at)
    due = [event for event in recent.distinct() if local_date(event.during.upper) < today]
    return sum(_thank(event, at=at) for event in due)


@transaction.atomic
def _thank(event: Event, *, at: datetime) -> int:
    came = event.registrations.filter(checked_in_at__isnull=False).select_related("user", "event")
    by_user = {one.user: one for one in came if one.user and one.user.is_active}
    by_address = {
        one.email: one
        for one in came
        if one.user is None and one.email and not one.email.endswith(settings.ERASED_DOMAIN)
    }
    title = _("How was “%(event)s”?") % {"event": event.title}
    closes_at = event.during.upper + OPEN_FOR
    survey, users = surveys.ask(KIND, event, by_user, title=title, closes_at=closes_at, at=at)
    guests = surveys.ask_guests(survey, by_address)
    for user in users:
        emails.thanks(by_user[user], survey, reverse("surveys:answer", args=[survey.pk]), at=at)
    for address, token in guests.items():
        link = reverse("surveys:answer_by_link", args=[token])
        emails.thanks(by_address[address], survey, link, at=at)
    return len(users) + len(guests)


def results(event: Event) -> surveys.Results:
    """What they answered; empty under five answers."""
    survey = Survey.objects.about(KIND, event).first()
    return surveys.results(survey) if survey else surveys.Results(0, 0)
