"""What PostgreSQL itself refuses about events, whoever writes."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.models import (
    Appearance,
    Choice,
    Event,
    Expectation,
    ProgrammeItem,
    RecapLink,
    Registration,
)
from tests.factories.events import (
    NOW,
    AppearanceFactory,
    EventFactory,
    ExpectationFactory,
    ItemFactory,
    RecapFactory,
    RegistrationFactory,
    RoomFactory,
    SpeakerFactory,
    ThemeFactory,
    between,
)

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_places_taken_follow_the_states() -> None:
    event = EventFactory()
    first = RegistrationFactory(event=event)
    RegistrationFactory(event=event, waiting=True)
    RegistrationFactory(event=event, state="offered", answer_by=NOW)
    assert Event.objects.get().taken == 2
    Registration.objects.filter(pk=first.pk).update(state="cancelled")
    assert Event.objects.get().taken == 1
    Registration.objects.all().delete()
    assert Event.objects.get().taken == 0


def test_a_place_too_many_and_a_smaller_room_are_refused() -> None:
    event = EventFactory(capacity=1)
    RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, waiting=True)
    refused(lambda: RegistrationFactory(event=event), "event_not_overfull")
    change = {"state": "confirmed", "queue_number": None}
    refused(
        lambda: Registration.objects.filter(pk=waiting.pk).update(**change), "event_not_overfull"
    )
    refused(lambda: Event.objects.update(capacity=0), "event_not_overfull")


def test_an_address_registers_once_and_may_come_back() -> None:
    one = RegistrationFactory()
    again = {"event": one.event, "email": one.email}
    refused(lambda: RegistrationFactory(**again), "registration_once")
    Registration.objects.update(state="cancelled")
    assert RegistrationFactory(**again).pk


def test_only_who_has_a_place_came() -> None:
    refused(lambda: RegistrationFactory(waiting=True, came=True), "registration_came_with_a_place")


def test_an_item_lies_within_its_event_and_its_rooms() -> None:
    event = EventFactory()
    refused(lambda: ItemFactory(event=event, during=between(3, 5)), "item_within_event")
    refused(lambda: ItemFactory(event=event, room=RoomFactory()), "item_room_of_event")


def test_a_room_holds_one_item_at_a_time() -> None:
    item = ItemFactory(round=True)
    refused(
        lambda: ItemFactory(event=item.event, room=item.room, during=between(0.5, 1.5)),
        "item_room_one_at_a_time",
    )
    assert ItemFactory(event=item.event, room=item.room, during=between(1, 2)).pk


def test_a_speaker_is_in_one_room_also_when_an_item_moves() -> None:
    first = AppearanceFactory()
    event, speaker = first.item.event, first.speaker
    beside = ItemFactory(event=event, during=between(0.5, 1.5))
    refused(lambda: AppearanceFactory(item=beside, speaker=speaker), "appearance_one_room")
    later = AppearanceFactory(item=ItemFactory(event=event, during=between(1, 2)), speaker=speaker)
    items = ProgrammeItem.objects.filter(pk=later.item_id)
    refused(lambda: items.update(during=between(0.5, 1.5)), "appearance_one_room")
    items.update(during=between(2, 3))
    assert Appearance.objects.get(pk=later.pk).during == between(2, 3)


def test_a_round_takes_no_more_than_its_room_holds() -> None:
    item = ItemFactory(round=True, room__capacity=1)
    item.refresh_from_db()
    assert item.capacity == 1
    visitors = RegistrationFactory.create_batch(2, event=item.event)
    Choice.objects.create(registration=visitors[0], item=item)
    refused(lambda: Choice.objects.create(registration=visitors[1], item=item), "item_not_overfull")
    Choice.objects.all().delete()
    assert ProgrammeItem.objects.get().taken == 0


def test_a_visitor_chooses_one_room_at_a_time() -> None:
    event = EventFactory()
    one, other = ItemFactory.create_batch(2, event=event, round=True)
    visitor = RegistrationFactory(event=event)
    Choice.objects.create(registration=visitor, item=one)
    refused(lambda: Choice.objects.create(registration=visitor, item=other), "choice_one_room")


def test_a_card_hangs_under_a_theme_of_its_event() -> None:
    card = ExpectationFactory()
    theme = ThemeFactory()
    refused(lambda: Expectation.objects.update(theme=theme), "card_theme_of_event")
    assert Expectation.objects.filter(pk=card.pk, theme=None).exists()


def test_speakers_are_known_once() -> None:
    one = SpeakerFactory()
    refused(
        lambda: SpeakerFactory(event=one.event, name=one.name, organisation=one.organisation),
        "speaker_once",
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=c#d",
        "http://localhost:8000/",
        "/",
        "/scholingstraject/",
        "/bijeenkomsten/?page=2",
    ],
)
def test_a_link_of_a_recap_leads_to_the_web_or_to_a_page_of_ours(url: str) -> None:
    link = RecapLink(recap=RecapFactory(), title="Verder", url=url)
    link.full_clean()
    link.save()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//elders.example",
        "/\\elders.example",
        "scholingstraject",
        "https://",
        "https:///x",
        "/met spatie",
        "ftp://example.org/x",
        "https://x.nl\nSet-Cookie:x",
    ],
)
def test_a_link_that_runs_something_or_leads_astray_is_refused_twice(url: str) -> None:
    link = RecapLink(recap=RecapFactory(), title="Verder", url=url)
    with pytest.raises(ValidationError) as refusal:
        link.full_clean()
    assert set(refusal.value.message_dict) >= {"url"}
    refused(link.save, "recap_link_leads_somewhere")
