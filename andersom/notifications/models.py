"""The outbox, what people read inside the product, and the pulse of what runs by itself."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from andersom.notifications.states import EmailState

SECRET = ("account.", "accounts.")  # kinds whose text lets its reader in
LATE = timedelta(minutes=5)


class EmailQuerySet(models.QuerySet["Email"]):
    def due(self, at: datetime) -> Self:
        """Waiting, and neither too early nor too late; oldest first."""
        return self.filter(state=EmailState.QUEUED, not_before__lte=at).order_by("not_before", "pk")

    def expired(self, at: datetime) -> Self:
        """Waiting, but nobody needs them any more."""
        return self.filter(state=EmailState.QUEUED, not_after__lt=at)

    def stale(self, at: datetime) -> Self:
        """Claimed by a sweep that did not come back in time."""
        return self.filter(state=EmailState.SENDING, lease_until__lt=at).order_by("pk")

    def troubled(self) -> Self:
        """What a person of the team has to look at."""
        return self.filter(state__in=[EmailState.FAILED, EmailState.IN_DOUBT])


class Email(models.Model):
    """One mail to one address, rendered once, in the transaction that caused it.

    ``key`` says why it exists ("proposal_asked:17"), so that nothing can send it twice.
    ``message_id`` is fixed at birth: with it a relay can tell whether the mail passed.
    ``lease_until`` stands only on a claimed row; it is also the token that proves the claim.
    ``begun_at`` says that the claimed row may have left; without it, it certainly did not.
    """

    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    address = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField("HTML", blank=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=EmailState, default=EmailState.QUEUED
    )
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"))
    not_after = models.DateTimeField(_("not after"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written at"))

    objects = EmailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("mail")
        verbose_name_plural = _("outgoing mail")
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state="queued"), name="email_queued"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state="sending"), name="email_sending"
            ),
            models.Index(
                fields=["not_after"],
                condition=Q(state="queued", not_after__isnull=False),
                name="email_expiring",
            ),
            models.Index(fields=["-created_at", "-id"], name="email_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EmailState.values), name="email_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until=None, begun_at=None)),
                name="email_claimed_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
                name="email_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(not_after=None) | Q(not_after__gte=F("not_before")),
                name="email_term_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(address__regex=r"[\s,;<>]") & ~Q(subject__regex=r"[\r\n]"),
                name="email_headers_of_one_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}"

    @property
    def secret(self) -> bool:
        """Whether the text holds a code or link that signs its reader in."""
        return self.kind.startswith(SECRET)


class InboxQuerySet(models.QuerySet["InboxItem"]):
    def visible_to(self, user: object) -> Self:
        """Everybody reads only what was written to herself."""
        pk = getattr(user, "pk", None)
        return self.filter(user_id=pk) if pk else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)


class InboxItem(models.Model):
    """The same message inside the product, for who has an account; ``link`` is a path of ours."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="inbox_items",
        verbose_name=_("user"),
    )
    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    link = models.CharField(_("link"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    email = models.ForeignKey(
        Email, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("mail")
    )

    objects = InboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="inbox_of_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="inbox_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(link="") | Q(link__regex=r"^/([^/\\]|$)"), name="inbox_link_is_ours"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """A kind of mail that somebody does not want; a missing row means she gets it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="mail_preferences",
        verbose_name=_("user"),
    )
    kind = models.CharField(_("kind"), max_length=60)
    by_mail = models.BooleanField(_("by mail"), default=True)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


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

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
