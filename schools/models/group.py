from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .school import School

if TYPE_CHECKING:
    from andersom.accounts.models import User


class GroupQuerySet(models.QuerySet["Group"]):
    def in_year(self, school_year: int) -> Self:
        """Groups of a school year, named by the calendar year in which it starts."""
        return self.filter(school_year=school_year)

    def active(self) -> Self:
        return self.filter(active=True)

    def visible_to(self, user: "User") -> Self:
        return self if user.is_staff else self.filter(school__in=School.objects.of(user))


@pghistory.track()
class Group(models.Model):
    """A klas: its label, its years (bit 0 = groep 1) and a number of pupils. Never their names."""

    school = models.ForeignKey(
        School, models.CASCADE, related_name="groups", verbose_name=_("school")
    )
    school_year = models.PositiveSmallIntegerField(_("school year (start)"))
    label = models.CharField(_("name"), max_length=20)
    years = models.PositiveSmallIntegerField(_("years"))
    pupils = models.PositiveSmallIntegerField(_("number of pupils"), default=25)
    active = models.BooleanField(_("active"), default=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year", "label"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year", "label"], name="group_once"),
            models.CheckConstraint(condition=Q(years__gte=1, years__lte=255), name="group_years"),
            models.CheckConstraint(condition=Q(pupils__gte=1, pupils__lte=60), name="group_pupils"),
        ]

    def __str__(self) -> str:
        return self.label
