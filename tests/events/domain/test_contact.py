"""Saying hello once, and a wish to meet that nobody learns of until it is mutual."""

import pytest

from andersom.notifications.models import Email
from events.domain import contact
from events.domain.refusals import Refused
from events.models import Interest
from tests.factories.events import ENDS, NOW, EventFactory, RegistrationFactory
from tests.placements.threads import together


def mails(kind: str) -> list[tuple[str, str]]:
    rows = Email.objects.filter(kind=kind).order_by("pk")
    return [(mail.address, mail.text) for mail in rows]


@pytest.mark.django_db
class TestHello:
    def test_goes_out_once_with_the_idea_and_the_address(self) -> None:
        event = EventFactory()
        me, other = RegistrationFactory.create_batch(2, event=event, shown=True)
        contact.hello(me, other, idea="Samen een dag", at=NOW)
        [(address, text)] = mails("events.hello")
        assert address == other.email
        assert "Samen een dag" in text
        assert me.email in text
        with pytest.raises(Refused) as refused:
            contact.hello(me, other, idea="Nog eens", at=NOW)
        assert refused.value.code == "hello_sent"
        assert len(mails("events.hello")) == 1

    @pytest.mark.parametrize("traits", [{"shown": False}, {"shown": True, "cancelled": True}])
    def test_is_not_for_who_does_not_want_to_be_seen(self, traits: dict[str, bool]) -> None:
        event = EventFactory()
        me = RegistrationFactory(event=event)
        other = RegistrationFactory(event=event, **traits)
        for receiver in (other, RegistrationFactory(shown=True), me):
            with pytest.raises(Refused) as refused:
                contact.hello(me, receiver, idea="Hoi", at=NOW)
            assert refused.value.code == "not_there"
        assert mails("events.hello") == []


@pytest.mark.django_db
class TestTalkingOn:
    def test_is_possible_after_the_event_only(self) -> None:
        me, other = RegistrationFactory.create_batch(2, event=EventFactory(), shown=True)
        with pytest.raises(Refused, match=r".+"):
            contact.want(me, [other.pk], at=NOW)
        assert not Interest.objects.exists()

    def test_nobody_learns_of_a_wish_that_is_not_mutual(self) -> None:
        me, other = RegistrationFactory.create_batch(2, event=EventFactory(), shown=True)
        assert contact.want(me, [other.pk], at=ENDS) == []
        assert mails("events.matched") == []
        assert contact.matches(other) == []

    def test_a_mutual_wish_shares_both_addresses_once(self) -> None:
        me, other = RegistrationFactory.create_batch(2, event=EventFactory(), shown=True)
        contact.want(me, [other.pk], at=ENDS)
        assert contact.want(other, [me.pk], at=ENDS) == [me]
        contact.want(me, [other.pk], at=ENDS)
        found = dict(mails("events.matched"))
        assert set(found) == {me.email, other.email}
        assert other.email in found[me.email]
        assert me.email in found[other.email]
        assert len(mails("events.matched")) == 2
        assert contact.matches(me) == [other]

    def test_a_wish_is_taken_back_until_it_is_mutual(self) -> None:
        me, one, two = RegistrationFactory.create_batch(3, event=EventFactory(), shown=True)
        contact.want(me, [one.pk, two.pk], at=ENDS)
        contact.want(two, [me.pk], at=ENDS)
        contact.want(me, [], at=ENDS)
        assert [wish.wanted for wish in me.interests.all()] == [two]

    def test_people_of_another_event_cannot_be_chosen(self) -> None:
        me, stranger = RegistrationFactory(shown=True), RegistrationFactory(shown=True)
        assert contact.want(me, [stranger.pk], at=ENDS) == []
        assert not Interest.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_choose_each_other_at_once_both_get_the_mail() -> None:
    event = EventFactory(capacity=100)
    guests = RegistrationFactory.create_batch(20, event=event, shown=True)
    pairs = list(zip(guests[::2], guests[1::2], strict=True))
    acts = [
        lambda one=one, other=other: contact.want(one, [other.pk], at=ENDS)
        for pair in pairs
        for one, other in (pair, pair[::-1])
    ]
    assert not [one for one in together(acts, 8) if isinstance(one, Exception)]
    assert sorted(address for address, _text in mails("events.matched")) == sorted(
        guest.email for guest in guests
    )
