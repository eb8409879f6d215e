from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import Domain, LearningArea, SubjectTag
from providers.states import TONES, Review

from .professional import Professional
from .provider import Provider

if TYPE_CHECKING:
    from andersom.accounts.models import User


class OfferQuerySet(models.QuerySet["Offer"]):
    def public(self) -> Self:
        """What stands in the catalogue: approved offers of approved providers."""
        return self.filter(state=Review.APPROVED, provider__state=Review.APPROVED)

    def visible_to(self, user: "User") -> Self:
        return self if user.is_staff else self.filter(provider__in=Provider.objects.of(user))


@pghistory.track(exclude=["search"])
class Offer(models.Model):
    """A lesson series that a provider offers, with its whole price in parts (cents)."""

    class RateUnit(models.TextChoices):
        HOUR = "hour", _("per hour")
        LESSON = "lesson", _("per lesson")
        SERIES = "series", _("for the whole series")

    class Vat(models.TextChoices):
        EXEMPT = "exempt", _("exempt from VAT")
        LOW = "low", _("9% VAT")
        HIGH = "high", _("21% VAT")

    provider = models.ForeignKey(
        Provider, models.CASCADE, related_name="offers", verbose_name=_("provider")
    )
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=140)
    summary = models.CharField(_("in one sentence"), max_length=200)
    description = models.TextField(_("description"))
    goals = models.TextField(_("what pupils learn"), blank=True)
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="offers", verbose_name=_("domain")
    )
    learning_area = models.ForeignKey(
        LearningArea, models.PROTECT, null=True, blank=True, verbose_name=_("learning area")
    )
    tags = models.ManyToManyField(
        SubjectTag, blank=True, related_name="offers", verbose_name=_("subjects")
    )
    professionals = models.ManyToManyField(
        Professional, blank=True, related_name="offers", verbose_name=_("given by")
    )
    years = models.PositiveSmallIntegerField(_("groups"), default=255)
    group_size = models.PositiveSmallIntegerField(_("largest group"), default=30)
    lesson_minutes = models.PositiveSmallIntegerField(_("minutes per lesson"), default=60)
    lessons = models.PositiveSmallIntegerField(_("lessons in the series"), default=1)
    rate = models.PositiveIntegerField(_("rate (cents, without VAT)"))
    rate_unit = models.CharField(
        _("rate counts"), max_length=10, choices=RateUnit, default=RateUnit.LESSON
    )
    travel = models.PositiveIntegerField(_("travel per lesson (cents)"), default=0)
    material = models.PositiveIntegerField(_("material for the series (cents)"), default=0)
    vat = models.CharField(_("VAT"), max_length=10, choices=Vat, default=Vat.EXEMPT)
    state = models.CharField(_("state"), max_length=20, choices=Review, default=Review.DRAFT)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    # Kept by a trigger (migration 0002_search): what is searched, and cents a lesson with VAT.
    search = SearchVectorField(null=True, editable=False)
    lesson_price = models.BigIntegerField(_("price of a lesson"), null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        indexes = [
            GinIndex(fields=["search"], name="offer_search"),
            models.Index(fields=["state", "title"], name="offer_by_state"),
            models.Index(fields=["lesson_price"], name="offer_by_price"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["provider", "slug"], name="offer_slug_once"),
            models.CheckConstraint(condition=Q(state__in=Review.values), name="offer_state_known"),
            models.CheckConstraint(condition=Q(years__gte=1, years__lte=255), name="offer_years"),
            models.CheckConstraint(
                condition=Q(lesson_minutes__gte=15, lesson_minutes__lte=480), name="offer_minutes"
            ),
            models.CheckConstraint(
                condition=Q(lessons__gte=1, lessons__lte=100), name="offer_lessons"
            ),
            models.CheckConstraint(
                condition=Q(group_size__gte=1, group_size__lte=200), name="offer_group_size"
            ),
            models.CheckConstraint(
                condition=Q(rate_unit__in=["hour", "lesson", "series"]),
                name="offer_rate_unit_known",
            ),
            models.CheckConstraint(
                condition=Q(vat__in=["exempt", "low", "high"]), name="offer_vat_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state."""
        return TONES[Review(self.state)]


class OfferPhoto(models.Model):
    """A photo, re-encoded on upload; the alt text says what is seen."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="photos", verbose_name=_("offer"))
    image = models.ImageField(
        _("photo"), upload_to="offers/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(_("what is in the photo"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.alt


class CatalogueWord(models.Model):
    """A word that occurs in titles, subjects or names of providers: what a typo is compared with.

    Lower case, without accents. Added by the trigger that keeps `Offer.search`; a word that is no
    longer used stays, it only leads to nothing.
    """

    word = models.CharField(_("word"), max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("word of the catalogue")
        verbose_name_plural = _("words of the catalogue")

    def __str__(self) -> str:
        return self.word
