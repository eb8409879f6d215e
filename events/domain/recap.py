"""The recap: photos written anew in three widths, publishing, and telling who was there."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import transaction

from andersom.accounts.models import User
from andersom.workflow.domain import move
from events.domain.refusals import Refused
from events.emails import recap as mails
from events.models import Event, Recap, RecapPhoto
from events.states import EVENT, EventState
from providers.domain import images

# Field of `RecapPhoto` → longest side in pixels.
SIZES = {"image": 1600, "medium": 800, "small": 400}


def sizes(upload: IO[bytes] | None, size: int) -> Iterator[tuple[str, ContentFile]]:
    """Field and file for each width, without metadata. Raises images.Refused."""
    for field, longest in SIZES.items():
        yield field, images.clean(upload, size, images.Shape(longest_side=longest))


@transaction.atomic
def publish(recap: Recap, *, by: User, at: datetime) -> Recap:
    """Everybody may read it; who was there gets a mail. Raises Refused, or IllegalMove."""
    if not recap.text.strip() or not recap.summary.strip():
        raise Refused("recap_empty")
    move(recap.event, EVENT, "recap", by=by, at=at)
    recap.published_at = at
    recap.save(update_fields=["published_at"])
    for visitor in recap.event.registrations.coming().exclude(email="").select_related("user"):
        mails.published(recap, visitor, at=at)
    return recap


@transaction.atomic
def take_back(recap: Recap, *, by: User, at: datetime) -> Recap:
    """Only the team reads it again; for a photo or name that should not have been there."""
    move(recap.event, EVENT, "take_recap_back", by=by, at=at)
    recap.published_at = None
    recap.save(update_fields=["published_at"])
    return recap


def latest() -> Recap | None:
    """The recap that was published last, for the front page."""
    shown = Recap.objects.filter(event__state=EventState.RECAP).select_related("event")
    return shown.order_by("-published_at").first()


def may_see_photo(user: Any, name: str) -> bool:
    """Everybody once the recap is published; before, the team."""
    photo = RecapPhoto.objects.filter(image=name) | RecapPhoto.objects.filter(medium=name)
    found = photo | RecapPhoto.objects.filter(small=name)
    event = Event.objects.filter(recap__photos__in=found).first()
    return event is not None and (event.state == EventState.RECAP or user.is_staff)
