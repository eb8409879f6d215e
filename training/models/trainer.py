"""Who teaches and visits."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import ALL_DAGDELEN
from andersom.reference.models import PostcodeArea

from .periods import NOT_BACKWARDS


class TrainerQuerySet(models.QuerySet["Trainer"]):
    def active(self) -> Self:
        return self.filter(active=True)


@pghistory.track()
class Trainer(models.Model):
    """Somebody who gives sessions and makes practice visits; signs in as a user.

    ``day_parts`` are the dagdelen (ten bits) in which visits fit; ``postcode_area`` is where a day
    of visits starts and ends.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainer", verbose_name=_("user")
    )
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    postcode_area = models.ForeignKey(
        PostcodeArea,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("starts from (postcode, 4 digits)"),
    )
    day_parts = models.PositiveSmallIntegerField(_("day parts for visits"), default=ALL_DAGDELEN)
    visits_per_week = models.PositiveSmallIntegerField(_("visits per week at most"), default=10)
    active = models.BooleanField(_("active"), default=True)

    objects = TrainerQuerySet.as_manager()

    class Meta:
        ordering = ["user__name"]
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        constraints = [
            models.CheckConstraint(condition=Q(day_parts__lte=1023), name="trainer_ten_bits"),
            models.CheckConstraint(condition=Q(visits_per_week__lte=50), name="trainer_visits"),
        ]

    def __str__(self) -> str:
        return str(self.user)


@pghistory.track()
class TrainerAway(models.Model):
    """Days on which a trainer makes no visits, both ends included."""

    trainer = models.ForeignKey(
        Trainer, models.CASCADE, related_name="away", verbose_name=_("trainer")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("days away")
        verbose_name_plural = _("days away")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="trainer_away_not_backwards",
                violation_error_message=NOT_BACKWARDS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainer} {self.first_day:%d-%m-%Y}"
