"""Photos of an offer: re-encoded, described, at most six."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Max

from andersom.accounts.models import User
from andersom.workflow import domain as workflow
from providers.domain import images
from providers.models import Offer, OfferPhoto

MOST = 6


class TooMany(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """The offer has six photos already."""


@transaction.atomic
def add(
    offer: Offer, upload: IO[bytes] | None, size: int, *, alt: str, by: User, at: datetime
) -> OfferPhoto:
    """Raises TooMany or images.Refused; nothing is kept then."""
    Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.photos.count() >= MOST:
        raise TooMany
    file = images.clean(upload, size, images.PHOTO)
    last = offer.photos.aggregate(last=Max("position"))["last"] or 0
    photo = OfferPhoto.objects.create(offer=offer, image=file, alt=alt, position=last + 1)
    workflow.record(offer, "photo_added", target=offer.state, by=by, at=at, reason=alt)
    return photo


@transaction.atomic
def remove(photo: OfferPhoto, *, by: User, at: datetime) -> None:
    """The file goes when the transaction has stood."""
    storage, name = photo.image.storage, str(photo.image.name)
    workflow.record(
        photo.offer, "photo_removed", target=photo.offer.state, by=by, at=at, reason=photo.alt
    )
    photo.delete()
    transaction.on_commit(lambda: storage.delete(name))


def may_see(user: Any, name: str) -> bool:
    """Everybody when the offer is in the catalogue; else its members and the team."""
    photo = OfferPhoto.objects.filter(image=name).values("offer_id").first()
    if photo is None:
        return False
    if Offer.objects.public().filter(pk=photo["offer_id"]).exists():
        return True
    return (
        user.is_authenticated
        and Offer.objects.visible_to(user).filter(pk=photo["offer_id"]).exists()
    )
