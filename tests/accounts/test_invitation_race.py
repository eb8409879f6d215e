"""Many presses on the button of the welcome page at the same moment, each with a browser."""

import logging
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation, User
from schools.models import Member
from tests import people
from tests.factories.accounts import PASSWORD
from tests.placements.threads import outcome, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ANSWER = {"name": "Gast", "password": PASSWORD, "terms": "on"}
EMAIL = "gast@example.org"


@pytest.fixture
def cast(transactional_db: None, caplog: pytest.LogCaptureFixture) -> people.Cast:
    caplog.set_level(logging.CRITICAL)
    return people.build_cast()


def invite(cast: people.Cast, school: int) -> str:
    invitation = invitations.invite(
        kind="school",
        object_id=school,
        role="coordinator",
        email=EMAIL,
        by=cast.leader,
        at=timezone.now(),
    )
    return reverse("accounts:invitation", args=[invitations.token(invitation)])


def press(path: str) -> tuple[int, str]:
    browser = Client()
    answer = browser.post(path, ANSWER)
    return answer.status_code, str("_auth_user_id" in browser.session)


def test_two_who_invite_the_same_person_at_once_make_one_invitation(cast: people.Cast) -> None:
    found = together([lambda: invite(cast, cast.school.pk)] * 6)
    assert not [one for one in found if isinstance(one, Exception)]
    assert Invitation.objects.filter(email=EMAIL).count() == 1


def test_many_presses_make_one_account(cast: people.Cast) -> None:
    path = invite(cast, cast.school.pk)
    answers = together([lambda: press(path)] * 6)
    print(Counter(answers))

    assert set(answers) <= {(302, "True"), (200, "False"), (410, "False")}
    assert (302, "True") in answers
    user = User.objects.get(email=EMAIL)
    assert EmailAddress.objects.filter(user=user).count() == 1
    assert Member.objects.filter(user=user).count() == 1


def test_two_invitations_at_once_make_one_account(cast: people.Cast) -> None:
    """The row that is locked is another one: the address itself decides who is first."""
    paths = [invite(cast, school.pk) for school in (cast.school, cast.other_school)]
    answers = together([lambda path=path: press(path) for path in paths * 2])
    print(Counter(answers))

    assert set(answers) <= {(302, "True"), (200, "False"), (410, "False")}
    assert User.objects.filter(email=EMAIL).count() == 1
    assert Invitation.objects.exclude(accepted_at=None).count() >= 1


def test_without_a_lock_it_would_be_an_error(cast: people.Cast) -> None:
    """The control: the account made without asking first whether the invitation is open."""

    def make() -> User:
        return User.objects.create_user(EMAIL, PASSWORD, name="Gast", language="nl")

    result = outcome(together([make] * 4))
    assert (result["won"], result["IntegrityError"]) == (1, 3)
