from datetime import date, timedelta
from io import BytesIO
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from andersom.reference.models import Domain, PostcodeArea, SubjectTag
from providers.models import (
    Availability,
    Member,
    Offer,
    OfferPhoto,
    Professional,
    Provider,
    Qualification,
    Unavailable,
    VogRecord,
)
from providers.states import Review
from tests.factories.accounts import UserFactory

WHOLE_WEEK = 0b11_11_11_11_11


def area(pc4: str = "2566") -> PostcodeArea:
    """One of the areas that the product starts with."""
    return PostcodeArea.objects.get(pk=pc4)


def domain(slug: str = "kunst-cultuur") -> Domain:
    return Domain.objects.get(slug=slug)


def tag(slug: str = "muziek") -> SubjectTag:
    return SubjectTag.objects.get(slug=slug)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A small picture of one colour, as a camera would hand it over."""
    out = BytesIO()
    Image.new(options.pop("mode", "RGB"), size, "teal").save(out, kind, **options)
    return out.getvalue()


class ProviderFactory(DjangoModelFactory):
    """A provider that schools see; ``draft``, ``submitted`` and ``suspended`` they do not."""

    class Meta:
        model = Provider

    class Params:
        draft = factory.Trait(state=Review.DRAFT)
        submitted = factory.Trait(state=Review.SUBMITTED)
        suspended = factory.Trait(state=Review.SUSPENDED)
        bare = factory.Trait(summary="", description="", vision="", state=Review.DRAFT)

    name = factory.Sequence(lambda number: f"Aanbieder {number}")
    slug = factory.Sequence(lambda number: f"aanbieder-{number}")
    kvk_number = factory.Sequence(lambda number: f"{10_000_000 + number}")
    summary = "Wij geven les."
    description = "Al jaren, met plezier."
    vision = "Ieder kind kan iets."
    email = "post@aanbieder.example"
    phone = "070 123 45 67"
    postcode_area = factory.LazyFunction(area)
    state = Review.APPROVED


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    class Params:
        editor = factory.Trait(role=Member.Role.EDITOR)

    provider = factory.SubFactory(ProviderFactory)
    user = factory.SubFactory(UserFactory)
    role = Member.Role.OWNER


class ProfessionalFactory(DjangoModelFactory):
    """Active, in the domain of arts; ``free`` has a grid, ``with_vog`` a fresh certificate."""

    class Meta:
        model = Professional
        skip_postgeneration_save = True

    class Params:
        licensed = factory.Trait(licence=Professional.Licence.LICENSED)
        stopped = factory.Trait(active=False)

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda number: f"Vakmens {number}")
    postcode_area = factory.LazyFunction(area)

    @factory.post_generation
    def domains(self, create: bool, wanted: list[Domain] | None, **kwargs: Any) -> None:
        self.domains.set(wanted if wanted is not None else [domain()])

    @factory.post_generation
    def free(self, create: bool, grid: int | bool | None, **kwargs: Any) -> None:
        if grid:
            AvailabilityFactory(professional=self, grid=WHOLE_WEEK if grid is True else grid)

    @factory.post_generation
    def with_vog(self, create: bool, wanted: bool, **kwargs: Any) -> None:
        if wanted:
            VogRecordFactory(professional=self)


class AvailabilityFactory(DjangoModelFactory):
    class Meta:
        model = Availability

    professional = factory.SubFactory(ProfessionalFactory)
    valid_from = date(2020, 1, 1)
    grid = WHOLE_WEEK


class UnavailableFactory(DjangoModelFactory):
    class Meta:
        model = Unavailable

    professional = factory.SubFactory(ProfessionalFactory)
    first_day = factory.LazyFunction(timezone.localdate)
    last_day = factory.SelfAttribute("first_day")


class VogRecordFactory(DjangoModelFactory):
    """Issued a month ago, seen today."""

    class Meta:
        model = VogRecord

    professional = factory.SubFactory(ProfessionalFactory)
    issued_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    seen_on = factory.LazyFunction(timezone.localdate)
    seen_by = factory.SubFactory(UserFactory)
    organisation = "Klankrijk"


class QualificationFactory(DjangoModelFactory):
    class Meta:
        model = Qualification

    professional = factory.SubFactory(ProfessionalFactory)
    kind = Qualification.Kind.CERTIFICATE
    title = "Pedagogisch handelen"
    valid_from = date(2026, 3, 1)


class OfferFactory(DjangoModelFactory):
    """In the catalogue; ``draft`` and ``submitted`` are not."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=Review.DRAFT)
        submitted = factory.Trait(state=Review.SUBMITTED)

    provider = factory.SubFactory(ProviderFactory)
    title = factory.Sequence(lambda number: f"Aanbod {number}")
    slug = factory.Sequence(lambda number: f"aanbod-{number}")
    summary = "Zes lessen vol plezier."
    description = "We doen van alles."
    goals = "Leerlingen leren samenwerken."
    domain = factory.LazyFunction(domain)
    lessons = 6
    rate = 7500
    state = Review.APPROVED

    @factory.post_generation
    def tags(self, create: bool, wanted: list[SubjectTag] | None, **kwargs: Any) -> None:
        self.tags.set(wanted or [])

    @factory.post_generation
    def professionals(self, create: bool, wanted: list[Professional] | None, **kwargs: Any) -> None:
        self.professionals.set(wanted or [])


class OfferPhotoFactory(DjangoModelFactory):
    class Meta:
        model = OfferPhoto

    offer = factory.SubFactory(OfferFactory)
    image = factory.LazyFunction(lambda: ContentFile(picture(), name="foto.jpg"))
    alt = "Leerlingen trommelen op emmers"
