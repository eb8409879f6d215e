"""States of a placement and of a lesson."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class PlacementState(models.TextChoices):
    PROPOSED = "proposed", _("dates proposed")
    AGREED = "agreed", _("agreed")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")


# Work that both sides agreed on, also when it is done: what its groups got, they have.
SETTLED = (PlacementState.AGREED, PlacementState.ENDED)
# What is said of each verb in the journal, those of the tables below and the others.
PLACEMENT_VERBS = {
    "propose": _("Dates proposed"),
    "repropose": _("Other dates proposed"),
    "confirm_school": _("The school confirmed the dates"),
    "confirm_provider": _("The provider confirmed the dates"),
    "agree": _("Agreed: the lessons are planned"),
    "cancel": _("Cancelled"),
    "end": _("Ended"),
    "set_contract": _("Contract form recorded"),
}
LESSON_VERBS = {
    "add": _("Lesson added"),
    "plan": _("Planned"),
    "cancel": _("Cancelled"),
    "move": _("Proposed for another moment"),
    "reschedule": _("Moved"),
    "give": _("Given"),
    "undo_give": _("Not given after all"),
    "teacher_present": _("A licensed teacher is in the room"),
    "teacher_absent": _("No licensed teacher is in the room"),
}
LEDGER_VERBS = {
    "allow_extra": _("Extra hours allowed"),
    "recount": _("Recounted by the rule in force"),
}
# Reasons that nobody typed are kept as a code, for each reader to be told in her own language.
BY_TEAM, DATE_PASSED, REQUEST_ENDED = "@team", "@date_passed", "@request_ended"
REASONS = {
    BY_TEAM: _("Done by the project team."),
    DATE_PASSED: _("This date had passed."),
    REQUEST_ENDED: _("The school has ended the request."),
}


def said(reason: str) -> Any:
    """The words of a reason: what somebody typed, or the translation of a code."""
    return REASONS.get(reason, reason)


P = PlacementState
PLACEMENT = Machine(
    states=PlacementState,
    transitions={
        "agree": Transition((P.PROPOSED,), P.AGREED),
        "cancel": Transition((P.PROPOSED, P.AGREED), P.CANCELLED),
        "end": Transition((P.AGREED,), P.ENDED),
    },
)


class LessonState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    PLANNED = "planned", _("planned")
    GIVEN = "given", _("given")
    CANCELLED = "cancelled", _("cancelled")


L = LessonState
# A proposed lesson takes nobody's time or hours yet; these do.
TAKING_TIME = (L.PLANNED, L.GIVEN)
LESSON = Machine(
    states=LessonState,
    transitions={
        "plan": Transition((L.PROPOSED,), L.PLANNED),
        "give": Transition((L.PLANNED,), L.GIVEN),
        "undo_give": Transition((L.GIVEN,), L.PLANNED),
        "cancel": Transition((L.PROPOSED, L.PLANNED), L.CANCELLED),
        "move": Transition((L.PROPOSED,), L.PROPOSED),
        "reschedule": Transition((L.PLANNED,), L.PLANNED),
    },
)
