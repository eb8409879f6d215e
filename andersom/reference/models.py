"""Facts about the city and the school year, edited by the project team."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from andersom.lib.geo import Position


class SpokenLanguage(models.IntegerChoices):
    """Languages a professional may teach in; the value is the bit in a bitmask."""

    DUTCH = 0, _("Dutch")
    ENGLISH = 1, _("English")
    ARABIC = 2, _("Arabic")
    GERMAN = 3, _("German")
    FRENCH = 4, _("French")
    PAPIAMENTO = 5, _("Papiamento")
    POLISH = 6, _("Polish")
    SPANISH = 7, _("Spanish")
    TURKISH = 8, _("Turkish")
    UKRAINIAN = 9, _("Ukrainian")
    DUTCH_SIGN = 10, _("Dutch Sign Language")


class District(models.Model):
    """One of the eight stadsdelen."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("slug"), unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("district")
        verbose_name_plural = _("districts")

    def __str__(self) -> str:
        return self.name


class PostcodeAreaQuerySet(models.QuerySet["PostcodeArea"]):
    def visitable(self) -> Self:
        """Areas with a visiting address: not the post-office boxes."""
        return self.filter(post_box=False)


class PostcodeArea(models.Model):
    """A 4-digit postcode area with its centre, precise enough for "ongeveer x km".

    ``x y z`` are metres on the sphere (`lib.geo`), so that SQL and Python agree to the bit.
    A post-office box has no place: its centre is empty.
    """

    pc4 = models.CharField(_("postcode (4 digits)"), max_length=4, primary_key=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    x = models.IntegerField(null=True, editable=False)
    y = models.IntegerField(null=True, editable=False)
    z = models.IntegerField(null=True, editable=False)
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, verbose_name=_("district")
    )
    post_box = models.BooleanField(_("post-office boxes"), default=False)

    objects = PostcodeAreaQuerySet.as_manager()

    class Meta:
        ordering = ["pc4"]
        verbose_name = _("postcode area")
        verbose_name_plural = _("postcode areas")
        constraints = [
            models.CheckConstraint(condition=Q(pc4__regex=r"^[1-9]\d{3}$"), name="pc4_four_digits"),
            models.CheckConstraint(
                condition=Q(post_box=True)
                | Q(x__isnull=False, y__isnull=False, z__isnull=False, latitude__isnull=False),
                name="pc4_has_centre",
            ),
        ]

    def __str__(self) -> str:
        return self.pc4

    @property
    def place(self) -> Position | None:
        """The centre in metres on the sphere; None for post-office boxes."""
        if self.x is None or self.y is None or self.z is None:
            return None
        return Position(self.x, self.y, self.z)


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    """For rows with ``valid_from`` and ``valid_until``, inclusive; an open end is None."""

    def on(self, day: date) -> Self:
        """Rows that hold on a day."""
        return self.between(day, day)

    def between(self, start: date, end: date) -> Self:
        """Rows that hold on some day of the period; both ends inclusive."""
        open_or_later = Q(valid_until=None) | Q(valid_until__gte=start)
        return self.filter(open_or_later, valid_from__lte=end)


class DaysQuerySet[M: models.Model](models.QuerySet[M]):
    """For rows with ``first_day`` and ``last_day``, inclusive."""

    def between(self, start: date, end: date) -> Self:
        """Rows that touch the period; both ends inclusive."""
        return self.filter(first_day__lte=end, last_day__gte=start)


class Domain(models.Model):
    """A field of subjects: sport, art, nature ... Tags hang under it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("domain")
        verbose_name_plural = _("domains")

    def __str__(self) -> str:
        return self.name


class SubjectTag(models.Model):
    domain = models.ForeignKey(
        Domain, models.CASCADE, related_name="tags", verbose_name=_("domain")
    )
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"))

    class Meta:
        ordering = ["domain__position", "name"]
        verbose_name = _("subject tag")
        verbose_name_plural = _("subject tags")
        constraints = [models.UniqueConstraint(fields=["domain", "slug"], name="tag_once_a_domain")]

    def __str__(self) -> str:
        return self.name


class LearningArea(models.Model):
    """A learning area of the new SLO set; what the law asks of each stands in the rule sets."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("learning area")
        verbose_name_plural = _("learning areas")

    def __str__(self) -> str:
        return self.name


class HolidayQuerySet(DaysQuerySet["Holiday"]):
    def here(self) -> Self:
        """The Hague is in region midden."""
        return self.filter(region=Holiday.Region.MIDDEN)


class Holiday(models.Model):
    """Days on which no school of the region has lessons. ``last_day`` is inclusive."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("school holiday")
        PUBLIC = "public", _("public holiday")

    class Region(models.TextChoices):
        NOORD = "noord", _("north")
        MIDDEN = "midden", _("middle")
        ZUID = "zuid", _("south")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    region = models.CharField(_("region"), max_length=10, choices=Region, default=Region.MIDDEN)
    name = models.CharField(_("name"), max_length=80)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    advisory = models.BooleanField(
        _("advised dates"), default=False, help_text=_("Schools may choose other dates.")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="holiday_not_backwards"
            ),
            models.UniqueConstraint(
                fields=["kind", "region", "name", "first_day"], name="holiday_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["school", "public"]), name="holiday_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.first_day:%d-%m-%Y})"
