from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .school import School


class ConditionQuerySet(models.QuerySet["Condition"]):
    def active(self) -> Self:
        return self.filter(active=True)


class Condition(models.Model):
    """Something a school arranges each school year before professionals teach there."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("school condition")
        verbose_name_plural = _("school conditions")

    def __str__(self) -> str:
        return self.name


class ConditionTick(models.Model):
    """A school has met a condition in a school year: on which day, and who says so."""

    school = models.ForeignKey(
        School, models.CASCADE, related_name="condition_ticks", verbose_name=_("school")
    )
    condition = models.ForeignKey(
        Condition, models.CASCADE, related_name="ticks", verbose_name=_("school condition")
    )
    school_year = models.PositiveSmallIntegerField(_("school year (start)"))
    arranged_on = models.DateField(_("arranged on"))
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("ticked by")
    )
    ticked_at = models.DateTimeField(_("ticked at"))

    class Meta:
        ordering = ["-school_year", "condition__position"]
        verbose_name = _("met condition")
        verbose_name_plural = _("met conditions")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "condition", "school_year"], name="condition_ticked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition} ({self.school_year})"
