"""What those present thought of a session; anonymous, see `andersom.surveys`."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.accounts.models import User
from andersom.surveys import domain as surveys
from andersom.surveys.models import Survey
from training.emails import sessions as emails
from training.models import Session

KIND = "training.session"
OPEN_FOR = timedelta(days=14)  # after the session
QUESTIONS = surveys.Questions(
    intro=gettext_lazy("Three choices and one open question: two minutes."),
    scores={
        "useful": gettext_lazy("Can you use this in your own lessons?"),
        "clear": gettext_lazy("Was it clear and well prepared?"),
        "safe": gettext_lazy("Did you have room to ask and to practise?"),
    },
    open_question=gettext_lazy("What should stay, and what can be better?"),
)


def ask_due(*, at: datetime) -> int:
    """Ask those present at sessions of the last fourteen days; how many. Safe to run again.

    Who is noted as present later is asked then.
    """
    recent = Session.objects.over(at).filter(
        during__endswith__gt=at - OPEN_FOR, attendances__state="present"
    )
    return sum(_ask(session, at=at) for session in recent.for_reading().distinct())


def _ask(session: Session, *, at: datetime) -> int:
    present = User.objects.filter(
        enrolments__attendances__in=session.attendances.present(), is_active=True
    ).order_by("pk")
    title = _("How was “%(module)s”?") % {"module": session.module}
    closes_at = session.during.upper + OPEN_FOR
    survey, new = surveys.ask(KIND, session, present, title=title, closes_at=closes_at, at=at)
    for user in new:
        emails.evaluation_asked(session, survey, user, at=at)
    return len(new)


def of(session: Session) -> Survey | None:
    """Its survey; None as long as nobody was asked."""
    return Survey.objects.about(KIND, session).first()


def results(session: Session) -> surveys.Results:
    """What they answered; empty under five answers."""
    survey = of(session)
    return surveys.results(survey) if survey else surveys.Results(0, 0)
