"""Who was there."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enrolment import Enrolment
from .session import Session


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def present(self) -> Self:
        return self.filter(state=Attendance.State.PRESENT)


@pghistory.track()
class Attendance(models.Model):
    """One trainee at one session. No row: not filled in yet."""

    class State(models.TextChoices):
        PRESENT = "present", _("present")
        EXCUSED = "excused", _("absent with notice")
        ABSENT = "absent", _("absent")

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="attendances", verbose_name=_("session")
    )
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="attendances", verbose_name=_("enrolment")
    )
    state = models.CharField(_("state"), max_length=8, choices=State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["session", "pk"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(state__in=["present", "excused", "absent"]),
                name="attendance_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} – {self.session}"
