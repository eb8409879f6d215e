"""States of a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class ProposalState(models.TextChoices):
    ASKED = "asked", _("asked")
    OFFERED = "offered", _("would like to come")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("no answer in time")
    WITHDRAWN = "withdrawn", _("withdrawn")
    FILLED = "filled", _("filled by another")
    TURNED_DOWN = "turned_down", _("not chosen")


#: Nobody has answered yet: the provider when it was asked, the school when somebody offered.
UNANSWERED = (ProposalState.ASKED, ProposalState.OFFERED)
# What is said of each verb in the journal.
PROPOSAL_VERBS = {
    "ask": _("Asked"),
    "offer": _("Offered to come"),
    "accept": _("Accepted"),
    "decline": _("Declined"),
    "agree": _("The school said yes"),
    "turn_down": _("The school said no thanks"),
    "expire": _("No answer in time"),
    "withdraw": _("Withdrawn"),
    "fill": _("Filled by another"),
    "fall_through": _("Fell through"),
}
A = ProposalState
PROPOSAL = Machine(
    states=ProposalState,
    initial=UNANSWERED,
    transitions={
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
