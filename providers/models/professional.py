from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import (
    DatedQuerySet,
    Domain,
    LearningArea,
    PostcodeArea,
    SubjectTag,
)

from .provider import Provider

if TYPE_CHECKING:
    from andersom.accounts.models import User


class ProfessionalQuerySet(models.QuerySet["Professional"]):
    def active(self) -> Self:
        return self.filter(active=True)

    def called(self, name: str) -> Self:
        """Whose own or provider's name holds this text; accents and capitals do not matter."""
        return (
            self.filter(
                Q(name__unaccent__icontains=name) | Q(provider__name__unaccent__icontains=name)
            )
            .with_facts()
            .order_by("name", "pk")
        )

    def with_facts(self) -> Self:
        """With what matching and lists tell of her: provider, place, subjects and certificates."""
        return self.select_related("provider", "postcode_area__district").prefetch_related(
            "domains", "tags", "vog_records"
        )

    def bookable(self) -> Self:
        """Active, with an approved provider."""
        return self.active().filter(provider__state="approved")

    def for_list(self, today: date) -> Self:
        """With what a list shows: place, subjects, certificates and the grid of today."""
        grid = (
            apps.get_model("providers", "Availability")
            .objects.on(today)
            .filter(professional=OuterRef("pk"))
            .values("grid")[:1]
        )
        return self.with_facts().annotate(grid=Coalesce(Subquery(grid), 0))

    def visible_to(self, user: "User") -> Self:
        """The team sees all; a provider's members theirs; a professional herself."""
        if user.is_staff:
            return self
        mine = Provider.objects.of(user).values("pk")
        return self.filter(Q(provider__in=mine) | Q(user=user))


@pghistory.track()
class Professional(models.Model):
    """A subject professional. Gives a postcode area, never a home address."""

    class Licence(models.TextChoices):
        LICENSED = "licensed", _("licensed")
        IN_TRAINING = "in_training", _("in training")
        SUBJECT_COMPETENT = "subject_competent", _("subject-competent")

    provider = models.ForeignKey(
        Provider, models.CASCADE, related_name="professionals", verbose_name=_("provider")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="professionals",
        verbose_name=_("user"),
    )
    name = models.CharField(_("name"), max_length=120)
    introduction = models.TextField(_("introduction"), blank=True)
    postcode_area = models.ForeignKey(
        PostcodeArea, models.PROTECT, verbose_name=_("postcode (4 digits)")
    )
    licence = models.CharField(
        _("licence status"), max_length=20, choices=Licence, default=Licence.SUBJECT_COMPETENT
    )
    domains = models.ManyToManyField(
        Domain, related_name="professionals", verbose_name=_("domains")
    )
    tags = models.ManyToManyField(
        SubjectTag, blank=True, related_name="professionals", verbose_name=_("subjects")
    )
    learning_areas = models.ManyToManyField(
        LearningArea, blank=True, related_name="professionals", verbose_name=_("learning areas")
    )
    years = models.PositiveSmallIntegerField(
        _("groups"), default=255, help_text=_("Bitmask; bit 0 is groep 1.")
    )
    languages = models.PositiveIntegerField(
        _("languages"), default=1, help_text=_("Bitmask of SpokenLanguage.")
    )
    travel_radius = models.PositiveIntegerField(_("travel distance (metres)"), default=10_000)
    weekly_capacity = models.PositiveIntegerField(_("minutes per week"), default=8 * 60)
    hourly_rate = models.PositiveIntegerField(_("rate per hour (cents)"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = ProfessionalQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("professional")
        verbose_name_plural = _("professionals")
        constraints = [
            models.CheckConstraint(
                condition=Q(licence__in=["licensed", "in_training", "subject_competent"]),
                name="professional_licence_known",
            ),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=255), name="professional_years"
            ),
            models.CheckConstraint(
                condition=Q(travel_radius__lte=100_000), name="professional_radius"
            ),
            models.CheckConstraint(
                condition=Q(weekly_capacity__lte=40 * 60), name="professional_capacity"
            ),
            models.UniqueConstraint(
                fields=["provider", "user"],
                condition=Q(user__isnull=False),
                name="professional_user_once_a_provider",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """What everybody may read."""
        return self.name.split(" ")[0]


@pghistory.track()
class VogRecord(models.Model):
    """The certificate of conduct was seen. Only these dates: no upload, no number, no copy."""

    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="vog_records", verbose_name=_("professional")
    )
    issued_on = models.DateField(_("issued on"))
    seen_on = models.DateField(_("seen on"))
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("seen by")
    )
    organisation = models.CharField(_("organisation of who saw it"), max_length=120)

    class Meta:
        ordering = ["-seen_on"]
        verbose_name = _("VOG record")
        verbose_name_plural = _("VOG records")
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_on__gte=models.F("issued_on")), name="vog_seen_after_issue"
            ),
            models.UniqueConstraint(
                fields=["professional", "issued_on", "seen_on"], name="vog_record_once"
            ),
        ]

    def __str__(self) -> str:
        return f"VOG {self.professional} ({self.issued_on:%d-%m-%Y})"


@pghistory.track()
class Qualification(models.Model):
    """What a professional has shown. The training programme writes certificates here."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("training certificate")
        EXPERIENCE = "experience", _("experience")
        DIPLOMA = "diploma", _("diploma")

    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="qualifications", verbose_name=_("professional")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)

    objects = DatedQuerySet["Qualification"].as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="qualification_not_backwards",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["certificate", "experience", "diploma"]),
                name="qualification_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title
