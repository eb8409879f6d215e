"""The pulse of what runs by itself."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LATE = timedelta(minutes=5)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def late(self, at: datetime, margin: timedelta = LATE) -> Self:
        """Those that did not succeed for longer than the margin."""
        return self.filter(Q(last_success=None) | Q(last_success__lt=at - margin))


class Heartbeat(models.Model):
    """When something that runs by itself last looked, and last came back without an error."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    last_look = models.DateTimeField(_("last look"))
    last_success = models.DateTimeField(_("last success"), null=True, blank=True)
    count = models.PositiveIntegerField(_("handled at the last success"), default=0)
    last_handled = models.DateTimeField(_("last handled something"), null=True, blank=True)
    done = models.PositiveIntegerField(_("done so far"), default=0)
    of = models.PositiveIntegerField(_("to do in this run"), default=0)

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
