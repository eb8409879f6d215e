"""Who takes part, who waits, and what the team let pass."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from providers.models import Professional
from training.states import ENROLMENT_TONES, IN_TRAINING, OVER, SEATED, EnrolmentState

from .cohort import Cohort

if TYPE_CHECKING:
    from andersom.accounts.models import User

_SEATED_SQL = ", ".join(f"'{state.value}'" for state in SEATED)
# The UPDATE locks the edition, so that its CHECK is exact, whoever writes.
# A step that keeps the place leaves the edition alone: it need not wait for, nor stop, anybody.
COUNT_TAKEN = f"""
    IF TG_OP = 'UPDATE' AND OLD.cohort_id = NEW.cohort_id
       AND (OLD.state IN ({_SEATED_SQL})) = (NEW.state IN ({_SEATED_SQL})) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.state IN ({_SEATED_SQL}) THEN
        UPDATE training_cohort SET taken = taken - 1 WHERE id = OLD.cohort_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state IN ({_SEATED_SQL}) THEN
        UPDATE training_cohort SET taken = taken + 1 WHERE id = NEW.cohort_id;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - only our own states


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> Self:
        """Not declined and not withdrawn: no second enrolment of the same person beside it."""
        return self.exclude(state__in=OVER)

    def in_training(self) -> Self:
        return self.filter(state__in=IN_TRAINING)

    def waiting(self) -> Self:
        """The waiting list, first in front."""
        return self.filter(state=EnrolmentState.WAITING).order_by("queue_number")

    def lapsed(self, at: datetime) -> Self:
        """Offered a place, and the term to answer is over."""
        return self.filter(state=EnrolmentState.OFFERED, answer_by__lte=at)

    def for_reading(self) -> Self:
        return self.select_related("cohort__programme", "professional__provider", "user")

    def visible_to(self, user: "User") -> Self:
        """The trainee herself, the trainers of the edition and the team; not her provider."""
        if user.is_staff:
            return self
        trains = Q(cohort__in=Cohort.objects.trained_by(user).values("pk"))
        return self.filter(Q(user=user) | trains)


@pghistory.track()
class Enrolment(models.Model):
    """A professional in an edition, from applying to completing.

    Applying takes a place when there is one, else the next ``queue_number``, which orders the
    waiting list: whoever came first has the lowest. ``answer_by`` is until when an offered place
    waits. ``eligibility`` keeps the criteria as they were shown when she applied.
    """

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="enrolments", verbose_name=_("edition")
    )
    professional = models.ForeignKey(
        Professional, models.PROTECT, related_name="enrolments", verbose_name=_("professional")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("user"),
    )
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=EnrolmentState,
        default=EnrolmentState.APPLIED,
        editable=False,
    )
    applied_at = models.DateTimeField(_("applied at"))
    motivation = models.TextField(_("why you join"), blank=True)
    eligibility = models.JSONField(_("criteria as shown"), default=list, editable=False)
    queue_number = models.PositiveIntegerField(
        _("number on the waiting list"), null=True, blank=True, editable=False
    )
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-applied_at", "-pk"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EnrolmentState.values), name="enrolment_state_known"
            ),
            models.UniqueConstraint(
                fields=["cohort", "professional"],
                condition=~Q(state__in=["declined", "withdrawn"]),
                name="enrolment_once",
            ),
            models.UniqueConstraint(
                fields=["cohort", "user"],
                condition=~Q(state__in=["declined", "withdrawn"]) & Q(user__isnull=False),
                name="enrolment_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["cohort", "queue_number"],
                condition=Q(queue_number__isnull=False),
                name="enrolment_queue_number_once",
            ),
            models.CheckConstraint(
                condition=Q(queue_number__isnull=False, state="waiting")
                | (Q(queue_number__isnull=True) & ~Q(state="waiting")),
                name="enrolment_number_when_waiting",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__isnull=False, state="offered")
                | (Q(answer_by__isnull=True) & ~Q(state="offered")),
                name="enrolment_term_when_offered",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="count_taken",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=COUNT_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.professional} – {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("training:enrolment", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state."""
        return ENROLMENT_TONES.get(EnrolmentState(self.state), "info")

    @property
    def position(self) -> int:
        """Place on the waiting list, counted from 1; 0 for who does not wait."""
        if self.queue_number is None:
            return 0
        ahead = Enrolment.objects.waiting().filter(
            cohort=self.cohort_id, queue_number__lt=self.queue_number
        )
        return ahead.count() + 1


@pghistory.track()
class Waiver(models.Model):
    """The team lets somebody enrol who does not meet a criterion, and says why."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="waivers", verbose_name=_("edition")
    )
    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="waivers", verbose_name=_("professional")
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("exception to the criteria")
        verbose_name_plural = _("exceptions to the criteria")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "professional"],
                name="waiver_once",
                violation_error_message=_("This exception was made already."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.professional} – {self.cohort}"
