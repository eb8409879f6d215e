"""What the overview remembers: how far each round of digests has come."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.notifications.models import Preference

TERMS = {"daily": timedelta(days=1), "weekly": timedelta(days=5)}


class Audience(models.TextChoices):
    """For whom a digest is made; the word also stands in the keys of its mails."""

    PROVIDER = "provider", _("providers and professionals")
    SCHOOL = "school", _("schools")
    TEAM = "team", _("project team")


class EditionQuerySet(models.QuerySet["Edition"]):
    def unfinished(self) -> Self:
        return self.filter(finished_at=None)

    def before(self, edition: "Edition") -> Self:
        """Earlier rounds for the same readers, the latest first."""
        same = self.filter(audience=edition.audience, rhythm=edition.rhythm)
        return same.filter(started_at__lt=edition.started_at).order_by("-started_at")


class Edition(models.Model):
    """One round of digests: those of one week or day, for one audience.

    Readers are taken in the order of their ids: ``after`` is the last one whose digest was
    written, in the same transaction. So who dies halfway is taken over, and nobody is asked twice.
    News is what happened from ``since`` until it started. ``told`` sums up what the team was told.
    """

    name = models.CharField(_("week or day"), max_length=10)
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Preference.Rhythm)
    since = models.DateTimeField(_("news since"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    after = models.BigIntegerField(default=0)
    readers = models.PositiveIntegerField(_("readers"), default=0)
    done = models.PositiveIntegerField(_("readers done"), default=0)
    written = models.PositiveIntegerField(_("mails written"), default=0)
    told = models.CharField(max_length=64, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "audience"]
        verbose_name = _("round of digests")
        verbose_name_plural = _("rounds of digests")
        constraints = [
            models.UniqueConstraint(fields=["name", "audience"], name="edition_once"),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="edition_audience_known"
            ),
            models.CheckConstraint(
                condition=models.Q(rhythm__in=["daily", "weekly"]), name="edition_rhythm_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.audience}"

    def key(self, organisation: int | None, user: int) -> str:
        """Of one digest, for one reader in one organisation: it can be written only once."""
        place = "" if organisation is None else f":{organisation}"
        return f"digest:{self.name}:{self.audience}{place}:user:{user}"

    @property
    def period(self) -> tuple[datetime, datetime]:
        """From when until when something is news in this round: however late a reader is reached,
        what came later is news in the next round."""
        return self.since, self.started_at

    @property
    def last_moment(self) -> datetime:
        """After this nobody needs it any more: the next edition is coming."""
        return self.started_at + TERMS[self.rhythm]
