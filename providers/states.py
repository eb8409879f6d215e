"""States of a provider and of an offer. The project team decides on both in the same way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class Review(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    CHANGES_ASKED = "changes_asked", _("changes asked")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    SUSPENDED = "suspended", _("suspended")


TONES = {
    Review.DRAFT: "",
    Review.SUBMITTED: "info",
    Review.CHANGES_ASKED: "warn",
    Review.APPROVED: "ok",
    Review.DECLINED: "danger",
    Review.SUSPENDED: "danger",
}
OPEN = (Review.DRAFT, Review.CHANGES_ASKED, Review.DECLINED)
REVIEW = Machine(
    states=Review,
    transitions={
        "submit": Transition(OPEN, Review.SUBMITTED),
        "approve": Transition((Review.SUBMITTED,), Review.APPROVED),
        "ask_changes": Transition(
            (Review.SUBMITTED, Review.APPROVED), Review.CHANGES_ASKED, needs_reason=True
        ),
        "decline": Transition((Review.SUBMITTED,), Review.DECLINED, needs_reason=True),
        "suspend": Transition((Review.APPROVED,), Review.SUSPENDED, needs_reason=True),
        "resume": Transition((Review.SUSPENDED,), Review.APPROVED),
        "withdraw": Transition((Review.SUBMITTED, Review.APPROVED), Review.DRAFT),
    },
)
