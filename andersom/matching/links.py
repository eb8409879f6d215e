"""The link in a mail with which one reader answers one proposal, without signing in."""

from typing import NamedTuple

from django.core import signing

from andersom.accounts.models import User
from andersom.matching.models import Proposal

SALT = "matching.answer"


class Link(NamedTuple):
    """Who answers, and to what. Whether she still may is not said (see `rules.was_put_to`)."""

    user: User
    proposal: Proposal


def answer_key(user: User, proposal: Proposal) -> str:
    """The secret of the link of this reader, and of nobody else. Its term is the proposal's."""
    return signing.dumps([user.pk, proposal.pk], salt=SALT)


def read_answer_key(key: str) -> Link | None:
    """What a link is about; None when it is not ours, or nobody's any more."""
    try:
        user_id, proposal_id = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    proposal = Proposal.objects.told().for_reading().filter(pk=proposal_id).first()
    return Link(user, proposal) if user and proposal else None
