"""One edition of a programme: its days, its places, and when one can enrol."""

from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from training.states import CohortState

from .periods import NOT_BACKWARDS
from .programme import Programme
from .trainer import Trainer

if TYPE_CHECKING:
    from andersom.accounts.models import User


class CohortQuerySet(models.QuerySet["Cohort"]):
    def published(self) -> Self:
        return self.filter(state=CohortState.PUBLISHED)

    def shown_on(self, day: date) -> Self:
        """What the public list shows: published, and not over."""
        return self.published().filter(end__gte=day)

    def for_reading(self) -> Self:
        return self.select_related("programme")

    def with_waiting(self) -> Self:
        """Annotated with ``waiting``: how many are on the waiting list."""
        return self.annotate(
            waiting=Count("enrolments", filter=Q(enrolments__state="waiting"), distinct=True)
        )

    def trained_by(self, user: "User") -> Self:
        return self.filter(trainers__user=user, trainers__active=True)

    def visible_to(self, user: "User") -> Self:
        """Drafts are the team's; a closed edition stays with who enrolled in it or trains."""
        if user.is_staff:
            return self
        mine = Q(enrolments__user=user) | Q(trainers__user=user)
        closed = Q(state=CohortState.CLOSED) & (mine if user.is_authenticated else Q(pk__in=[]))
        return self.filter(Q(state=CohortState.PUBLISHED) | closed).distinct()


@pghistory.track(exclude=["taken"])
class Cohort(models.Model):
    """One edition of a programme. All days are local, both ends included.

    ``taken`` counts the places held; a trigger on the enrolments keeps it, and a CHECK keeps it
    within ``capacity``, so no road leads to a place too many.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="cohorts", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=120, help_text=_("For example: spring 2027."))
    slug = models.SlugField(_("address on the site"), max_length=140, unique=True)
    state = models.CharField(
        _("state"), max_length=12, choices=CohortState, default=CohortState.DRAFT, editable=False
    )
    partners = models.TextField(
        _("partners"), blank=True, help_text=_("Who make it together, as visitors read it.")
    )
    place = models.CharField(_("place"), max_length=200)
    trainers = models.ManyToManyField(
        Trainer, blank=True, related_name="cohorts", verbose_name=_("trainers")
    )
    capacity = models.PositiveSmallIntegerField(_("places"), default=15)
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    enrol_from = models.DateField(_("enrol from"))
    enrol_until = models.DateField(_("enrol until"))
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    price = models.TextField(_("price, in words"))
    attendance = models.PositiveSmallIntegerField(
        _("required attendance (%)"), default=80, help_text=_("Of all sessions.")
    )
    visits = models.PositiveSmallIntegerField(_("practice visits"), default=10)
    weeks_between_visits = models.PositiveSmallIntegerField(
        _("weeks from visit to visit"), default=1, help_text=_("1 is every school week.")
    )
    weeks = models.PositiveSmallIntegerField(
        _("school weeks with a lesson"),
        default=4,
        help_text=_("So many school weeks in a row, just past or to come, each need a lesson."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("school days to answer"),
        default=5,
        help_text=_("For who comes from the waiting list and is offered a place."),
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "pk"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CohortState.values), name="cohort_state_known"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=500),
                name="cohort_capacity",
                violation_error_message=_("Choose from 1 to 500 places."),
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")),
                name="cohort_not_overfull",
                violation_error_message=_("More people than this have a place already."),
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="cohort_not_backwards",
                violation_error_message=NOT_BACKWARDS,
            ),
            models.CheckConstraint(
                condition=Q(enrol_until__gte=F("enrol_from"), enrol_until__lte=F("end")),
                name="cohort_window",
                violation_error_message=_("Enrolling ends after it begins, before the last day."),
            ),
            models.CheckConstraint(
                condition=Q(attendance__lte=100),
                name="cohort_attendance",
                violation_error_message=_("Choose an attendance from 0 to 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(weeks__gte=1, weeks__lte=20)
                & Q(weeks_between_visits__gte=1, weeks_between_visits__lte=20)
                & Q(answer_days__gte=1, answer_days__lte=30)
                & Q(visits__lte=60),
                name="cohort_numbers",
                violation_error_message=_(
                    "Weeks go from 1 to 20, days to answer from 1 to 30, visits up to 60."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} – {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("training:cohort", args=[self.slug])

    @property
    def free(self) -> int:
        """Places that nobody holds."""
        return self.capacity - self.taken

    def window(self, day: date) -> str:
        """Where a day stands to the enrolment window: ``before``, ``open`` or ``over``."""
        if day < self.enrol_from:
            return "before"
        return "open" if day <= self.enrol_until else "over"
