from datetime import date, datetime, time
from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Deferrable, Exists, Func, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from andersom.accounts.hats import Hat
from andersom.lib.dates import ONE_DAY, Timed, instant, month_bounds
from andersom.placements.states import TAKING_TIME, LessonState
from providers.models import Professional, Provider
from schools.models import Group, School

from .placement import Placement

if TYPE_CHECKING:
    from andersom.accounts.models import User


class ElapsedMinutes(Func):
    """Minutes that truly pass in a range of instants, also over a change of the clock."""

    template = "(EXTRACT(EPOCH FROM upper(%(expressions)s) - lower(%(expressions)s)) / 60)::integer"
    output_field = models.PositiveSmallIntegerField()
    arity = 1


class WholeMinutes(Func):
    """A lesson lasts a whole number of minutes, at least one, and includes its start only."""

    template = (
        "(EXTRACT(EPOCH FROM upper(%(expressions)s) - lower(%(expressions)s))::integer / 60 * 60"
        " = EXTRACT(EPOCH FROM upper(%(expressions)s) - lower(%(expressions)s))"
        " AND upper(%(expressions)s) >= lower(%(expressions)s) + interval '1 minute'"
        " AND lower_inc(%(expressions)s) AND NOT upper_inc(%(expressions)s))"
    )
    output_field = models.BooleanField()
    arity = 1


class OneLocalDay(Func):
    """Starts and ends on one day as the wall in Amsterdam counts; ending at midnight is allowed."""

    template = (
        "((lower(%(expressions)s) AT TIME ZONE 'Europe/Amsterdam')::date ="
        " ((upper(%(expressions)s) AT TIME ZONE 'Europe/Amsterdam')"
        " - interval '1 microsecond')::date)"
    )
    output_field = models.BooleanField()
    arity = 1


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, user: "User") -> Self:
        if user.is_staff:
            return self
        return self.filter(placement__in=Placement.objects.visible_to(user).values("pk"))

    def of(self, user: "User") -> Self:
        """In which this person takes part herself, or through a school or provider."""
        return self.filter(
            Q(placement__school__in=School.objects.of(user).values("pk"))
            | Q(professional__provider__in=Provider.objects.of(user).values("pk"))
            | Q(professional__user=user)
        )

    def of_hat(self, hat: Hat) -> Self:
        """Narrowed to what the worn hat is about."""
        mine = Placement.objects.of_hat(hat).values("pk")
        return self.filter(placement__in=mine)

    def between(self, start: datetime, end: datetime) -> Self:
        """Lessons that touch [start, end)."""
        return self.filter(during__overlap=(start, end))

    def in_month(self, month: date) -> Self:
        """Lessons that start in a local month, given as its first day."""
        start, end = month_bounds(month)
        return self.filter(during__startswith__gte=start, during__startswith__lt=end)

    def on_days(self, first: date, last: date) -> Self:
        """Lessons that start on a local day of the period; both ends included."""
        start, end = instant(first, time.min), instant(last + ONE_DAY, time.min)
        return self.filter(during__startswith__gte=start, during__startswith__lt=end)

    def agreed(self) -> Self:
        """Of placements to which both sides said yes, whatever became of them."""
        return self.exclude(state=LessonState.PROPOSED).filter(
            placement__school_confirmed_at__isnull=False,
            placement__provider_confirmed_at__isnull=False,
        )

    def firsts(self) -> Self:
        """With which a placement begins: no other lesson of it comes before."""
        earlier = Lesson.objects.taking_time().filter(
            placement=OuterRef("placement"), during__startswith__lt=OuterRef("during__startswith")
        )
        return self.taking_time().filter(~Exists(earlier))

    def of_side(self, kind: str, pk: int) -> Self:
        """At a ``school``, given by a ``professional`` who signs in, or given for a ``provider``
        by those of its professionals who do not sign in.
        """
        paths = {
            "school": "placement__school",
            "professional": "professional",
            "provider": "professional__provider",
        }
        mine = self.filter(**{paths[kind]: pk})
        return mine.exclude(professional__user__is_active=True) if kind == "provider" else mine

    def given_by(self, user: "User") -> Self:
        """Hers, and those for her providers of professionals who do not sign in."""
        for_her = Q(professional__provider__in=Provider.objects.of(user).values("pk"))
        signs_in = Q(professional__user__is_active=True)
        return self.filter(Q(professional__user=user) | for_her & ~signs_in)

    def taking_time(self) -> Self:
        return self.filter(state__in=TAKING_TIME)

    def standing(self) -> Self:
        """All but the cancelled ones."""
        return self.exclude(state=LessonState.CANCELLED)

    def for_display(self) -> Self:
        """With everything that a line in a list shows."""
        return self.select_related(
            "placement__school", "placement__domain", "professional__provider"
        ).prefetch_related("groups")


@pghistory.track(exclude=["minutes"])
class Lesson(Timed, models.Model):
    """One lesson. ``during`` is [start, end) in UTC and stays within one local day.

    ``minutes`` is generated: the time that truly passes. ``licence`` is the licence status that
    counts for this lesson; a trigger copies it from the professional when the lesson is made and
    when it is planned, and keeps it as it was once the lesson is given. After a save, refresh to
    see it.
    """

    placement = models.ForeignKey(
        Placement, models.CASCADE, related_name="lessons", verbose_name=_("placement")
    )
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="lessons", verbose_name=_("professional")
    )
    during = DateTimeRangeField(_("time"))
    minutes = models.GeneratedField(
        expression=ElapsedMinutes("during"),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
        verbose_name=_("minutes"),
    )
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
            models.CheckConstraint(condition=WholeMinutes("during"), name="lesson_whole_minutes"),
            models.CheckConstraint(condition=OneLocalDay("during"), name="lesson_one_local_day"),
            ExclusionConstraint(
                name="lesson_professional_one_place",
                deferrable=Deferrable.IMMEDIATE,  # a bulk shift is judged when it is complete
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[LessonState.PLANNED, LessonState.GIVEN]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} {self.starts:%d-%m-%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("placements:lesson", args=[self.pk])

    @property
    def day(self) -> date:
        """The local day on which it is."""
        return self.starts.date()

    def has_begun(self, at: datetime) -> bool:
        return self.during.lower <= at


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
                deferrable=Deferrable.IMMEDIATE,
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(takes_time=True, co_teaching=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson} – {self.group}"
