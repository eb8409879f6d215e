"""The outbox: one row a mail."""

from datetime import datetime, time
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import ONE_DAY, ZONE, instant
from andersom.notifications import kinds
from andersom.notifications.kinds import BY_DAY, Topic
from andersom.notifications.states import ENDED, EmailState

SECRET = ("account.", "accounts.")  # kinds whose text lets its reader in
WORDS = ("text", "html")
TOO_MANY = "too many in an hour"  # why a mail is held that no person holds
SENT_AGAIN = "sent again; "  # how the note begins on a mail of which the team made a new one
OVER = [*ENDED, EmailState.IN_DOUBT]
NIGHT_FROM, NIGHT_UNTIL = time(22), time(7)  # on the wall in Amsterdam


def night_ends(at: datetime) -> datetime | None:
    """When the night ends in which a moment falls; None by day."""
    wall = at.astimezone(ZONE)
    if NIGHT_UNTIL <= wall.time() < NIGHT_FROM:
        return None
    late = wall.time() >= NIGHT_FROM
    return instant(wall.date() + ONE_DAY * late, NIGHT_UNTIL)


def lets_in() -> Q:
    """Mails of which the text holds a code or link that signs their reader in."""
    found = Q()
    for beginning in SECRET:
        found |= Q(kind__startswith=beginning)
    return found


class EmailQuerySet(models.QuerySet["Email"]):
    def due(self, at: datetime) -> Self:
        """Waiting, and neither too early nor too late; oldest first.

        What the clock writes waits at night for the morning, unless it would be too late by then:
        when the mail server was away in the evening, nobody's phone rings at three.
        """
        waiting = self.filter(state=EmailState.QUEUED, not_before__lte=at)
        if morning := night_ends(at):
            in_time = Q(not_after=None) | Q(not_after__gte=morning)
            waiting = waiting.exclude(in_time, kind__in=kinds.of_topics(BY_DAY))
        return waiting.order_by("not_before", "pk")

    def expired(self, at: datetime) -> Self:
        """Waiting or held, but nobody needs them any more."""
        return self.filter(state__in=[EmailState.QUEUED, EmailState.HELD], not_after__lt=at)

    def stale(self, at: datetime) -> Self:
        """Claimed by a sweep that did not come back in time."""
        return self.filter(state=EmailState.SENDING, lease_until__lt=at).order_by("pk")

    def with_reader(self) -> Self:
        """Those that are over, and of which it is still known to whom they went. What nobody
        looked at (in doubt) is over too: it does not wait for ever."""
        return self.filter(state__in=OVER).exclude(address="")

    def of_topic(self, topic: Topic) -> Self:
        """Those of a topic; a kind that nobody registered is mail of the account (`kinds.of`)."""
        if topic == kinds.UNKNOWN.topic:
            return self.exclude(kind__in=kinds.of_topics([t for t in Topic if t != topic]))
        return self.filter(kind__in=kinds.of_topics([topic]))

    def cancel(self, why: str) -> int:
        """End them with a note; a code or link that lets its reader in does not stay readable."""
        gone = {
            name: Case(When(lets_in(), Value("", TextField())), default=F(name)) for name in WORDS
        }
        return self.update(state=EmailState.CANCELLED, last_error=why, **gone)

    def counted_by_state(self) -> list[tuple[str, int]]:
        """State in words and how many, for every state that is there."""
        counted = self.order_by().values_list("state").annotate(n=models.Count("pk"))
        found = dict(counted.values_list("state", "n"))
        return [(str(state.label), found[state]) for state in EmailState if state in found]

    def troubled(self) -> Self:
        """What a person of the team has to look at, because nobody else will."""
        flood = Q(state=EmailState.HELD, last_error=TOO_MANY)
        wrong = Q(state__in=[EmailState.FAILED, EmailState.IN_DOUBT])
        open_ = wrong & ~Q(last_error__startswith=SENT_AGAIN) & ~Q(address="")  # or: forgotten
        return self.filter(open_ | flood)


class Email(models.Model):
    """One mail to one address, rendered once, in the transaction that caused it.

    ``key`` says why it exists ("proposal_asked:17"), so that nothing can send it twice.
    ``message_id`` is fixed at birth: with it a relay can tell whether the mail passed.
    ``lease_until`` stands only on a claimed row; it is also the token that proves the claim.
    ``begun_at`` says that the claimed row may have left; without it, it certainly did not.
    ``about`` names the fact behind it ("lesson:88"): its kind is asked whether that still holds.
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
    about = models.CharField(_("about"), max_length=120, blank=True)
    address = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField("HTML", blank=True)
    message_id = models.CharField("Message-ID", max_length=200)
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
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("edited by"),
    )

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
                condition=Q(state__in=["queued", "held"], not_after__isnull=False),
                name="email_expiring",
            ),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["failed", "in_doubt", "held"]),
                name="email_troubled",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=OVER) & ~Q(address=""),
                name="email_with_reader",
            ),
            models.Index(fields=["-created_at", "-id"], name="email_newest"),
            models.Index(fields=["address", "kind", "created_at"], name="email_of_address"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message_id"], name="email_message_id_once"),
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
