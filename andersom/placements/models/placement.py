from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from andersom.accounts.hats import Hat
from andersom.placements.states import PlacementState
from andersom.reference.models import Domain, LearningArea
from providers.models import Professional, Provider
from schools.models import Group, Request, School

if TYPE_CHECKING:
    from andersom.accounts.models import User


class PlacementQuerySet(models.QuerySet["Placement"]):
    def for_display(self) -> Self:
        """With everything that a line in a list shows."""
        return self.select_related(
            "school", "professional__provider", "domain", "request"
        ).prefetch_related("groups", "slots__group")

    def waiting_first(self) -> Self:
        """Proposed ones, then those that run, then what is over; the latest first in each."""
        order = Case(
            When(state=PlacementState.PROPOSED, then=0),
            When(state=PlacementState.AGREED, then=1),
            default=2,
        )
        return self.order_by(order, "-start", "-pk")

    def visible_to(self, user: "User") -> Self:
        """The team, the school's members, the provider's members and the professional herself."""
        return self if user.is_staff else self.of(user)

    def of(self, user: "User") -> Self:
        """Those in which this person takes part herself, or through a school or provider."""
        return self.filter(
            Q(school__in=School.objects.of(user).values("pk"))
            | Q(professional__provider__in=Provider.objects.of(user).values("pk"))
            | Q(professional__user=user)
        )

    def of_hat(self, hat: Hat) -> Self:
        """Narrowed to what the worn hat is about; the team's hat narrows nothing."""
        paths = {
            "school": "school_id",
            "provider": "professional__provider_id",
            "professional": "professional_id",
        }
        return self.filter(**{paths[hat.kind]: hat.object_id}) if hat.kind in paths else self


@pghistory.track()
class Placement(models.Model):
    """A professional works at a school: first a trial, then perhaps structural.

    Born ``proposed`` with proposed lessons; ``agreed`` when both sides have confirmed.
    """

    class Phase(models.TextChoices):
        TRIAL = "trial", _("trial")
        STRUCTURAL = "structural", _("structural")
        COVER = "cover", _("cover")

    class Contract(models.TextChoices):
        PROVIDER = "provider", _("through the provider")
        FREELANCE = "freelance", _("freelance")
        PAYROLL = "payroll", _("payroll")
        VOLUNTEER = "volunteer", _("volunteer")
        OTHER = "other", _("other")

    request = models.ForeignKey(
        Request,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("request"),
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="placements", verbose_name=_("school")
    )
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="placements", verbose_name=_("professional")
    )
    domain = models.ForeignKey(Domain, models.PROTECT, verbose_name=_("domain"))
    learning_area = models.ForeignKey(
        LearningArea, models.PROTECT, null=True, blank=True, verbose_name=_("learning area")
    )
    groups = models.ManyToManyField(Group, related_name="placements", verbose_name=_("groups"))
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.TRIAL)
    contract = models.CharField(
        _("contract form"), max_length=12, choices=Contract, default=Contract.PROVIDER
    )
    teacher_present = models.BooleanField(_("licensed teacher present"), default=False)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    state = models.CharField(
        _("state"), max_length=12, choices=PlacementState, default=PlacementState.PROPOSED
    )
    school_confirmed_at = models.DateTimeField(_("confirmed by the school"), null=True, blank=True)
    provider_confirmed_at = models.DateTimeField(
        _("confirmed by the provider"), null=True, blank=True
    )
    # Dates of the pattern on which there is no lesson, with the reason, as they were proposed:
    # [{"day", "start", "minutes", "groups", "code", "params"}]; codes in hours.series, and in
    # "groups" the names where the lesson is not for all.
    skipped = models.JSONField(_("skipped dates"), default=list, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlacementState.values), name="placement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["trial", "structural", "cover"]),
                name="placement_phase_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    contract__in=["provider", "freelance", "payroll", "volunteer", "other"]
                ),
                name="placement_contract_known",
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")), name="placement_not_backwards"
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed")
                | Q(school_confirmed_at__isnull=False, provider_confirmed_at__isnull=False),
                name="placement_agreed_by_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.professional} – {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("placements:placement", args=[self.pk])

    def confirmed_by(self, side: str) -> datetime | None:
        """When the side, ``school`` or ``provider``, said yes; None while it has not."""
        return getattr(self, f"{side}_confirmed_at")


class Slot(models.Model):
    """One weekly moment of the pattern; local time.

    ``group`` is the group that has this lesson; without one all groups of the placement have it
    together.
    """

    placement = models.ForeignKey(
        Placement, models.CASCADE, related_name="slots", verbose_name=_("placement")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    start = models.TimeField(_("start"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group"),
    )

    class Meta:
        ordering = ["weekday", "start"]
        verbose_name = _("weekly moment")
        verbose_name_plural = _("weekly moments")
        constraints = [
            models.UniqueConstraint(fields=["placement", "weekday", "start"], name="slot_once"),
            models.CheckConstraint(condition=Q(weekday__lte=4), name="slot_monday_to_friday"),
            models.CheckConstraint(
                condition=Q(minutes__gte=15, minutes__lte=480), name="slot_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.start:%H:%M}"
