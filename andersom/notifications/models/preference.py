"""What people chose about the mail they get."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from andersom.notifications.kinds import ALWAYS, Topic


class Preference(models.Model):
    """What somebody chose about a topic; a missing row means the defaults.

    Who has no account is known by her address, and can only stop the mail.

    ``inside`` says whether it counts as unread under Messages; it stands there in any case,
    unless its rhythm is never.
    ``rhythm`` counts for topics that are gathered (`Topic.DIGEST`); the others come at once.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every school day")
        WEEKLY = "weekly", _("once a week")
        NEVER = "never", _("never")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="mail_preferences",
        verbose_name=_("user"),
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    topic = models.CharField(_("about"), max_length=20, choices=Topic)
    by_mail = models.BooleanField(_("by mail"), default=True)
    inside = models.BooleanField(_("as unread under Messages"), default=True)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="preference_once"),
            models.UniqueConstraint(
                fields=["address", "topic"],
                condition=~Q(address=""),
                name="preference_of_address_once",
            ),
            models.CheckConstraint(
                condition=Q(user=None, address=Lower("address")) & ~Q(address="")
                | Q(user__isnull=False, address=""),
                name="preference_of_user_or_address",
            ),
            models.CheckConstraint(
                condition=Q(topic__in=Topic.values), name="preference_topic_known"
            ),
            models.CheckConstraint(
                condition=~Q(topic__in=list(ALWAYS)) | Q(by_mail=True, inside=True),
                name="preference_what_must_come_comes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id or self.address} {self.topic}"
