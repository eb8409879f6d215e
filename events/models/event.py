"""An event with its programme: rooms, items, speakers, documents."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from andersom.lib.dates import Timed
from events.states import PUBLIC, EventState

if TYPE_CHECKING:
    from andersom.accounts.models import User

HAS_TIMES = Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False)


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> Self:
        """What everybody may read about; a draft is the team's own."""
        return self.filter(state__in=PUBLIC)

    def coming(self, at: datetime) -> Self:
        return self.filter(during__endswith__gt=at).order_by("during")

    def next(self, at: datetime) -> "Event | None":
        """The first that people can still come to."""
        return (
            self.filter(state=EventState.PUBLISHED, during__startswith__gt=at)
            .order_by("during")
            .first()
        )

    def past(self, at: datetime) -> Self:
        return self.filter(during__endswith__lte=at).order_by("-during")

    def visible_to(self, user: "User") -> Self:
        return self if user.is_staff else self.public()


@pghistory.track(exclude=["taken"])
class Event(Timed, models.Model):
    """A meeting. ``during`` is [start, end) in UTC.

    ``taken`` counts the places held; a trigger on the registrations keeps it, and a CHECK keeps it
    within ``capacity``, so no road leads to a place too many.
    """

    class Kind(models.TextChoices):
        PROVIDERS = "providers", _("provider meeting")
        INFORMATION = "information", _("information meeting")
        WORKSHOP = "workshop", _("workshop")
        OTHER = "other", _("other meeting")

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        PROVIDERS = "providers", _("providers")
        SCHOOLS = "schools", _("schools")
        TRAINEES = "trainees", _("participants of the training programme")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PROVIDERS)
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address on the site"), max_length=120, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    during = DateTimeRangeField(_("from and until"))
    place = models.CharField(_("place"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    accessibility = models.TextField(_("accessibility"), blank=True)
    capacity = models.PositiveIntegerField(_("number of places"))
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    audience = models.CharField(
        _("for whom"), max_length=10, choices=Audience, default=Audience.EVERYONE
    )
    opens_at = models.DateTimeField(_("registration opens"))
    closes_at = models.DateTimeField(_("registration closes"))
    answer_hours = models.PositiveSmallIntegerField(
        _("hours to answer"),
        default=48,
        help_text=_("For who comes from the waiting list and is offered a place."),
    )
    cards_first_looked_at = models.BooleanField(
        _("look at cards before they are on the wall"), default=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=EventState, default=EventState.DRAFT, editable=False
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-during"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EventState.values), name="event_state_known"
            ),
            models.CheckConstraint(
                condition=HAS_TIMES,
                name="event_has_times",
                violation_error_message=_("Enter when it begins and ends."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="event_registration_not_backwards",
                violation_error_message=_("Registration closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")),
                name="event_not_overfull",
                violation_error_message=_("More people than this have a place already."),
            ),
            models.CheckConstraint(
                condition=Q(answer_hours__gte=1, answer_hours__lte=720), name="event_answer_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.slug])

    @property
    def free(self) -> int:
        """Places that nobody holds."""
        return self.capacity - self.taken

    def window(self, at: datetime) -> str:
        """Where an instant stands to the registration: ``before``, ``open`` or ``over``."""
        if at < self.opens_at:
            return "before"
        return "open" if at < self.closes_at else "over"


@pghistory.track()
class Room(models.Model):
    """A room with its own number of places, for rounds that run side by side."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="rooms", verbose_name=_("event"))
    name = models.CharField(_("room"), max_length=80)
    capacity = models.PositiveIntegerField(_("number of places"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="room_once"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Speaker(models.Model):
    """Who speaks at an event: as on the programme, with role and organisation."""

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="speakers", verbose_name=_("event")
    )
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        constraints = [
            models.UniqueConstraint(fields=["event", "name", "organisation"], name="speaker_once"),
        ]

    def __str__(self) -> str:
        return self.name


# An item lies within its event, in a room of that event, which says how many can choose it.
WITHIN_EVENT = """
    IF NOT EXISTS (SELECT 1 FROM events_event e
                   WHERE e.id = NEW.event_id AND e.during @> NEW.during) THEN
        RAISE EXCEPTION 'item_within_event: outside the times of the event'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'item_within_event';
    END IF;
    IF NEW.chosen AND NEW.capacity IS NULL THEN
        SELECT r.capacity INTO NEW.capacity FROM events_room r WHERE r.id = NEW.room_id;
    END IF;
    IF NEW.room_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM events_room r WHERE r.id = NEW.room_id AND r.event_id = NEW.event_id) THEN
        RAISE EXCEPTION 'item_room_of_event: a room of another event'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'item_room_of_event';
    END IF;
    RETURN NEW;
"""

# Who speaks in an item, or chose it, moves along with it; who is then in two rooms refuses it.
SPREAD_TIMES = """
    UPDATE events_appearance SET during = NEW.during WHERE item_id = NEW.id;
    UPDATE events_choice SET during = NEW.during WHERE item_id = NEW.id;
    RETURN NULL;
"""


@pghistory.track(exclude=["taken"])
class ProgrammeItem(Timed, models.Model):
    """One line of the programme. With a ``room`` and ``chosen`` people choose it when registering;
    ``taken`` counts them, kept by a trigger on the choices and held by a CHECK.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="items", verbose_name=_("event"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    during = DateTimeRangeField(_("from and until"))
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("room")
    )
    chosen = models.BooleanField(
        _("people choose this"),
        default=False,
        help_text=_("For rounds side by side; the room says how many can join."),
    )
    capacity = models.PositiveIntegerField(
        _("number of places"),
        null=True,
        blank=True,
        help_text=_("Empty: as many as the room holds."),
    )
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    speakers = models.ManyToManyField(
        Speaker, through="Appearance", related_name="items", verbose_name=_("speakers")
    )

    class Meta:
        ordering = ["during", "title", "pk"]
        verbose_name = _("programme item")
        verbose_name_plural = pgettext_lazy("event", "programme")
        constraints = [
            models.CheckConstraint(
                condition=HAS_TIMES,
                name="item_has_times",
                violation_error_message=_("Enter when it begins and ends."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=F("capacity")),
                name="item_not_overfull",
                violation_error_message=_("More people than this chose it already."),
            ),
            ExclusionConstraint(
                name="item_room_one_at_a_time",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False),
                violation_error_message=_("Something else is in this room at that time."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_event",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=WITHIN_EVENT,
            ),
            pgtrigger.Trigger(
                name="spread_times",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("during"),
                func=SPREAD_TIMES,
            ),
        ]

    def __str__(self) -> str:
        return self.title


COPY_TIMES = """
    SELECT during INTO NEW.during FROM events_programmeitem WHERE id = NEW.item_id;
    RETURN NEW;
"""


class Appearance(models.Model):
    """A speaker in an item. ``during`` is copied by a trigger: nobody is in two rooms at once."""

    item = models.ForeignKey(
        ProgrammeItem, models.CASCADE, related_name="appearances", verbose_name=_("item")
    )
    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="appearances", verbose_name=_("speaker")
    )
    during = DateTimeRangeField(editable=False, null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("speaker of an item")
        verbose_name_plural = _("speakers of an item")
        constraints = [
            models.UniqueConstraint(fields=["item", "speaker"], name="appearance_once"),
            ExclusionConstraint(
                name="appearance_one_room",
                expressions=[
                    ("speaker", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This speaker is somewhere else at that time."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="copy_times",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=COPY_TIMES,
            )
        ]

    def __str__(self) -> str:
        return f"{self.speaker} – {self.item}"


class Document(models.Model):
    """A file or a link with an event: slides, a reader."""

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="documents", verbose_name=_("event")
    )
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(_("file (PDF)"), upload_to="events/documents/", blank=True)
    url = models.URLField(
        _("link"), max_length=500, blank=True, validators=[URLValidator(["http", "https"])]
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(file="") ^ Q(url=""),
                name="document_file_or_link",
                violation_error_message=_("Give a file or a link, one of both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
