"""Practice visits: a trainer sees a lesson of the trainee that stands in the calendar."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import ZONE
from andersom.placements.models import Lesson
from training.states import STANDING, VISIT_TONES, VisitState

from .cohort import Cohort
from .enrolment import Enrolment
from .module import Criterion
from .trainer import Trainer

if TYPE_CHECKING:
    from andersom.accounts.models import User

_STANDING = ["proposed", "confirmed", "held", "signed"]


class VisitQuerySet(models.QuerySet["Visit"]):
    def standing(self) -> Self:
        """With a lesson and a trainer."""
        return self.filter(state__in=STANDING)

    def without_trainer(self) -> Self:
        """Whose trainer is away for good: not of the edition, not active, or without account."""
        trains = Cohort.objects.filter(
            pk=OuterRef("enrolment__cohort"),
            trainers=OuterRef("trainer"),
            trainers__active=True,
            trainers__user__is_active=True,
        )
        return self.exclude(Exists(trains))

    def between(self, first: date, last: date) -> Self:
        """Due in weeks of which the Monday lies in the period, both ends included."""
        return self.filter(week__range=(first, last))

    def for_reading(self) -> Self:
        return self.select_related(
            "enrolment__cohort__programme",
            "enrolment__professional",
            "enrolment__user",
            "trainer__user",
            "lesson__placement__school__postcode_area",
            "lesson__placement__domain",
        ).prefetch_related("lesson__groups")

    def visible_to(self, user: "User") -> Self:
        """The trainee, the trainers of the edition, and the team."""
        enrolments = Enrolment.objects.visible_to(user).values("pk")
        return self if user.is_staff else self.filter(enrolment__in=enrolments)


@pghistory.track()
class Visit(models.Model):
    """One visit that the rhythm of the edition asks for, planned or not.

    ``week`` is the Monday of the first week in which it is due. ``during`` is that of the lesson;
    `domain.visits` lets it follow. ``obstacle`` is the code of what kept it from being planned.
    Signed by both means that the report stands as it is.
    """

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="visits", verbose_name=_("enrolment")
    )
    week = models.DateField(_("week"), help_text=_("The Monday of the week."))
    state = models.CharField(
        _("state"), max_length=10, choices=VisitState, default=VisitState.OPEN, editable=False
    )
    lesson = models.ForeignKey(
        Lesson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("lesson"),
    )
    trainer = models.ForeignKey(
        Trainer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("trainer"),
    )
    during = DateTimeRangeField(_("time"), null=True, blank=True)
    obstacle = models.CharField(_("why it is not planned"), max_length=30, blank=True)
    went_well = models.TextField(_("what went well"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    reaction = models.TextField(_("reaction of the trainee"), blank=True)
    trainer_signed_at = models.DateTimeField(_("signed by the trainer"), null=True, blank=True)
    trainee_signed_at = models.DateTimeField(_("signed by the trainee"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["week", "during", "pk"]
        verbose_name = _("practice visit")
        verbose_name_plural = _("practice visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=VisitState.values), name="visit_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_STANDING)
                | Q(lesson__isnull=False, trainer__isnull=False, during__isnull=False),
                name="visit_planned_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(trainer_signed_at__isnull=True, trainee_signed_at__isnull=True)
                | Q(state__in=["held", "signed"]),
                name="visit_signed_after_held",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(trainer_signed_at__isnull=False, trainee_signed_at__isnull=False),
                name="visit_signed_by_both",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "week"],
                condition=~Q(state="cancelled"),
                name="visit_once_a_week",
            ),
            models.UniqueConstraint(
                fields=["lesson"], condition=Q(state__in=_STANDING), name="visit_once_a_lesson"
            ),
            ExclusionConstraint(
                name="visit_trainer_one_place",
                expressions=[
                    ("trainer", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=_STANDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.professional} {self.week:%d-%m-%Y}"

    def get_absolute_url(self) -> str:
        return reverse("training:visit", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state."""
        return VISIT_TONES[VisitState(self.state)]

    @property
    def starts(self) -> datetime | None:
        """Start, in local time; None when it is not planned."""
        return self.during.lower.astimezone(ZONE) if self.during else None

    @property
    def ends(self) -> datetime | None:
        """End, in local time; None when it is not planned."""
        return self.during.upper.astimezone(ZONE) if self.during else None


class VisitScore(models.Model):
    """A trainer's score from 1 to 4 on one criterion of the rubric."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="scores", verbose_name=_("visit"))
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="scores", verbose_name=_("criterion")
    )
    score = models.PositiveSmallIntegerField(_("score"))

    class Meta:
        ordering = ["criterion__position", "pk"]
        verbose_name = _("score of a visit")
        verbose_name_plural = _("scores of a visit")
        constraints = [
            models.UniqueConstraint(fields=["visit", "criterion"], name="visit_score_once"),
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=4), name="visit_score_1_to_4"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"
