"""What those who came in thought of an event; anonymous, see `andersom.surveys`."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.accounts.models import User
from andersom.surveys import domain as surveys
from andersom.surveys.models import Survey
from events.emails import evaluation as emails
from events.models import Event

KIND = "events.event"
OPEN_FOR = timedelta(days=14)  # after the event
QUESTIONS = surveys.Questions(
    intro=gettext_lazy("Three choices and one open question: two minutes."),
    scores={
        "useful": gettext_lazy("Did you take home something that you can use?"),
        "people": gettext_lazy("Did you meet people with whom you can go on?"),
        "care": gettext_lazy("Was it well organised?"),
    },
    open_question=gettext_lazy("What should stay, and what can be better?"),
)


def ask_due(*, at: datetime) -> int:
    """Ask who came in, of events of the last fourteen days; how many. Safe to run again.

    Only people with an account are asked: an answer is kept apart from who gave it by her signing
    in, and a link in a mail would tell them apart.
    """
    recent = Event.objects.past(at).filter(
        during__endswith__gt=at - OPEN_FOR, registrations__checked_in_at__isnull=False
    )
    return sum(_ask(event, at=at) for event in recent.distinct())


def _ask(event: Event, *, at: datetime) -> int:
    came = User.objects.filter(
        registrations__event=event, registrations__checked_in_at__isnull=False, is_active=True
    )
    title = _("How was “%(event)s”?") % {"event": event.title}
    closes_at = event.during.upper + OPEN_FOR
    users = came.order_by("pk")
    survey, new = surveys.ask(KIND, event, users, title=title, closes_at=closes_at, at=at)
    for user in new:
        emails.evaluation_asked(event, survey, user, at=at)
    return len(new)


def results(event: Event) -> surveys.Results:
    """What they answered; empty under five answers."""
    survey = Survey.objects.about(KIND, event).first()
    return surveys.results(survey) if survey else surveys.Results(0, 0)
