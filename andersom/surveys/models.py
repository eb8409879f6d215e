"""Anonymous questionnaires: who may answer and who did stand apart from what was answered.

An answer has no user, no time, and a key drawn by lot; `domain.answer` writes all answers anew
each time, so that neither the place of a row nor its transaction tells whose it is.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from andersom.accounts.models import User


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user: "User") -> Self:
        """Whoever was asked; the results are shown by the app that the subject belongs to."""
        return self.filter(asked__user=user)

    def open(self, at: datetime) -> Self:
        return self.filter(closes_at__gt=at)

    def about(self, kind: str, subject: models.Model) -> Self:
        """Of one kind, about one thing."""
        about = ContentType.objects.get_for_model(subject)
        return self.filter(kind=kind, content_type=about, object_id=subject.pk)


class Survey(models.Model):
    """The questions of ``kind`` about one thing, to be answered before ``closes_at``."""

    kind = models.CharField(_("kind"), max_length=60)
    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name=_("kind of subject"))
    object_id = models.PositiveBigIntegerField(_("number of the subject"))
    subject = GenericForeignKey("content_type", "object_id")
    title = models.CharField(_("title"), max_length=200)
    opened_at = models.DateTimeField(_("opened at"))
    closes_at = models.DateTimeField(_("closes at"))

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "content_type", "object_id"], name="survey_once_a_subject"
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opened_at")),
                name="survey_open_for_a_while",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:answer", args=[self.pk])

    def is_open(self, at: datetime) -> bool:
        return at < self.closes_at


# Somebody with an account, or a guest: one of both.
ONE_OF_BOTH = models.Q(user__isnull=True) ^ models.Q(guest="")


class Asked(models.Model):
    """Somebody who may answer. ``guest`` stands for who has no account: a code made of her address
    that leads back to nobody, see `domain.guest_code`; so of a guest no moment is kept either, for
    nobody could be reminded.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="asked")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    guest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        constraints = [
            models.UniqueConstraint(fields=["survey", "user"], name="survey_asked_once"),
            models.UniqueConstraint(
                fields=["survey", "guest"],
                condition=~models.Q(guest=""),
                name="survey_guest_asked_once",
            ),
            models.CheckConstraint(condition=ONE_OF_BOTH, name="survey_asked_user_or_guest"),
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.user or _('a guest')}"


class Answered(models.Model):
    """Somebody who did answer; what is nowhere to be found."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answered")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    guest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("person who answered")
        verbose_name_plural = _("people who answered")
        constraints = [
            models.UniqueConstraint(fields=["survey", "user"], name="survey_answered_once"),
            models.UniqueConstraint(
                fields=["survey", "guest"],
                condition=~models.Q(guest=""),
                name="survey_guest_answered_once",
            ),
            models.CheckConstraint(condition=ONE_OF_BOTH, name="survey_answered_user_or_guest"),
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.user or _('a guest')}"


class Answer(models.Model):
    """What one of them answered: ``scores`` maps the code of a question to 1..4."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    scores = models.JSONField(_("scores"), default=dict)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return str(self.survey)
