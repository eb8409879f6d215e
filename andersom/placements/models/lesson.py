from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from andersom.placements.states import TAKING_TIME, LessonState
from providers.models import Professional
from schools.models import Group

from .placement import Placement

if TYPE_CHECKING:
    from andersom.accounts.models import User


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, user: "User") -> Self:
        if user.is_staff:
            return self
        return self.filter(placement__in=Placement.objects.visible_to(user).values("pk"))

    def between(self, start: datetime, end: datetime) -> Self:
        """Lessons that touch [start, end)."""
        return self.filter(during__overlap=(start, end))

    def taking_time(self) -> Self:
        return self.filter(state__in=TAKING_TIME)


class Lesson(models.Model):
    """One lesson. ``during`` is [start, end) in UTC and stays within one local day.

    ``minutes`` (elapsed) and the rows of `LessonGroup` are kept by triggers; so is ``licence``,
    the licence status of the professional that counts for this lesson.
    """

    placement = models.ForeignKey(
        Placement, models.CASCADE, related_name="lessons", verbose_name=_("placement")
    )
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="lessons", verbose_name=_("professional")
    )
    during = DateTimeRangeField(_("time"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), editable=False, default=0)
    licence = models.CharField(
        _("licence status that counts"),
        max_length=20,
        choices=Professional.Licence,
        blank=True,
        editable=False,
    )
    teacher_present = models.BooleanField(_("licensed teacher present"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=LessonState, default=LessonState.PROPOSED
    )
    groups = models.ManyToManyField(
        Group, through="LessonGroup", related_name="lessons", verbose_name=_("groups")
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["during"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        indexes = [GistIndex(fields=["during"], name="lesson_during")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LessonState.values), name="lesson_state_known"
            ),
            ExclusionConstraint(
                name="lesson_professional_one_place",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[LessonState.PLANNED, LessonState.GIVEN]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} {self.during.lower:%d-%m-%Y %H:%M}"


class LessonGroup(models.Model):
    """A lesson of a group, with what the constraints and the ledger must see.

    All but ``lesson``, ``group`` and ``co_teaching`` is copied by a trigger from the lesson:
    ``takes_time`` (planned or given), ``counted`` (charges the ledger under the rule of that day)
    and ``month`` (first day of the local month of the start).
    """

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="lesson_groups")
    group = models.ForeignKey(Group, models.PROTECT, related_name="lesson_groups")
    co_teaching = models.BooleanField(_("together with another lesson"), default=False)
    during = DateTimeRangeField(editable=False, null=True)
    month = models.DateField(editable=False, null=True)
    minutes = models.PositiveSmallIntegerField(editable=False, default=0)
    takes_time = models.BooleanField(editable=False, default=False)
    counted = models.BooleanField(editable=False, default=False)

    class Meta:
        verbose_name = _("group of a lesson")
        verbose_name_plural = _("groups of a lesson")
        indexes = [models.Index(fields=["group", "month"], name="lesson_group_month")]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "group"], name="lesson_group_once"),
            ExclusionConstraint(
                name="lesson_group_one_lesson",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(takes_time=True, co_teaching=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson} – {self.group}"
