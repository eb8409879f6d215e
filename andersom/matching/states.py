"""States of a proposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class ProposalState(models.TextChoices):
    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("no answer in time")
    WITHDRAWN = "withdrawn", _("withdrawn")
    FILLED = "filled", _("filled by another")


# What is said of each verb in the journal.
PROPOSAL_VERBS = {
    "ask": _("Asked"),
    "accept": _("Accepted"),
    "decline": _("Declined"),
    "expire": _("No answer in time"),
    "withdraw": _("Withdrawn"),
    "fill": _("Filled by another"),
    "fall_through": _("Fell through"),
}
A = ProposalState
PROPOSAL = Machine(
    states=ProposalState,
    transitions={
        "accept": Transition((A.ASKED,), A.ACCEPTED),
        "decline": Transition((A.ASKED,), A.DECLINED),
        "expire": Transition((A.ASKED,), A.EXPIRED),
        "withdraw": Transition((A.ASKED,), A.WITHDRAWN),
        "fill": Transition((A.ASKED,), A.FILLED),
        # The dates were never agreed, or the work was called off: she may be asked again.
        "fall_through": Transition((A.ACCEPTED,), A.WITHDRAWN),
    },
)
