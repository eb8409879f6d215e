from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from providers.models import Professional
from schools.models import Member, School
from training.states import WeeklyState

from .cohort import Cohort


class WeeklySchoolQuerySet(models.QuerySet["WeeklySchool"]):
    def with_members(self) -> Self:
        """Annotated with ``has_members``: whether the school itself could be asked."""
        members = Member.objects.filter(school=OuterRef("school"), user__is_active=True)
        return self.annotate(has_members=Exists(members))


@pghistory.track()
class WeeklySchool(models.Model):
    """A professional says that she works at a school every week; the school confirms or denies.

    For work that does not stand in the calendar of Andersom. Counts for one edition.
    """

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="weekly_schools", verbose_name=_("edition")
    )
    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="weekly_schools", verbose_name=_("professional")
    )
    school = models.ForeignKey(
        School, models.CASCADE, related_name="weekly_schools", verbose_name=_("school")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=WeeklyState, default=WeeklyState.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True)

    objects = WeeklySchoolQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("weekly school")
        verbose_name_plural = _("weekly schools")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WeeklyState.values), name="weekly_school_state_known"
            ),
            models.UniqueConstraint(
                fields=["cohort", "professional", "school"], name="weekly_school_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="weekly_school_answer_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.professional} – {self.school}"
