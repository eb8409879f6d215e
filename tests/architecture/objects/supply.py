"""Providers and their professionals: what they offer, and when they or the school are away."""

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from providers.models import Offer, OfferPhoto, Unavailable
from providers.states import Review
from schools.models import ClosedDay
from tests import people
from tests.architecture.objects.owners import Builder, Owners, pk, several


@dataclass
class Supply(Owners):
    """What a provider offers, and the days on which nobody comes."""

    offer: Offer = field(init=False)
    photo: OfferPhoto = field(init=False)
    absence: Unavailable = field(init=False)
    closed_day: ClosedDay = field(init=False)

    def supply(self) -> None:
        self.offer = Offer.objects.create(
            provider=self.provider,
            title="Zingen",
            slug="zingen",
            summary="Samen zingen.",
            description="Samen zingen.",
            domain=people.domain(),
            rate=5_000,
            state=Review.APPROVED,
        )
        picture = ContentFile(pixel(), name="koor.webp")
        self.photo = OfferPhoto.objects.create(offer=self.offer, image=picture, alt="Koor")
        self.absence = Unavailable.objects.create(
            professional=self.professional, first_day=date(2027, 5, 3), last_day=date(2027, 5, 7)
        )
        self.closed_day = ClosedDay.objects.create(
            school=self.school,
            first_day=date(2027, 3, 1),
            last_day=date(2027, 3, 1),
            reason="Studie",
        )


def pixel() -> bytes:
    """The smallest picture there is."""
    file = BytesIO()
    Image.new("RGB", (1, 1)).save(file, "webp")
    return file.getvalue()


BUILDERS: dict[str, Builder] = {
    "providers:offer": lambda side: {
        "provider_slug": side.provider.slug,
        "slug": side.offer.slug,
    },
    "providers:public_profile": lambda side: {"slug": side.provider.slug},
    **several(
        "providers:professional providers:professional_edit providers:professional_active "
        "providers:professional_invite providers:vog providers:availability providers:away",
        pk("professional"),
    ),
    "providers:away_remove": lambda side: {
        "pk": side.professional.pk,
        "absence_pk": side.absence.pk,
    },
    **several(
        "providers:offer_preview providers:offer_edit providers:offer_submit "
        "providers:offer_withdraw providers:offer_copy providers:photo_add",
        pk("offer"),
    ),
    "providers:photo_remove": lambda side: {"pk": side.offer.pk, "photo_pk": side.photo.pk},
    "ui:media": lambda side: {"name": side.photo.image.name},
}
REFUSED: dict[str, set[str]] = {
    "providers:vog": {"professional_user"},  # nobody sees her own certificate
}
STRICTER = {"ui:media"}  # uploads have a stricter policy of their own
