"""The recap: photos without traces, published once, and told to who was there."""

from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from PIL import Image

from andersom.notifications.models import Email
from andersom.workflow.machine import IllegalMove
from events.domain import planning, recap
from events.domain.refusals import Refused
from events.models import RecapPhoto
from providers.domain import images
from tests.factories.accounts import UserFactory
from tests.factories.events import (
    BEGINS,
    ENDS,
    EventFactory,
    ExpectationFactory,
    RecapFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db


def photograph(size: tuple[int, int] = (2400, 1600)) -> BytesIO:
    """A picture as a phone makes it, with the place where it was taken."""
    image, out = Image.new("RGB", size, "teal"), BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Merk"
    exif[0x8825] = {1: "N", 2: (52.0, 4.0, 0.0)}
    image.save(out, "JPEG", exif=exif)
    out.seek(0)
    return out


def test_photos_come_in_three_widths_without_metadata() -> None:
    upload = photograph()
    made = dict(recap.sizes(upload, len(upload.getvalue())))
    found = {field: Image.open(file) for field, file in made.items()}
    assert {field: picture.size for field, picture in found.items()} == {
        "image": (1600, 1067),
        "medium": (800, 533),
        "small": (400, 267),
    }
    assert all(not picture.getexif() for picture in found.values())


@pytest.mark.parametrize(
    ("content", "size", "code"),
    [
        (b"", 0, "empty"),
        (b"\xff\xd8\xff", 40 * 1024 * 1024, "too_big"),
        (b"%PDF-1.7 ...", 12, "not_image"),
        (b"MZ\x90", 3, "not_image"),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, size: int, code: str) -> None:
    with pytest.raises(images.Refused) as refused:
        dict(recap.sizes(ContentFile(content), size))
    assert refused.value.code == code


def test_publishing_tells_who_had_a_place_once() -> None:
    tess, event = UserFactory(), EventFactory(closed=True)
    written = RecapFactory(event=event)
    came = RegistrationFactory(event=event, came=True)
    away = RegistrationFactory(event=event)
    RegistrationFactory(event=event, cancelled=True)
    RegistrationFactory(event=event, email="", walk_in=True)
    recap.publish(written, by=tess, at=ENDS)
    assert event.recap == recap.latest()
    recap.take_back(written, by=tess, at=ENDS)
    assert recap.latest() is None
    recap.publish(written, by=tess, at=ENDS)
    mails = {
        mail.address: mail.text for mail in Email.objects.filter(kind="events.recap_published")
    }
    assert set(mails) == {came.email, away.email}
    assert "ontmoeten" in mails[came.email]
    assert "ontmoeten" not in mails[away.email]


def test_an_empty_recap_or_an_open_event_is_not_published() -> None:
    tess = UserFactory()
    empty = RecapFactory(event=EventFactory(closed=True), text="  ")
    with pytest.raises(Refused) as refused:
        recap.publish(empty, by=tess, at=ENDS)
    assert refused.value.code == "recap_empty"
    with pytest.raises(IllegalMove):
        recap.publish(RecapFactory(event=EventFactory()), by=tess, at=ENDS)


def test_a_photo_is_the_teams_until_the_recap_is_published() -> None:
    upload = photograph((300, 200))
    made = dict(recap.sizes(upload, len(upload.getvalue())))
    written = RecapFactory(event=EventFactory(closed=True))
    photo = RecapPhoto.objects.create(recap=written, alt="Een zaal", consent=True, **made)
    stranger, tess = AnonymousUser(), UserFactory(staff=True)
    for name in (photo.image.name, photo.medium.name, photo.small.name):
        assert not recap.may_see_photo(stranger, name)
        assert recap.may_see_photo(tess, name)
    recap.publish(written, by=tess, at=ENDS)
    assert recap.may_see_photo(stranger, photo.small.name)
    assert not recap.may_see_photo(tess, "events/photos/anders.jpg")


def test_the_planning_list_is_made_once_and_ticked() -> None:
    event, tess = EventFactory(), UserFactory()
    planning.make_list(event)
    planning.make_list(event)
    chores = list(event.chores.all())
    assert len(chores) == len(planning.USUAL)
    assert [(chore.due - event.starts.date()).days for chore in chores] == [
        days for days, _title in planning.USUAL
    ]
    done = planning.tick(chores[0], done=True, by=tess, at=BEGINS)
    assert (done.done_at, done.done_by) == (BEGINS, tess)
    assert planning.tick(done, done=True, by=UserFactory(), at=ENDS).done_by == tess
    assert planning.tick(done, done=False, by=tess, at=ENDS).done_at is None


def test_figures_count_people_and_cards() -> None:
    event = EventFactory()
    RegistrationFactory(event=event, came=True)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, waiting=True)
    RegistrationFactory(event=event, cancelled=True)
    ExpectationFactory.create_batch(3, event=event)
    assert planning.figures(event) == planning.Figures(
        registered=4, coming=2, waiting=1, cancelled=1, came=1, walk_ins=0, cards=3, hellos=0
    )
