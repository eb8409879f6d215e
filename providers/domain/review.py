"""The project team decides on providers and on offers, both in the same way."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.workflow import domain as workflow
from providers import emails
from providers.domain import profile
from providers.models import Offer, Provider
from providers.states import REVIEW, Review

type Reviewed = Provider | Offer


class Incomplete(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """Not everything is there yet; ``missing`` says what, in the language of the reader."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("; ".join(missing))
        self.missing = list(missing)


class ReasonMissing(ValueError):  # noqa: N818
    """This verb needs a reason: the provider has to know what to do."""


def missing(thing: Reviewed) -> list[str]:
    """What has to be there before the team can look, in words."""
    return _missing_of_offer(thing) if isinstance(thing, Offer) else _missing_of_provider(thing)


@transaction.atomic
def submit(thing: Reviewed, *, by: User, at: datetime) -> None:
    """Ask the team to look. Raises Incomplete or IllegalMove; nothing is sent then."""
    if found := missing(thing):
        raise Incomplete(found)
    workflow.move(thing, REVIEW, "submit", by=by, at=at)
    emails.submitted(thing, at=at)


@transaction.atomic
def withdraw(thing: Reviewed, *, by: User, at: datetime) -> None:
    """Take it back to change it; from the catalogue too. No mail: members did it themselves."""
    workflow.move(thing, REVIEW, "withdraw", by=by, at=at)


@transaction.atomic
def approve(thing: Reviewed, *, by: User, at: datetime, reason: str = "") -> None:
    """From now on schools see it."""
    workflow.move(thing, REVIEW, "approve", by=by, at=at, reason=reason)
    emails.decided(thing, "approved", reason=reason, at=at)


@transaction.atomic
def ask_changes(thing: Reviewed, *, by: User, at: datetime, reason: str) -> None:
    """Back to the provider, with what has to change. Raises ReasonMissing."""
    workflow.move(thing, REVIEW, "ask_changes", by=by, at=at, reason=_needed(reason))
    emails.decided(thing, "changes_asked", reason=reason, at=at)


@transaction.atomic
def decline(thing: Reviewed, *, by: User, at: datetime, reason: str) -> None:
    """No, and why. The provider may change it and submit again. Raises ReasonMissing."""
    workflow.move(thing, REVIEW, "decline", by=by, at=at, reason=_needed(reason))
    emails.decided(thing, "declined", reason=reason, at=at)


@transaction.atomic
def suspend(thing: Reviewed, *, by: User, at: datetime, reason: str) -> None:
    """Out of the catalogue and out of matching for now. Raises ReasonMissing."""
    workflow.move(thing, REVIEW, "suspend", by=by, at=at, reason=_needed(reason))
    emails.decided(thing, "suspended", reason=reason, at=at)


@transaction.atomic
def resume(thing: Reviewed, *, by: User, at: datetime, reason: str = "") -> None:
    """Back where it was."""
    workflow.move(thing, REVIEW, "resume", by=by, at=at, reason=reason)
    emails.decided(thing, "resumed", reason=reason, at=at)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason


def _missing_of_provider(provider: Provider) -> list[str]:
    found = profile.checks(provider, profile.facts(provider))
    return [check.label for check in profile.missing(found)]


def is_known(provider: Provider) -> bool:
    """Whether the team has the profile: offers come after it."""
    return provider.state in {Review.SUBMITTED, Review.APPROVED}


def _missing_of_offer(offer: Offer) -> list[str]:
    wanted = [
        (offer.description.strip(), _("Describe what happens in the lessons")),
        (offer.goals.strip(), _("Say what pupils learn")),
        (offer.professionals.active().exists(), _("Choose who gives the lessons")),
        (offer.rate, _("Fill in a rate")),
        (is_known(offer.provider), _("Submit your profile first")),
    ]
    return [words for there, words in wanted if not there]
