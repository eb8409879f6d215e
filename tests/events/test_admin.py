"""The team makes an event, and whatever cannot be is said at its field."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from andersom.notifications.models import Email
from events.models import Choice, Document, Event, ProgrammeItem
from tests.factories.events import (
    NOW,
    AppearanceFactory,
    EventFactory,
    ItemFactory,
    RegistrationFactory,
    RoomFactory,
    SpeakerFactory,
    between,
)
from tests.people import Cast

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SETS = ("rooms", "speakers", "items", "documents")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def team(cast: Cast) -> Client:
    client = cast.client("team")
    client.raise_request_exception = True
    return client


def about(event: Event, **changes: Any) -> dict[str, Any]:
    """What the form of the event itself posts."""
    return {
        "kind": event.kind,
        "title": event.title,
        "slug": event.slug,
        "summary": event.summary,
        "text": event.text,
        "audience": event.audience,
        "day": f"{event.starts:%Y-%m-%d}",
        "begins": f"{event.starts:%H:%M}",
        "ends": f"{event.ends:%H:%M}",
        "place": event.place,
        "address": event.address,
        "accessibility": event.accessibility,
        "capacity": event.capacity,
        "opens_at_0": "23-11-2026",
        "opens_at_1": "09:00",
        "closes_at_0": "13-12-2026",
        "closes_at_1": "13:00",
        "answer_hours": event.answer_hours,
        **changes,
    }


def rows(prefix: str, *forms: dict[str, Any], had: int = 0) -> dict[str, Any]:
    """A formset as the browser posts it; the first ``had`` rows exist."""
    posted: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(forms),
        f"{prefix}-INITIAL_FORMS": had,
    }
    for number, form in enumerate(forms):
        posted |= {f"{prefix}-{number}-{name}": value for name, value in form.items()}
    return posted


def item(title: str, begins: str, ends: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "begins": begins, "ends": ends, **more}


def post(client: Client, event: Event, *formsets: dict[str, Any], **changes: Any) -> Any:
    data = about(event, **changes)
    for name in SETS:
        data |= rows(name)
    for formset in formsets:
        data |= formset
    return client.post(reverse("admin:events_event_change", args=[event.pk]), data)


def errors(response: Any, number: int) -> dict[str, list[str]]:
    """Errors of the form set with this number: 0 rooms, 1 speakers, 2 items, 3 documents."""
    assert response.status_code == 200
    formset = response.context["inline_admin_formsets"][number].formset
    return {name: texts for form in formset for name, texts in form.errors.items()}


def test_an_event_is_made_and_leads_on_to_its_programme(team: Client) -> None:
    draft = EventFactory.build(draft=True)
    data = about(draft, slug="nieuw") | rows("rooms", {"name": "Zaal 1", "capacity": 12})
    data |= rows("speakers", {"name": "Noor"})
    answer = team.post(reverse("admin:events_event_add"), data)
    made = Event.objects.get(slug="nieuw")
    assert answer.url == reverse("admin:events_event_change", args=[made.pk])
    assert (made.state, made.during, made.rooms.get().name) == ("draft", draft.during, "Zaal 1")


def test_the_programme_is_saved_with_its_rooms_and_speakers(team: Client) -> None:
    event = EventFactory(draft=True)
    room, speaker = RoomFactory(event=event), SpeakerFactory(event=event)
    answer = post(
        team,
        event,
        rows("items", item("Welkom", "13:00", "13:30", who=[speaker.pk], room=room.pk)),
        rows("rooms", {"id": room.pk, "name": room.name, "capacity": 12}, had=1),
        rows("speakers", {"id": speaker.pk, "name": speaker.name}, had=1),
    )
    assert answer.status_code == 302
    made = ProgrammeItem.objects.get()
    assert (made.during, made.room, list(made.speakers.all())) == (
        between(0, 0.5),
        room,
        [speaker],
    )


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [("12:30", "13:30", "begins"), ("16:30", "17:30", "ends"), ("14:00", "13:30", "ends")],
)
def test_an_item_outside_the_event_is_refused_at_its_field(
    team: Client, begins: str, ends: str, field: str
) -> None:
    event = EventFactory(draft=True)
    answer = post(team, event, rows("items", item("Welkom", begins, ends)))
    assert list(errors(answer, 2)) == [field]


def test_a_room_twice_and_a_speaker_in_two_rooms_are_refused_at_their_fields(
    team: Client,
) -> None:
    event = EventFactory(draft=True)
    room, speaker = RoomFactory(event=event), SpeakerFactory(event=event, name="Noor")
    items = [
        item("Een", "13:00", "14:00", room=room.pk, who=[speaker.pk]),
        item("Twee", "13:30", "14:30", room=room.pk, who=[speaker.pk]),
        item("Drie", "14:30", "15:00", room=room.pk, who=[speaker.pk]),
    ]
    found = errors(post(team, event, rows("items", *items)), 2)
    assert set(found) == {"room", "who"}
    assert "Een" in found["room"][0]
    assert "Noor" in found["who"][0]
    assert not ProgrammeItem.objects.exists()


def test_items_of_one_visitor_do_not_come_at_the_same_time(team: Client) -> None:
    event = EventFactory()
    one = ItemFactory(event=event, round=True)
    other = ItemFactory(event=event, round=True, during=between(1, 2))
    visitor = RegistrationFactory(event=event)
    for each in (one, other):
        Choice.objects.create(registration=visitor, item=each)
    had = [
        item(each.title, begins, ends, id=each.pk, room=each.room_id, chosen="on", capacity=12)
        for each, begins, ends in ((one, "13:00", "14:00"), (other, "13:30", "14:30"))
    ]
    assert list(errors(post(team, event, rows("items", *had, had=2)), 2)) == ["begins"]


def test_fewer_places_than_are_taken_are_refused_at_the_field(team: Client) -> None:
    event = EventFactory()
    RegistrationFactory.create_batch(2, event=event)
    answer = post(team, event, capacity=1)
    assert list(answer.context["adminform"].form.errors) == ["capacity"]
    round_ = ItemFactory(event=event, round=True)
    Choice.objects.create(registration=event.registrations.first(), item=round_)
    had = item("Ronde", "13:00", "14:00", id=round_.pk, chosen="on", capacity=0)
    assert list(errors(post(team, event, rows("items", had, had=1)), 2)) == ["capacity"]


def test_more_places_are_offered_to_the_line(team: Client) -> None:
    event = EventFactory(capacity=1)
    RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, waiting=True)
    assert post(team, event, capacity=2).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "offered"


def test_another_day_takes_the_programme_of_a_draft_along(team: Client) -> None:
    event = EventFactory(draft=True)
    one = AppearanceFactory(item=ItemFactory(event=event)).item
    had = item(one.title, "13:00", "14:00", id=one.pk, who=[one.appearances.get().speaker_id])
    answer = post(
        team,
        event,
        rows("items", had, had=1),
        day="2026-12-15",
        closes_at_0="14-12-2026",
    )
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.during.lower == between(24, 25).lower


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": "12:00"}, "ends"),
        ({"day": "0001-01-01"}, "day"),
        ({"closes_at_0": "22-11-2026"}, "closes_at"),
        ({"closes_at_0": "15-12-2026"}, "closes_at"),
        ({"slug": "bestaat"}, "slug"),
        ({"capacity": "-1"}, "capacity"),
        ({"answer_hours": "0"}, "__all__"),
    ],
)
def test_wrong_values_are_said_at_their_field(
    team: Client, changes: dict[str, str], field: str
) -> None:
    EventFactory(slug="bestaat")
    event = EventFactory(draft=True)
    answer = post(team, event, **changes)
    assert list(answer.context["adminform"].form.errors) == [field]


def test_what_people_know_of_is_moved_and_not_edited(team: Client) -> None:
    event = EventFactory()
    post(team, event, place="Elders", day="2026-12-20")
    kept = Event.objects.get()
    assert (kept.place, kept.during) == (event.place, event.during)


def test_what_forms_cannot_foresee_is_said_too(team: Client) -> None:
    """Two items that swap their times in one room go through the same moment."""
    event = EventFactory(draft=True)
    room = RoomFactory(event=event)
    one = ItemFactory(event=event, room=room)
    other = ItemFactory(event=event, room=room, during=between(1, 2))
    had = [
        item("Een", "14:00", "15:00", id=one.pk, room=room.pk),
        item("Twee", "13:00", "14:00", id=other.pk, room=room.pk),
    ]
    answer = post(team, event, rows("items", *had, had=2))
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.during == between(0, 1)


def document(client: Client, event: Event, name: str, content: bytes) -> Any:
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")
    one = {"title": "Dia's", "position": 1, "file": upload}
    return post(client, event, rows("documents", one))


def test_a_pdf_is_kept_under_a_name_of_ours_and_handed_out_to_save(team: Client) -> None:
    event = EventFactory()
    assert document(team, event, "Dia's.PDF", PDF).status_code == 302
    kept = Document.objects.get()
    assert "Dia" not in kept.file.name
    page = Client().get(reverse("events:document", args=[event.slug, kept.pk]))
    assert (page.status_code, b"".join(page.streaming_content)) == (200, PDF)
    assert page["Content-Disposition"].startswith("attachment")
    assert (page["Content-Type"], page["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    Event.objects.update(state="draft")
    hidden = Client().get(reverse("events:document", args=[event.slug, kept.pk]))
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dia.jpg", PDF),
        ("dia.pdf", b"MZ\x90\x00 this program cannot be run"),
        ("dia.pdf", b""),
        ("dia.pdf", b"%PDF-1.7 cut off"),
        ("dia.pdf", PDF + b" " * 10 * 1024 * 1024),
    ],
    ids=["renamed to jpg", "a program", "empty", "cut off", "too big"],
)
def test_other_files_are_refused_clearly(team: Client, name: str, content: bytes) -> None:
    event = EventFactory()
    assert "file" in errors(document(team, event, name, content), 3)
    assert not Document.objects.exists()


def test_actions_go_through_the_verbs(team: Client) -> None:
    event = EventFactory(draft=True)
    for action, state in (
        ("publish", "published"),
        ("close", "closed"),
        ("publish", "closed"),
        ("open_again", "published"),
        ("unpublish", "draft"),
    ):
        data = {"action": action, "_selected_action": [event.pk]}
        team.post(reverse("admin:events_event_changelist"), data)
        assert Event.objects.get().state == state
    data = {"action": "copy", "_selected_action": [event.pk]}
    answer = team.post(reverse("admin:events_event_changelist"), data)
    copy = Event.objects.latest("pk")
    assert answer.url == reverse("admin:events_event_change", args=[copy.pk])


def test_moving_and_calling_off_mail_everybody(team: Client) -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    where = {"place": "Spui", "address": "", "accessibility": "", "reason": "De zaal is dicht."}
    when = {"day": "2026-12-15", "begins": "14:00", "ends": "18:00"}
    page = reverse("admin:events_event_move", args=[event.pk])
    assert team.get(page).status_code == 200
    refused = team.post(page, where | when | {"day": "2020-12-15"})
    assert refused.context["form"].non_field_errors()
    assert team.post(page, where | when).status_code == 302
    assert Email.objects.get().kind == "events.event_moved"
    page = reverse("admin:events_event_cancel", args=[event.pk])
    assert team.post(page, {"reason": ""}).context["form"].errors
    assert team.post(page, {"reason": "Storm"}).status_code == 302
    assert Email.objects.filter(kind="events.event_cancelled", text__contains="Storm").exists()
    assert Event.objects.get().state == "cancelled"
    again = team.post(page, {"reason": "Storm"})
    assert again.context["form"].non_field_errors()


def test_registrations_are_cancelled_and_exported(team: Client) -> None:
    one = RegistrationFactory(name="=SOM(1)")
    page = reverse("admin:events_registration_changelist")
    for action, start in (("export_csv", b"\xef\xbb\xbf"), ("export_xlsx", b"PK")):
        answer = team.post(page, {"action": action, "_selected_action": [one.pk]})
        assert answer.content.startswith(start)
    csv = team.post(page, {"action": "export_csv", "_selected_action": [one.pk]})
    assert "'=SOM(1)" in csv.content.decode()
    for _ in range(2):
        team.post(page, {"action": "cancel", "_selected_action": [one.pk]})
    one.refresh_from_db()
    assert one.state == "cancelled"


@pytest.mark.parametrize("count", [2, 9])
def test_lists_ask_the_same_number_of_queries(
    team: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        RegistrationFactory.create_batch(2, event=EventFactory())
    team.get(reverse("admin:events_event_changelist"))
    with django_assert_num_queries(15):
        team.get(reverse("admin:events_event_changelist"))
    with django_assert_num_queries(18):
        team.get(reverse("admin:events_registration_changelist"))
