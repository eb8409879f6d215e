"""The wall of expectations: cards without author, grouped into themes."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.states import CardState

from .event import Event


class Theme(models.Model):
    """What several cards have in common; ``answer`` is what we do with it, for the recap."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="themes", verbose_name=_("event"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("theme"), max_length=80)
    answer = models.TextField(_("what we do with it"), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            models.UniqueConstraint(fields=["event", "title"], name="theme_once"),
        ]

    def __str__(self) -> str:
        return self.title


# A card hangs under a theme of its own event.
SAME_EVENT = """
    IF NEW.theme_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM events_theme t WHERE t.id = NEW.theme_id AND t.event_id = NEW.event_id) THEN
        RAISE EXCEPTION 'card_theme_of_event: a theme of another event'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'card_theme_of_event';
    END IF;
    RETURN NEW;
"""


class ExpectationQuerySet(models.QuerySet["Expectation"]):
    def on_the_wall(self) -> Self:
        return self.filter(state=CardState.SHOWN)

    def to_look_at(self) -> Self:
        return self.filter(state=CardState.WAITING)


class Expectation(models.Model):
    """One card. No author, no moment, and a number drawn by lot: nothing tells whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(
        Event, models.CASCADE, related_name="expectations", verbose_name=_("event")
    )
    text = models.CharField(_("expectation"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=CardState, editable=False)
    theme = models.ForeignKey(
        Theme,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="expectations",
        verbose_name=_("theme"),
    )

    objects = ExpectationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("expectation")
        verbose_name_plural = _("expectations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CardState.values), name="card_state_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="card_has_text"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="theme_of_event",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=SAME_EVENT,
            )
        ]

    def __str__(self) -> str:
        return self.text
