"""What a trainee does next: one clear thing, why, and where. Only reads what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from andersom.ui.texts import day_text, times_text
from training.domain.attendance import beyond_reach
from training.domain.progress import Progress, SessionLine
from training.models import Certificate, Enrolment, Intake, Visit
from training.states import EnrolmentState, VisitState

E = EnrolmentState


@dataclass(frozen=True, slots=True)
class Step:
    """``url`` is empty when she only has to wait."""

    title: str
    text: str = ""
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides on the next step, read beforehand."""

    enrolment: Enrolment
    progress: Progress
    at: datetime
    intake: Intake | None = None
    visits: Sequence[Visit] = ()
    certificate: Certificate | None = None


def of(facts: Facts) -> Step:
    """The next step of one trainee."""
    before = {
        E.OFFERED: _answer,
        E.WAITING: _wait,
        E.APPLIED: _intake,
        E.INTAKE_PLANNED: _intake,
        E.INTAKE_DONE: _hear,
        E.DECLINED: _over,
        E.WITHDRAWN: _over,
    }
    state = EnrolmentState(facts.enrolment.state)
    return before.get(state, _in_training)(facts)


def _answer(facts: Facts) -> Step:
    by = facts.enrolment.answer_by
    return Step(
        _("A place came free for you"),
        _("Do you want it? Answer before %(day)s, else it goes to the next.")
        % {"day": day_text(by, long=True)},
        reverse("training:answer_offer", args=[facts.enrolment.pk]),
        _("Answer now"),
    )


def _wait(facts: Facts) -> Step:
    return Step(
        _("You are number %(number)d on the waiting list") % {"number": facts.enrolment.position},
        _("As soon as a place comes free you get a mail. You need not do anything now."),
    )


def _intake(facts: Facts) -> Step:
    url = reverse("training:intake", args=[facts.enrolment.pk])
    intake = facts.intake
    if intake is None or intake.submitted_at is None:
        text = _("Your trainer reads it before the conversation. It takes about ten minutes.")
        return Step(_("Write down what you bring and what you need"), text, url, _("Fill it in"))
    if intake.slot is None:
        text = _("In the conversation you agree with a trainer on what you want to learn.")
        return Step(_("Choose a moment for the conversation"), text, url, _("Choose a moment"))
    slot = intake.slot
    title = _("Your intake is on %(day)s, %(times)s") % _when(slot.starts, slot.ends)
    text = _("With %(trainer)s, %(place)s.") % {"trainer": slot.trainer, "place": slot.place}
    return Step(title, text, url, _("Look at your intake"))


def _hear(facts: Facts) -> Step:
    return Step(
        _("You will hear soon whether you can take part"),
        _("The intake was held. The project team now decides and mails you."),
    )


def _over(facts: Facts) -> Step:
    return Step(
        _("This enrolment is closed"),
        _("You can enrol again for this or another edition."),
        reverse("training:cohort_list"),
        _("See the editions"),
    )


def _in_training(facts: Facts) -> Step:
    """The certificate, then what is overdue, then what comes first in the calendar."""
    return _certificate(facts) or _sign(facts) or _make_up(facts) or _calendar(facts)


def _certificate(facts: Facts) -> Step | None:
    if facts.certificate is None:
        if not facts.progress.complete:
            return None
        text = _("The project team looks at it and awards your certificate. You get a mail.")
        return Step(_("You have met everything: well done!"), text)
    return Step(
        _("Your certificate is ready"),
        _("Schools see that you have it when they look for a professional."),
        reverse("training:certificate", args=[facts.enrolment.pk]),
        _("Download the certificate"),
    )


def _sign(facts: Facts) -> Step | None:
    for visit in facts.visits:
        if visit.state == VisitState.HELD and visit.trainee_signed_at is None and visit.starts:
            return Step(
                _("Sign the report of the visit of %(day)s") % {"day": day_text(visit.starts)},
                _("Read what your trainer saw, and write your reaction."),
                visit.get_absolute_url(),
                _("Read and sign"),
            )
    return None


def _make_up(facts: Facts) -> Step | None:
    attendance = facts.progress.attendance
    if not beyond_reach(attendance):
        return None
    title = _("You need a make-up session")
    coming = next((line for line in _to_come(facts) if line.session.make_up), None)
    if coming is None:
        text = _("You missed too many sessions. Call your trainer: together you look for a moment.")
        return Step(title, text)
    when = _when(coming.session.starts, coming.session.ends)
    text = _("You missed too many sessions. You can make up for it on %(day)s, %(times)s.") % when
    return Step(title, text, "#sessions", _("See the sessions"))


def _calendar(facts: Facts) -> Step:
    """The first of the sessions and confirmed visits to come."""
    coming = [(line.session.starts, _session(line)) for line in _to_come(facts) if not _extra(line)]
    for visit in facts.visits:
        if visit.state == VisitState.CONFIRMED and visit.starts and visit.starts > facts.at:
            coming.append((visit.starts, _visit(visit)))
    if coming:
        return min(coming, key=lambda one: one[0])[1]
    needs = facts.progress.missing
    if needs:
        return Step(needs[0].text, needs[0].fix)
    return Step(_("There is nothing that you need to do now"))


def _session(line: SessionLine) -> Step:
    session = line.session
    return Step(
        _("Next session: %(module)s") % {"module": session.module},
        _("%(day)s, %(times)s.") % _when(session.starts, session.ends),
        "#sessions",
        _("See the sessions"),
    )


def _visit(visit: Visit) -> Step:
    return Step(
        _("Your trainer visits your lesson"),
        _("%(day)s, %(times)s.") % _when(visit.starts, visit.ends),
        visit.get_absolute_url(),
        _("Look at the visit"),
    )


def _to_come(facts: Facts) -> list[SessionLine]:
    lines = facts.progress.sessions
    return [
        line for line in lines if line.session.during.upper > facts.at and line.state == "to_come"
    ]


def _extra(line: SessionLine) -> bool:
    return line.session.make_up


def _when(start: datetime | None, end: datetime | None) -> dict[str, str]:
    return {"day": day_text(start, long=True), "times": times_text(start, end)}
