"""From draft to day: publishing, closing, moving, calling off, copying."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from icalendar import Calendar

from andersom.notifications.models import Email
from andersom.workflow.models import Move
from events.domain import calendars, meetings, moving, planning, registrations
from events.domain.moving import Where
from events.domain.refusals import Refused
from events.models import Choice, Chore, Event, ProgrammeItem
from tests.factories.accounts import UserFactory
from tests.factories.events import (
    BEGINS,
    DAY,
    ENDS,
    NOW,
    AppearanceFactory,
    EventFactory,
    ItemFactory,
    RegistrationFactory,
    between,
)

pytestmark = pytest.mark.django_db
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
SPUI = Where("Spui", "Spui 70")


def refusal(act: object) -> str:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.text
    return caught.value.code


def move(event: Event, shift: timedelta, *, longer: timedelta = timedelta(), at=NOW) -> Event:
    during = DateTimeTZRange(BEGINS + shift, ENDS + shift + longer)
    return moving.move(
        event, during=during, where=SPUI, by=UserFactory(), at=at, reason="Zaal dicht"
    )


def test_a_draft_is_published_closed_and_opened_again() -> None:
    event, tess = EventFactory(draft=True), UserFactory()
    for act in (meetings.publish, meetings.close, meetings.open_again, meetings.unpublish):
        act(event, by=tess, at=NOW)
    assert Event.objects.get().state == "draft"
    verbs = [line.verb for line in Move.objects.of(event)]
    assert verbs == ["publish", "close", "open_again", "unpublish"]


def test_refusals_say_what_to_do_instead() -> None:
    event, tess = EventFactory(), UserFactory()
    RegistrationFactory(event=event)
    assert refusal(lambda: meetings.unpublish(event, by=tess, at=NOW)) == "somebody_comes"
    assert refusal(lambda: meetings.publish(event, by=tess, at=NOW)) == "wrong_state"
    draft = EventFactory(draft=True)
    assert refusal(lambda: meetings.publish(draft, by=tess, at=BEGINS)) == "in_past"
    closed = EventFactory(closed=True)
    assert refusal(lambda: meetings.open_again(closed, by=tess, at=BEGINS)) == "over"


def test_the_programme_moves_along_and_everybody_hears_it() -> None:
    event = EventFactory()
    room_items = [ItemFactory(event=event, round=True, during=between(h, h + 1)) for h in (0, 1)]
    ProgrammeItem.objects.update(room=room_items[0].room)
    AppearanceFactory(item=room_items[0])
    visitor = RegistrationFactory(event=event)
    for item in room_items:
        Choice.objects.create(registration=visitor, item=item)
    unconfirmed = RegistrationFactory(event=event, state="unconfirmed", answer_by=NOW + DAY)
    RegistrationFactory(event=event, cancelled=True)
    waiting = RegistrationFactory(event=event, waiting=True)
    move(event, HOUR / 2)
    move(event, -HOUR / 2)
    assert [item.during for item in event.items.all()] == [between(-0.5, 0.5), between(0.5, 1.5)]
    assert [choice.during for choice in visitor.choices.all()] == [
        between(-0.5, 0.5),
        between(0.5, 1.5),
    ]
    told = Email.objects.filter(kind="events.event_moved").order_by("pk")
    assert [mail.address for mail in told] == [visitor.email, waiting.email] * 2
    assert "agenda.ics" in told[0].text
    assert "Zaal dicht" in told[0].text
    assert unconfirmed.email not in {mail.address for mail in told}


def test_a_move_that_does_not_fit_changes_nothing() -> None:
    event = EventFactory()
    ItemFactory(event=event, during=between(3, 4), title="Borrel")
    with pytest.raises(Refused, match="Borrel"):
        move(event, HOUR, longer=-HOUR)
    assert Event.objects.get().during == event.during
    assert refusal(lambda: move(event, -30 * DAY)) == "in_past"
    assert refusal(lambda: move(EventFactory(draft=True), DAY)) == "wrong_state"
    assert refusal(lambda: move(event, DAY, at=BEGINS)) == "over"
    assert not Email.objects.exists()


def test_terms_and_registration_end_at_the_new_beginning() -> None:
    event = EventFactory(capacity=1)
    offered = RegistrationFactory(event=event, state="offered", answer_by=BEGINS - HOUR)
    move(event, -2 * DAY)
    offered.refresh_from_db()
    event.refresh_from_db()
    assert offered.answer_by == event.closes_at == BEGINS - 2 * DAY


def test_a_closed_event_moves_too() -> None:
    event = EventFactory(closed=True)
    move(event, DAY)
    assert (event.state, event.place) == ("closed", "Spui")


def test_what_is_still_to_be_done_moves_along_by_days() -> None:
    event = EventFactory()
    done, todo = [
        Chore.objects.create(event=event, title=title, due=BEGINS.date() - WEEK)
        for title in ("Uitnodigen", "Badges")
    ]
    planning.tick(done, done=True, by=UserFactory(), at=NOW)
    move(event, 2 * DAY + HOUR)
    dues = dict(event.chores.values_list("title", "due"))
    assert dues == {"Uitnodigen": done.due, "Badges": todo.due + 2 * DAY}


def test_calling_off_tells_everybody_once_with_the_reason() -> None:
    event, tess = EventFactory(capacity=1), UserFactory()
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, waiting=True)
    meetings.cancel(event, by=tess, at=NOW, reason="Storm")
    assert Email.objects.filter(kind="events.event_cancelled", text__contains="Storm").count() == 2
    again = refusal(lambda: meetings.cancel(event, by=tess, at=NOW, reason="Storm"))
    assert again == "wrong_state"


def test_a_copy_is_a_draft_with_the_same_programme_later() -> None:
    event, tess = EventFactory(slug="aanbiedersbijeenkomst"), UserFactory()
    item = ItemFactory(event=event, round=True)
    AppearanceFactory(item=item)
    RegistrationFactory(event=event)
    copy = meetings.copy(event, by=tess, at=ENDS + DAY)
    assert (copy.state, copy.taken, copy.slug) == ("draft", 0, "aanbiedersbijeenkomst-2")
    assert copy.during.lower == BEGINS + timedelta(weeks=1)
    (other,) = copy.items.all()
    assert other.during == DateTimeTZRange(BEGINS + 7 * DAY, BEGINS + 7 * DAY + HOUR)
    assert (other.room.event, other.speakers.get().event) == (copy, copy)
    assert not copy.registrations.exists()


def component(content: bytes) -> dict[str, str]:
    one = Calendar.from_ical(content).walk("VEVENT")[0]
    return {name: str(one[name]) for name in ("UID", "SEQUENCE", "STATUS")}


def test_calendars_follow_moves_and_cancelling() -> None:
    event, tess = EventFactory(), UserFactory()
    visitor = RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, waiting=True)
    first = component(calendars.of_registration(visitor, at=NOW))
    assert first == component(calendars.of_event(event, at=NOW))
    assert (first["SEQUENCE"], first["STATUS"]) == ("0", "CONFIRMED")
    assert component(calendars.of_registration(waiting, at=NOW))["STATUS"] == "TENTATIVE"
    move(event, DAY)
    moved = component(calendars.of_registration(visitor, at=NOW))
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], "1")
    registrations.cancel(visitor, by=None, at=NOW)
    left = component(calendars.of_registration(visitor, at=NOW))
    assert (left["SEQUENCE"], left["STATUS"]) == ("2", "CANCELLED")
    meetings.cancel(event, by=tess, at=NOW, reason="Storm")
    off = component(calendars.of_event(event, at=NOW))
    assert (off["SEQUENCE"], off["STATUS"]) == ("2", "CANCELLED")
