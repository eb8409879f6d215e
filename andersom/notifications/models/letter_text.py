"""The team's own words in our mails."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class LetterText(models.Model):
    """The team's own subject and opening of a kind of mail; an empty one leaves ours.

    ``{placeholders}`` are those of the kind, and are checked when somebody saves.
    """

    kind = models.CharField(_("kind"), max_length=60)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))]
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    introduction = models.TextField(_("introduction"), max_length=2000, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        ordering = ["kind", "language"]
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of mails")
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="letter_text_once"),
            models.CheckConstraint(
                condition=~Q(subject__regex=r"[\r\n]"), name="letter_text_subject_of_one_line"
            ),
            models.CheckConstraint(
                condition=~Q(subject="", introduction=""), name="letter_text_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
