"""What the team has to do before and after an event, and by when."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .event import Event


class ChoreQuerySet(models.QuerySet["Chore"]):
    def to_do(self) -> Self:
        return self.filter(done_at=None)


class Chore(models.Model):
    """One line of the planning list."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="chores", verbose_name=_("event"))
    title = models.CharField(_("what"), max_length=120)
    due = models.DateField(_("done by the latest on"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("done by"),
    )

    objects = ChoreQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        verbose_name = _("chore")
        verbose_name_plural = _("planning list")
        constraints = [
            models.UniqueConstraint(fields=["event", "title"], name="chore_once"),
        ]

    def __str__(self) -> str:
        return self.title
