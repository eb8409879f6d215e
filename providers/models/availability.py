from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import DatedQuerySet, DaysQuerySet

from .professional import Professional


class Availability(models.Model):
    """The weekly grid of a period: ten bits, bit = weekday * 2 + (0 morning | 1 afternoon)."""

    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="availability", verbose_name=_("professional")
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    grid = models.PositiveSmallIntegerField(_("day parts"), default=0)

    objects = DatedQuerySet["Availability"].as_manager()

    class Meta:
        ordering = ["valid_from"]
        verbose_name = _("availability")
        verbose_name_plural = _("availability")
        constraints = [
            models.CheckConstraint(condition=Q(grid__lte=1023), name="availability_ten_bits"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="availability_not_backwards",
            ),
            ExclusionConstraint(
                name="availability_one_grid_at_a_time",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            models.Value("[]"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.professional} {self.valid_from:%d-%m-%Y}"


class Unavailable(models.Model):
    """Days off. Both ends inclusive. No reason is asked: it is nobody's business."""

    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="unavailable", verbose_name=_("professional")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    objects = DaysQuerySet["Unavailable"].as_manager()

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="unavailable_not_backwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%d-%m-%Y} – {self.last_day:%d-%m-%Y}"
