"""States of an edition, an enrolment, a declared school, and a practice visit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class CohortState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


C = CohortState
COHORT_VERBS = {
    "publish": _("Published"),
    "unpublish": _("Back to draft"),
    "close": _("Closed"),
    "reopen": _("Opened again"),
    "copy": _("Copied from another edition"),
}
COHORT = Machine(
    states=CohortState,
    transitions={
        "publish": Transition((C.DRAFT,), C.PUBLISHED),
        "unpublish": Transition((C.PUBLISHED,), C.DRAFT),
        "close": Transition((C.PUBLISHED,), C.CLOSED),
        "reopen": Transition((C.CLOSED,), C.PUBLISHED),
    },
)


class EnrolmentState(models.TextChoices):
    APPLIED = "applied", _("applied")
    INTAKE_PLANNED = "intake_planned", _("intake planned")
    INTAKE_DONE = "intake_done", _("intake done")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("place offered")
    ADMITTED = "admitted", _("admitted")
    ACTIVE = "active", _("taking part")
    COMPLETED = "completed", _("completed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


E = EnrolmentState
# Whoever is in one of these holds one of the places of the edition.
SEATED = (
    E.APPLIED,
    E.INTAKE_PLANNED,
    E.INTAKE_DONE,
    E.OFFERED,
    E.ADMITTED,
    E.ACTIVE,
    E.COMPLETED,
)
OVER = (E.DECLINED, E.WITHDRAWN)
IN_TRAINING = (E.ADMITTED, E.ACTIVE, E.COMPLETED)
ENROLMENT_VERBS = {
    "apply": _("Enrolled"),
    "plan_intake": _("Moment of the intake chosen"),
    "cancel_intake": _("Moment of the intake given back"),
    "finish_intake": _("Intake finished"),
    "admit": _("Admitted"),
    "put_on_hold": _("Put on the waiting list"),
    "offer": _("Place offered"),
    "accept": _("Place accepted"),
    "accept_admitted": _("Place accepted"),
    "start": _("Started"),
    "complete": _("Completed"),
    "reopen": _("Opened again"),
    "decline": _("Declined"),
    "lapse": _("Offer lapsed"),
    "withdraw": _("Withdrawn"),
}
ENROLMENT = Machine(
    states=EnrolmentState,
    initial=(E.APPLIED, E.WAITING),
    transitions={
        "plan_intake": Transition((E.APPLIED, E.INTAKE_PLANNED), E.INTAKE_PLANNED),
        "cancel_intake": Transition((E.INTAKE_PLANNED,), E.APPLIED),
        "finish_intake": Transition((E.APPLIED, E.INTAKE_PLANNED), E.INTAKE_DONE),
        "admit": Transition((E.INTAKE_DONE,), E.ADMITTED),
        "put_on_hold": Transition((E.APPLIED, E.INTAKE_PLANNED, E.INTAKE_DONE), E.WAITING),
        "offer": Transition((E.WAITING,), E.OFFERED),
        # Who had the intake before waiting is admitted at once, the others still have it to come.
        "accept": Transition((E.OFFERED,), E.APPLIED),
        "accept_admitted": Transition((E.OFFERED,), E.ADMITTED),
        "start": Transition((E.ADMITTED,), E.ACTIVE),
        "complete": Transition((E.ACTIVE,), E.COMPLETED),
        "reopen": Transition((E.COMPLETED,), E.ACTIVE, needs_reason=True),
        "decline": Transition(
            (E.APPLIED, E.INTAKE_PLANNED, E.INTAKE_DONE, E.WAITING), E.DECLINED, needs_reason=True
        ),
        "lapse": Transition((E.OFFERED,), E.WITHDRAWN),
        "withdraw": Transition(
            (*SEATED[:-1], E.WAITING),
            E.WITHDRAWN,
        ),
    },
)
ENROLMENT_TONES = {
    E.WAITING: "warn",
    E.OFFERED: "warn",
    E.ADMITTED: "ok",
    E.ACTIVE: "ok",
    E.COMPLETED: "ok",
    E.DECLINED: "danger",
    E.WITHDRAWN: "danger",
}


class WeeklyState(models.TextChoices):
    ASKED = "asked", _("asked")
    CONFIRMED = "confirmed", _("confirmed")
    DENIED = "denied", _("denied")


W = WeeklyState
WEEKLY_VERBS = {
    "ask": _("School asked"),
    "confirm": _("Confirmed by the school"),
    "deny": _("Denied by the school"),
    "ask_again": _("School asked again"),
}
WEEKLY = Machine(
    states=WeeklyState,
    transitions={
        "confirm": Transition((W.ASKED, W.DENIED), W.CONFIRMED),
        "deny": Transition((W.ASKED, W.CONFIRMED), W.DENIED),
        "ask_again": Transition((W.DENIED,), W.ASKED),
    },
)


class VisitState(models.TextChoices):
    OPEN = "open", _("not planned")
    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    HELD = "held", _("to be signed")
    SIGNED = "signed", _("signed by both")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")


V = VisitState
# These take the trainer's time.
STANDING = (V.PROPOSED, V.CONFIRMED, V.HELD, V.SIGNED)
DONE = (V.HELD, V.SIGNED)
VISIT_VERBS = {
    "propose": _("Moment proposed"),
    "confirm": _("Confirmed"),
    "swap": _("Another moment chosen"),
    "follow": _("Moved with the lesson"),
    "follow_confirmed": _("Moved with the lesson"),
    "reopen": _("Moment fell out"),
    "report": _("Report finished"),
    "sign": _("Signed by both"),
    "sign_trainer": _("Signed by the trainer"),
    "sign_trainee": _("Signed by the trainee"),
    "react": _("Reaction written"),
    "miss": _("Missed"),
    "cancel": _("Cancelled"),
}
VISIT = Machine(
    states=VisitState,
    transitions={
        "propose": Transition((V.OPEN, V.MISSED), V.PROPOSED),
        "confirm": Transition((V.PROPOSED,), V.CONFIRMED),
        "swap": Transition((V.PROPOSED, V.CONFIRMED), V.PROPOSED),
        "follow": Transition((V.PROPOSED,), V.PROPOSED),
        "follow_confirmed": Transition((V.CONFIRMED,), V.CONFIRMED),
        "reopen": Transition((V.PROPOSED, V.CONFIRMED), V.OPEN),
        "report": Transition((V.CONFIRMED,), V.HELD),
        "sign": Transition((V.HELD,), V.SIGNED),
        "miss": Transition((V.OPEN, V.PROPOSED, V.CONFIRMED), V.MISSED),
        "cancel": Transition((V.OPEN, V.PROPOSED, V.CONFIRMED, V.MISSED), V.CANCELLED),
    },
)
VISIT_TONES = {
    V.OPEN: "warn",
    V.PROPOSED: "info",
    V.CONFIRMED: "ok",
    V.HELD: "warn",
    V.SIGNED: "ok",
    V.MISSED: "danger",
    V.CANCELLED: "danger",
}
