import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation, User
from andersom.notifications.models import Email
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db
ANSWER = {"name": "Gast", "password": PASSWORD, "terms": "on"}


@pytest.fixture(autouse=True)
def joined() -> list[User]:
    """A choir that anybody can be invited to; who said yes stands in this list."""
    members: list[User] = []

    def accept(invitation: Invitation, user: User, at: object) -> None:
        members.append(user)

    invitations.register("choir", accept, lambda invitation: "zanger van het koor")
    yield members
    del invitations._handlers["choir"]


def link(invitation: Invitation) -> str:
    return reverse("accounts:invitation", args=[invitations.token(invitation)])


def invite(**fields: object) -> Invitation:
    given = {"kind": "choir", "object_id": 1, "role": "singer", "email": "gast@example.org"}
    return invitations.invite(**given | {"by": UserFactory(), "at": timezone.now()} | fields)


def test_invite_mails_the_link_to_the_address():
    invitation = invite(email=" Gast@Example.org ")
    mail = Email.objects.get()
    assert mail.address == "gast@example.org"
    (token,) = re.findall(r"/uitnodiging/([^/\s]+)/", mail.text)
    assert invitations.read(token) == invitation
    assert invitation.expires_at - timezone.now() > timedelta(days=13)


def test_inviting_again_renews_instead_of_doubling():
    first = invite()
    later = timezone.now() + timedelta(days=3)
    second = invite(role="conductor", at=later)
    assert first.pk == second.pk
    assert Invitation.objects.get().role == "conductor"
    assert Email.objects.count() == 2


def test_newcomer_sets_name_and_password_and_is_in(client, joined):
    invitation = invite()
    assert client.get(link(invitation)).status_code == 200
    assert not joined
    answer = client.post(link(invitation), ANSWER)
    assert answer.url == reverse("overview:home")
    user = User.objects.get(email="gast@example.org")
    assert joined == [user]
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=user).verified
    assert client.session["_auth_user_id"] == str(user.pk)


def test_newcomer_with_a_weak_password_keeps_what_she_typed(client, joined):
    answer = client.post(link(invite()), ANSWER | {"password": "kort"})
    assert answer.context["form"].errors.keys() == {"password"}
    assert b'value="Gast"' in answer.content
    assert not joined
    assert not User.objects.filter(email="gast@example.org").exists()


def test_known_person_signs_in_first_and_accepts_with_one_click(client, joined):
    user = UserFactory(email="gast@example.org")
    path = link(invite())
    assert reverse("account_login").encode() in client.get(path).content
    client.force_login(user)
    client.get(path)
    assert not joined
    client.post(path)
    assert joined == [user]


def test_known_person_cannot_be_taken_over_by_posting_a_password(client, joined):
    UserFactory(email="gast@example.org")
    client.post(link(invite()), ANSWER | {"password": "heel-ander-wachtwoord"})
    assert not joined
    assert User.objects.get(email="gast@example.org").check_password(PASSWORD)


def test_other_address_is_told_and_cannot_accept(client, joined):
    client.force_login(UserFactory(email="ander@example.org"))
    answer = client.post(link(invite()))
    assert b"gast@example.org" in answer.content
    assert b"ander@example.org" in answer.content
    assert not joined


def test_second_proven_address_is_hers_too(client, joined):
    user = UserFactory(email="thuis@example.org")
    EmailAddress.objects.create(user=user, email="Gast@example.org", verified=True)
    path = link(invite())
    assert reverse("account_login").encode() in client.get(path).content
    client.post(path, ANSWER)
    assert (joined, User.objects.filter(email="gast@example.org").count()) == ([], 0)
    client.force_login(user)
    assert b'<form method="post"' in client.get(path).content
    assert client.post(path).url == reverse("overview:home")
    assert joined == [user]


def test_second_address_that_is_not_proven_is_nobodys(client, joined):
    user = UserFactory(email="thuis@example.org")
    EmailAddress.objects.create(user=user, email="gast@example.org", verified=False)
    path = link(invite())
    client.force_login(user)
    client.post(path)
    assert not joined
    Client().post(path, ANSWER)
    assert joined == [User.objects.get(email="gast@example.org")]


def late(client, monkeypatch, password: str):
    """Post the welcome form while, unseen by its first look, the same was done already."""
    invitation = invite()
    look = User.objects.owner_of
    answers = iter([None])  # the page still believes that nobody has the address
    monkeypatch.setattr(User.objects, "owner_of", lambda email: next(answers, look(email)))
    real = invitations.welcome

    def overtaken(found, **typed):
        real(found, **typed | {"password": PASSWORD})
        return real(found, **typed)

    monkeypatch.setattr(invitations, "welcome", overtaken)
    return client.post(link(invitation), ANSWER | {"password": password})


def test_second_press_comes_in_like_the_first(client, joined, monkeypatch):
    answer = late(client, monkeypatch, PASSWORD)
    user = User.objects.get(email="gast@example.org")
    assert (answer.url, joined) == (reverse("overview:home"), [user])
    assert client.session["_auth_user_id"] == str(user.pk)


def test_other_password_a_moment_later_stays_outside(client, joined, monkeypatch):
    answer = late(client, monkeypatch, "heel-ander-wachtwoord")
    assert client.get(answer.url).context["why"] == "accepted"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("trait", ["accepted", "revoked", "expired"])
def test_closed_invitation_says_so(client, joined, trait):
    invitation = InvitationFactory(**{trait: True})
    for answer in (client.get(link(invitation)), client.post(link(invitation), ANSWER)):
        assert answer.status_code == 410
        assert answer.context["why"] == trait
    assert not joined


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value[:-1],
        lambda value: "9" + value,
        lambda value: value.replace(":", "-"),
        lambda value: "²" + value[1:],
        lambda value: "9" * 40 + value,
    ],
)
def test_changed_link_is_refused_kindly(client, change):
    value = change(invitations.token(invite()))
    answer = client.get(reverse("accounts:invitation", args=[value]))
    assert answer.status_code == 404
    assert answer.context["why"] == "changed"


def test_link_dies_when_the_address_of_the_row_changes():
    invitation = invite()
    value = invitations.token(invitation)
    Invitation.objects.update(email="iemand.anders@example.org")
    assert invitations.read(value) is None


def test_revoke_and_resend_refuse_an_answered_invitation():
    invitation = InvitationFactory(accepted=True)
    for verb in (invitations.revoke, invitations.resend):
        with pytest.raises(invitations.NotOpen):
            verb(invitation, by=None, at=timezone.now())


def test_resend_revives_an_expired_invitation(client):
    invitation = InvitationFactory(expired=True)
    invitations.resend(invitation, by=None, at=timezone.now())
    assert client.get(link(invitation)).status_code == 200


def test_accept_is_refused_for_another_person():
    invitation = InvitationFactory()
    with pytest.raises(invitations.NotTheAddressee):
        invitations.accept(invitation, by=UserFactory(), at=timezone.now())
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_looking_changes_nothing(joined):
    invitation = invite()
    before = Invitation.objects.values().get()
    Client().get(link(invitation))
    assert Invitation.objects.values().get() == before
    assert not joined
