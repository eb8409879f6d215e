"""What is taught, in which edition, by whom and when."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import ALL_DAGDELEN, Timed
from andersom.reference.models import PostcodeArea
from training.states import CohortState

if TYPE_CHECKING:
    from andersom.accounts.models import User

NOT_BACKWARDS = _("The last day comes before the first day.")
HAS_TIMES = {"isempty": False, "lower_inf": False, "upper_inf": False}


def takes_time(field: str) -> Q:
    """A period that begins, ends, and takes time."""
    return Q(**{f"{field}__{name}": value for name, value in HAS_TIMES.items()})


@pghistory.track()
class Programme(models.Model):
    """What is taught, in all its editions. ``certificate_months`` 0: valid for ever."""

    title = models.CharField(_("title"), max_length=120, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=200)
    description = models.TextField(_("what it is"))
    for_whom = models.TextField(_("who can join"))
    intake = models.TextField(_("what the intake is about"), blank=True)
    certificate_months = models.PositiveSmallIntegerField(
        _("months that a certificate is valid"),
        default=0,
        help_text=_("0: it does not expire."),
    )

    class Meta:
        ordering = ["title"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.title


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


@pghistory.track()
class Module(models.Model):
    """One topic of an edition."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="modules", verbose_name=_("edition")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what you learn"), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """A link to something to read or watch with a module."""

    module = models.ForeignKey(
        Module, models.CASCADE, related_name="materials", verbose_name=_("module")
    )
    title = models.CharField(_("title"), max_length=120)
    url = models.URLField(_("link"), max_length=500)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self) -> str:
        return self.title


# Two columns that must agree: the module of a session belongs to the session's edition.
SAME_COHORT = """
    IF NOT EXISTS (SELECT 1 FROM training_module m
                   WHERE m.id = NEW.module_id AND m.cohort_id = NEW.cohort_id) THEN
        RAISE EXCEPTION 'session_module_of_cohort: module of another edition'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_module_of_cohort';
    END IF;
    RETURN NEW;
"""


class SessionQuerySet(models.QuerySet["Session"]):
    def regular(self) -> Self:
        """Those that everybody attends; not the make-up sessions."""
        return self.filter(make_up=False)

    def over(self, at: datetime) -> Self:
        return self.filter(during__endswith__lte=at)

    def for_reading(self) -> Self:
        return self.select_related("cohort__programme", "module", "trainer__user")

    def visible_to(self, user: "User") -> Self:
        """Whoever trains in the edition, and the team; trainees see them on their own page."""
        if user.is_staff:
            return self
        return self.filter(cohort__in=Cohort.objects.trained_by(user).values("pk"))


@pghistory.track()
class Session(Timed, models.Model):
    """One meeting of a module. ``during`` is [start, end) in UTC.

    Whoever missed a session makes up for it in a ``make_up`` session of the same module.
    """

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="sessions", verbose_name=_("edition")
    )
    module = models.ForeignKey(
        Module, models.CASCADE, related_name="sessions", verbose_name=_("module")
    )
    trainer = models.ForeignKey(
        Trainer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("trainer"),
    )
    during = DateTimeRangeField(_("time"))
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Empty: the place of the edition.")
    )
    make_up = models.BooleanField(_("make-up session"), default=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["during", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=takes_time("during"),
                name="session_takes_time",
                violation_error_message=_("Enter when it begins and ends."),
            ),
            ExclusionConstraint(
                name="session_trainer_one_place",
                expressions=[
                    ("trainer", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(trainer__isnull=False),
                violation_error_message=_("This trainer gives another session at that time."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="module_of_cohort",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=SAME_COHORT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.module} {self.starts:%d-%m-%Y %H:%M}"

    @property
    def where(self) -> str:
        """Its own place, or that of the edition."""
        return self.place or self.cohort.place


@pghistory.track()
class Criterion(models.Model):
    """One line of the rubric of the visits: what 1, 2, 3 and 4 mean stands in ``levels``."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="criteria", verbose_name=_("edition")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=120)
    levels = models.TextField(
        _("what 1 to 4 mean"), blank=True, help_text=_("One line for each, 1 first.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("criterion of the visits")
        verbose_name_plural = _("rubric of the visits")

    def __str__(self) -> str:
        return self.title
