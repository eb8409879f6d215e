"""States of a placement and of a lesson."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class PlacementState(models.TextChoices):
    PROPOSED = "proposed", _("dates proposed")
    AGREED = "agreed", _("agreed")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")


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
