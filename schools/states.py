"""States of a request, of a school site and of an upload of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class RequestState(models.TextChoices):
    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    PARTLY_FILLED = "partly_filled", _("partly filled")
    FILLED = "filled", _("filled")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = RequestState
# What is said of each verb in the journal.
REQUEST_VERBS = {
    "start": _("Draft started"),
    "post": _("Request posted"),
    "fill_partly": _("Partly filled"),
    "fill": _("Filled"),
    "reopen": _("Opened again"),
    "close": _("Closed"),
    "withdraw": _("Withdrawn"),
    "widen": _("More day parts accepted"),
    "promise_near": _("Reminded: the day of our answer is near"),
    "promise_over": _("Answered: this is where it stands"),
}
PERIOD_OVER = "@period_over"
# Reasons that we give ourselves; what people type is shown as it stands.
REASONS = {PERIOD_OVER: _("The period of the request is over.")}
SEEKING = (S.OPEN, S.PARTLY_FILLED)
REQUEST = Machine(
    states=RequestState,
    transitions={
        "post": Transition((S.DRAFT,), S.OPEN),
        "fill_partly": Transition((S.OPEN, S.PARTLY_FILLED, S.FILLED), S.PARTLY_FILLED),
        "fill": Transition((S.OPEN, S.PARTLY_FILLED), S.FILLED),
        "reopen": Transition((S.PARTLY_FILLED, S.FILLED), S.OPEN),
        "close": Transition((S.OPEN, S.PARTLY_FILLED, S.FILLED), S.CLOSED),
        "withdraw": Transition((S.DRAFT, S.OPEN, S.PARTLY_FILLED), S.WITHDRAWN),
    },
)


class SchoolStatus(models.TextChoices):
    """Whether the register (DUO) still knows the site."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


SCHOOL_VERBS = {
    "close": _("Closed in the register"),
    "reopen": _("Open again in the register"),
    "join": _("Member joined"),
    "leave": _("Member removed"),
    "tick": _("Condition met"),
    "untick": _("Condition not met after all"),
    "add_groups": _("Groups added"),
    "change_group": _("Group changed"),
    "set_week": _("School times changed"),
    "close_days": _("Closed days entered"),
    "open_days": _("Closed days removed"),
}
SCHOOL = Machine(
    states=SchoolStatus,
    transitions={
        "close": Transition((SchoolStatus.OPEN,), SchoolStatus.CLOSED),
        "reopen": Transition((SchoolStatus.CLOSED,), SchoolStatus.OPEN),
    },
)


class UploadState(models.TextChoices):
    PREVIEW = "preview", _("waits for your yes")
    APPLIED = "applied", _("imported")


UPLOAD_VERBS = {
    "apply": _("Imported"),
    "import": _("Imported from the command line"),
}
UPLOAD = Machine(
    states=UploadState,
    transitions={"apply": Transition((UploadState.PREVIEW,), UploadState.APPLIED)},
)
