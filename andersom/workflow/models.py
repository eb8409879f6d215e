"""The journal: every move of everything that has states."""

from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow import wording


class MoveQuerySet(models.QuerySet["Move"]):
    def of(self, obj: models.Model) -> Self:
        """The moves of one object, oldest first."""
        kind = ContentType.objects.get_for_model(obj)
        return self.filter(content_type=kind, object_id=obj.pk).order_by("at", "pk")


class Move(models.Model):
    """Who moved what from which state to which, when and why. Written by `domain.move` only."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name=_("kind"))
    object_id = models.BigIntegerField(_("object"))
    subject = GenericForeignKey()
    verb = models.CharField(_("verb"), max_length=40)
    source = models.CharField(_("from"), max_length=30, blank=True)
    target = models.CharField(_("to"), max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"))

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("move")
        verbose_name_plural = _("journal")
        indexes = [models.Index(fields=["content_type", "object_id", "at"])]

    def __str__(self) -> str:
        return f"{self.what}: {self.from_state} → {self.to_state}"

    @property
    def wording(self) -> wording.Wording:
        kind = ContentType.objects.get_for_id(self.content_type_id)
        return wording.of(kind.model_class())

    @property
    def what(self) -> str:
        """The verb in words, in the language of the reader; so are the three below."""
        return str(self.wording.verbs.get(self.verb, self.verb))

    @property
    def from_state(self) -> str:
        return str(self.wording.states.get(self.source, self.source))

    @property
    def to_state(self) -> str:
        return str(self.wording.states.get(self.target, self.target))

    @property
    def why(self) -> str:
        read = self.wording.reasons.get(self.verb)
        return str(read(self.reason)) if read else self.reason


class UsedKey(models.Model):
    """A form that a person has sent, by the one-time key in it, with the answer it got.

    Sending the same form again, by a double click or the back button, gets the same answer and
    does nothing. Written by `domain.once` only.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    key = models.CharField(_("key"), max_length=64)
    answer = models.CharField(_("answer"), max_length=2000, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("used form key")
        verbose_name_plural = _("used form keys")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="used_key_once")]
        indexes = [models.Index(fields=["at"], name="used_key_age")]

    def __str__(self) -> str:
        return self.key
