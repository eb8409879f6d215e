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
# What is said of each verb in the journal, those of the table below and the others.
REVIEW_VERBS = {
    "register": _("Registered"),
    "create": _("Made"),
    "copy": _("Copied"),
    "edit": _("Changed"),
    "submit": _("Submitted for approval"),
    "approve": _("Approved"),
    "ask_changes": _("Changes asked"),
    "decline": _("Declined"),
    "suspend": _("Taken out of the catalogue for now"),
    "resume": _("In the catalogue again"),
    "withdraw": _("Taken back"),
    "logo": _("Logo changed"),
    "photo_added": _("Photo added"),
    "photo_removed": _("Photo removed"),
    "member_joined": _("Member joined"),
    "member_role": _("Role of a member changed"),
    "member_removed": _("Member removed"),
}
PROFESSIONAL_VERBS = {
    "add": _("Added"),
    "edit": _("Changed"),
    "activate": _("Can be asked again"),
    "deactivate": _("Is not asked any more"),
    "join": _("Has an account of her own"),
    "availability": _("New week"),
    "away": _("Days off"),
    "back": _("Available after all"),
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
