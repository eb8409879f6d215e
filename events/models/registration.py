"""Who comes, and what the kitchen and the door must know for a short while."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.states import REGISTRATION_TONES, SEATED, RegistrationState
from providers.models import Provider
from schools.models import School

from .event import Event, ProgrammeItem

if TYPE_CHECKING:
    from andersom.accounts.models import User

A_MONTH = timedelta(days=30)
_SEATED_SQL = ", ".join(f"'{state.value}'" for state in SEATED)
# The UPDATE locks the event, so that its CHECK is exact, whoever writes. What changes nothing about
# the place (a name, coming in) leaves the event alone.
COUNT_TAKEN = f"""
    IF TG_OP = 'UPDATE' AND OLD.event_id = NEW.event_id AND
        (OLD.state IN ({_SEATED_SQL})) = (NEW.state IN ({_SEATED_SQL})) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.state IN ({_SEATED_SQL}) THEN
        UPDATE events_event SET taken = taken - 1 WHERE id = OLD.event_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state IN ({_SEATED_SQL}) THEN
        UPDATE events_event SET taken = taken + 1 WHERE id = NEW.event_id;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - only our own states


def new_key() -> str:
    """A secret of 192 bits: whoever has the link is the visitor."""
    return secrets.token_urlsafe(24)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def standing(self) -> Self:
        """All but the cancelled ones."""
        return self.exclude(state=RegistrationState.CANCELLED)

    def coming(self) -> Self:
        """With a place that is sure."""
        return self.filter(state=RegistrationState.CONFIRMED)

    def told(self) -> Self:
        """Who heard from us that she has a place or may get one: not who must still confirm."""
        return self.standing().exclude(state=RegistrationState.UNCONFIRMED)

    def in_line(self) -> Self:
        """The waiting list, who came first first."""
        return self.filter(state=RegistrationState.WAITING).order_by("queue_number")

    def lapsed(self, at: datetime) -> Self:
        """Offered a place or asked to confirm an address, and the term to answer is over."""
        return self.filter(
            state__in=[RegistrationState.OFFERED, RegistrationState.UNCONFIRMED], answer_by__lte=at
        )

    def current(self, at: datetime) -> Self:
        """Still of use to who registered: of events to come, or over for a month at most."""
        recent = self.standing().filter(event__during__endswith__gt=at - A_MONTH)
        return recent.order_by("event__during", "pk")

    def shown(self) -> Self:
        """Who comes and lets the others see it."""
        return self.coming().filter(shown=True)

    def visible_to(self, user: "User") -> Self:
        return self if user.is_staff else self.filter(user=user)


@pghistory.track(exclude=["key"])
class Registration(models.Model):
    """One person for one event, with an account or without.

    ``queue_number`` orders the waiting list; it is given under the lock of the event.
    ``answer_by``: until when an offered place waits, or an address may be confirmed. ``party`` is
    the same for people that were registered together. ``shown`` is the consent to be seen by other
    visitors; contact details are shared only when both want to.
    """

    event = models.ForeignKey(
        Event, models.PROTECT, related_name="registrations", verbose_name=_("event")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("user"),
    )
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    party = models.UUIDField(_("registered together"), null=True, blank=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    provider = models.ForeignKey(
        Provider,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("provider"),
    )
    school = models.ForeignKey(
        School,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("school"),
    )
    shown = models.BooleanField(_("other visitors may see that I come"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=RegistrationState, editable=False)
    queue_number = models.PositiveIntegerField(
        _("number on the waiting list"), null=True, blank=True, editable=False
    )
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True, editable=False)
    checked_in_at = models.DateTimeField(_("came in at"), null=True, blank=True, editable=False)
    walk_in = models.BooleanField(_("came without registering"), default=False, editable=False)
    created_at = models.DateTimeField(_("registered at"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values), name="registration_state_known"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="registration_email_lower"
            ),
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=~Q(state="cancelled") & ~Q(email=""),
                name="registration_once",
            ),
            models.UniqueConstraint(
                fields=["event", "queue_number"],
                condition=Q(queue_number__isnull=False),
                name="registration_queue_number_once",
            ),
            models.CheckConstraint(
                condition=Q(queue_number__isnull=False, state="waiting")
                | (Q(queue_number__isnull=True) & ~Q(state="waiting")),
                name="registration_number_when_waiting",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__isnull=False, state__in=["offered", "unconfirmed"])
                | (Q(answer_by__isnull=True) & ~Q(state__in=["offered", "unconfirmed"])),
                name="registration_term_when_asked",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None) | Q(state="confirmed"),
                name="registration_came_with_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(walk_in=True) | Q(state="cancelled"),
                name="registration_has_address",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="count_taken",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=COUNT_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.event}"

    def get_absolute_url(self) -> str:
        return reverse("events:registration", args=[self.key])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state."""
        return REGISTRATION_TONES[RegistrationState(self.state)]

    @property
    def position(self) -> int:
        """Place on the waiting list, counted from 1; 0 for who does not wait."""
        if self.queue_number is None:
            return 0
        line = Registration.objects.in_line().filter(event=self.event_id)
        return line.filter(queue_number__lt=self.queue_number).count() + 1


COUNT_CHOICES = """
    IF TG_OP <> 'INSERT' THEN
        UPDATE events_programmeitem SET taken = taken - 1 WHERE id = OLD.item_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE events_programmeitem SET taken = taken + 1 WHERE id = NEW.item_id;
    END IF;
    RETURN NULL;
"""
COPY_TIMES = """
    SELECT during INTO NEW.during FROM events_programmeitem WHERE id = NEW.item_id;
    RETURN NEW;
"""


class Choice(models.Model):
    """A round that somebody chose. ``during`` is copied by a trigger: one room at a time."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="choices", verbose_name=_("registration")
    )
    item = models.ForeignKey(
        ProgrammeItem, models.CASCADE, related_name="choices", verbose_name=_("item")
    )
    during = DateTimeRangeField(editable=False, null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("chosen round")
        verbose_name_plural = _("chosen rounds")
        constraints = [
            models.UniqueConstraint(fields=["registration", "item"], name="choice_once"),
            ExclusionConstraint(
                name="choice_one_room",
                expressions=[
                    ("registration", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="copy_times",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=COPY_TIMES,
            ),
            pgtrigger.Trigger(
                name="count_choices",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=COUNT_CHOICES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} – {self.item}"


class Needs(models.Model):
    """What somebody freely tells about food and access. Thrown away soon after the event."""

    registration = models.OneToOneField(
        Registration, models.CASCADE, related_name="needs", verbose_name=_("registration")
    )
    food = models.CharField(_("food"), max_length=200, blank=True)
    access = models.CharField(_("access"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("needs of a visitor")
        verbose_name_plural = _("needs of visitors")

    def __str__(self) -> str:
        return f"{self.pk}"
