from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import DaysQuerySet

from .school import School

if TYPE_CHECKING:
    from andersom.accounts.models import User


class SchoolDay(models.Model):
    """Lesson times of one weekday (0 = Monday), local.

    A school without any row has the default week; with rows, a weekday without one has no school.
    A break without length at the end of the day means that there is no afternoon.
    """

    school = models.ForeignKey(
        School, models.CASCADE, related_name="days", verbose_name=_("school")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    start = models.TimeField(_("start"))
    break_start = models.TimeField(_("break starts"))
    break_end = models.TimeField(_("break ends"))
    end = models.TimeField(_("end"))

    class Meta:
        ordering = ["weekday"]
        verbose_name = _("school day")
        verbose_name_plural = _("school times")
        constraints = [
            models.UniqueConstraint(fields=["school", "weekday"], name="school_day_once"),
            models.CheckConstraint(condition=Q(weekday__lte=4), name="school_day_monday_to_friday"),
            models.CheckConstraint(
                condition=Q(start__lt=F("break_start"))
                & Q(break_start__lte=F("break_end"))
                & Q(break_end__lte=F("end")),
                name="school_day_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.start:%H:%M}–{self.end:%H:%M}"


class ClosedDayQuerySet(DaysQuerySet["ClosedDay"]):
    def visible_to(self, user: "User") -> Self:
        return self if user.is_staff else self.filter(school__in=School.objects.of(user))


class ClosedDay(models.Model):
    """Days on which the school itself is closed: study days, other holiday dates."""

    school = models.ForeignKey(
        School, models.CASCADE, related_name="closed_days", verbose_name=_("school")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=80)

    objects = ClosedDayQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="closed_day_not_backwards"
            ),
            models.UniqueConstraint(
                fields=["school", "first_day", "last_day"], name="closed_day_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
