"""Where one enrolment stands and what it waits for, as the team and the trainers read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from andersom.lib.dates import local_date
from andersom.ui.texts import day_text
from training.domain.progress import Progress
from training.models import Certificate, Enrolment, Intake
from training.states import EnrolmentState

E = EnrolmentState
TRAINEE, TRAINER, TEAM, NOBODY = "trainee", "trainer", "team", ""
PATIENCE = timedelta(days=7)
URGENCY = {"danger": 0, "warn": 1, "info": 2, "ok": 3}


@dataclass(frozen=True, slots=True)
class Wait:
    """What has to happen now, and who does it; ``tone`` warn or danger: she is stuck."""

    text: str
    actor: str = NOBODY
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides, read beforehand. ``since``: when she came into her state."""

    enrolment: Enrolment
    since: datetime
    at: datetime
    position: int = 0
    intake: Intake | None = None
    progress: Progress | None = None
    certificate: Certificate | None = None

    @property
    def slow(self) -> bool:
        return self.at - self.since > PATIENCE


def wait(facts: Facts) -> Wait:
    """What this enrolment waits for."""
    return RULES[EnrolmentState(facts.enrolment.state)](facts)


def _applied(facts: Facts) -> Wait:
    tone = "warn" if facts.slow else "info"
    if facts.intake is None or facts.intake.submitted_at is None:
        return Wait(_("Fills in the form for the intake."), TRAINEE, tone)
    return Wait(_("Chooses a moment for the intake."), TRAINEE, tone)


def _intake_planned(facts: Facts) -> Wait:
    slot = facts.intake.slot if facts.intake else None
    if slot is None:
        return _applied(facts)
    words = {"day": day_text(slot.starts), "trainer": slot.trainer}
    if slot.during.upper > facts.at:
        return Wait(_("Intake on %(day)s with %(trainer)s.") % words)
    text = _("%(trainer)s writes down the intake of %(day)s.") % words
    late = facts.at - slot.during.upper > PATIENCE
    return Wait(text, TRAINER, "warn" if late else "info")


def _intake_done(facts: Facts) -> Wait:
    return Wait(_("Decide about the place."), TEAM, "warn" if facts.slow else "info")


def _waiting(facts: Facts) -> Wait:
    return Wait(_("Number %(number)d on the waiting list.") % {"number": facts.position})


def _offered(facts: Facts) -> Wait:
    by = facts.enrolment.answer_by
    return Wait(_("Answers to the offered place by %(day)s.") % {"day": day_text(by)}, TRAINEE)


def _admitted(facts: Facts) -> Wait:
    start = facts.enrolment.cohort.start
    begun = start < local_date(facts.at)
    return Wait(
        _("Begins on %(day)s.") % {"day": day_text(start)}, tone="warn" if begun else "info"
    )


def _active(facts: Facts) -> Wait:
    progress = facts.progress
    assert progress is not None  # noqa: S101 - read for whoever takes part
    if progress.complete:
        return Wait(_("Award the certificate."), TEAM)
    if not progress.at_risk:
        return Wait(progress.missing[0].text, tone="ok")
    if progress.intake_done and progress.attendance.on_course:
        missed = progress.visits.missed
        text = _("Missed practice visits: %(missed)d. Plan them anew.") % {"missed": missed}
        return Wait(text, TRAINER, "danger")
    return Wait(_attendance(progress), TRAINER, "danger")


def _attendance(progress: Progress) -> str:
    missing = next(need for need in progress.missing if need.code == "attendance")
    help_her = _("Plan a make-up session and tell the trainee.")
    return missing.text if progress.attendance.reachable else f"{missing.text} {help_her}"


def _completed(facts: Facts) -> Wait:
    if facts.certificate is None:
        return Wait(_("Completed without a certificate."), TEAM, "warn")
    day = day_text(facts.certificate.awarded_on, year=True)
    return Wait(_("Certificate awarded on %(day)s.") % {"day": day}, tone="ok")


def _over(facts: Facts) -> Wait:
    return Wait(_("Stopped."), tone="ok")


RULES: dict[EnrolmentState, Callable[[Facts], Wait]] = {
    E.APPLIED: _applied,
    E.INTAKE_PLANNED: _intake_planned,
    E.INTAKE_DONE: _intake_done,
    E.WAITING: _waiting,
    E.OFFERED: _offered,
    E.ADMITTED: _admitted,
    E.ACTIVE: _active,
    E.COMPLETED: _completed,
    E.DECLINED: _over,
    E.WITHDRAWN: _over,
}
