"""The outbox, what people read inside the product, and the pulse of what runs by itself."""

from datetime import datetime, time, timedelta
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import ONE_DAY, ZONE, instant
from andersom.notifications import kinds
from andersom.notifications.kinds import ALWAYS, BY_DAY, Topic
from andersom.notifications.states import EmailState

SECRET = ("account.", "accounts.")  # kinds whose text lets its reader in
WORDS = ("text", "html")
LATE = timedelta(minutes=5)
TOO_MANY = "too many in an hour"  # why a mail is held that no person holds
SENT_AGAIN = "sent again; "  # how the note begins on a mail of which the team made a new one
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
        return self.filter(wrong & ~Q(last_error__startswith=SENT_AGAIN) | flood)


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
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
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
            models.Index(fields=["-created_at", "-id"], name="email_newest"),
            models.Index(fields=["address", "kind", "created_at"], name="email_of_address"),
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
    """What somebody chose about a topic; a missing row means the defaults.

    Who has no account is known by her address, and can only stop the mail.

    ``inside`` says whether it counts as unread under Messages; it stands there in any case.
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


class UndeliverableQuerySet(models.QuerySet["Undeliverable"]):
    def standing(self) -> Self:
        """Addresses to which nothing is sent until somebody looked."""
        return self.filter(cleared_at=None)


class Undeliverable(models.Model):
    """An address that the mail provider could not reach, or whose owner complained."""

    class Cause(models.TextChoices):
        BOUNCED = "bounced", _("the address does not work")
        COMPLAINED = "complained", _("the reader marked it as spam")

    address = models.EmailField(_("e-mail address"), unique=True)
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    said = models.CharField(_("what the mail server said"), max_length=500, blank=True)
    since = models.DateTimeField(_("since"))
    times = models.PositiveIntegerField(_("times"), default=1)
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cleared by"),
    )

    objects = UndeliverableQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        verbose_name = _("undeliverable address")
        verbose_name_plural = _("undeliverable addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="undeliverable_address_lower"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=["bounced", "complained"]), name="undeliverable_cause_known"
            ),
        ]

    def __str__(self) -> str:
        return self.address


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
