"""States of a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class ProposalState(models.TextChoices):
    ASKED = "asked", _("asked")
    OFFERED = "offered", _("would like to come")
    LINED_UP = "lined_up", _("next in line")
    NOT_ASKED = "not_asked", _("not asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("no answer in time")
    WITHDRAWN = "withdrawn", _("withdrawn")
    FILLED = "filled", _("filled by another")
    TURNED_DOWN = "turned_down", _("not chosen")


#: Nobody has answered yet: the provider when it was asked, the school when somebody offered.
UNANSWERED = (ProposalState.ASKED, ProposalState.OFFERED)
# The professional never heard of these, so she does not see them either.
UNSEEN = (ProposalState.LINED_UP, ProposalState.NOT_ASKED)
# What is said of each verb in the journal.
PROPOSAL_VERBS = {
    "ask": _("Asked"),
    "offer": _("Offered to come"),
    "line_up": _("Put in line"),
    "call": _("Asked: it was their turn"),
    "take_out": _("Taken out of the line"),
    "pass_over": _("Passed over: does not fit any more"),
    "let_go": _("Not asked: no longer needed"),
    "accept": _("Accepted"),
    "decline": _("Declined"),
    "agree": _("The school said yes"),
    "turn_down": _("The school said no thanks"),
    "expire": _("No answer in time"),
    "withdraw": _("Withdrawn"),
    "fill": _("Filled by another"),
    "narrow": _("Some groups filled by another: asked for the rest"),
    "fall_through": _("Fell through"),
    "forget": _("Reason counts no more"),
}
A = ProposalState
PROPOSAL = Machine(
    states=ProposalState,
    initial=(A.ASKED, A.OFFERED, A.LINED_UP),
    transitions={
        # A wave: so many are asked at once, the others stand in line until it is their turn.
        "call": Transition((A.LINED_UP,), A.ASKED),
        "take_out": Transition((A.LINED_UP,), A.NOT_ASKED),
        "pass_over": Transition((A.LINED_UP,), A.NOT_ASKED),
        "let_go": Transition((A.LINED_UP,), A.NOT_ASKED),
        "accept": Transition((A.ASKED,), A.ACCEPTED),
        "decline": Transition((A.ASKED,), A.DECLINED),
        "agree": Transition((A.OFFERED,), A.ACCEPTED),
        "turn_down": Transition((A.OFFERED,), A.TURNED_DOWN),
        "expire": Transition(UNANSWERED, A.EXPIRED),
        "withdraw": Transition(UNANSWERED, A.WITHDRAWN),
        "fill": Transition(UNANSWERED, A.FILLED),
        # The dates were never agreed, or the work was called off: she may be asked again.
        "fall_through": Transition((A.ACCEPTED,), A.WITHDRAWN),
    },
)
