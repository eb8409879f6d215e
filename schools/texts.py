"""Sentences for codes: states, verbs in the journal, what a purpose means."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from andersom.workflow.models import Move
from schools.models import Request
from schools.states import RequestState

TONES = {
    RequestState.DRAFT: "neutral",
    RequestState.OPEN: "info",
    RequestState.PARTLY_FILLED: "warn",
    RequestState.FILLED: "ok",
    RequestState.CLOSED: "neutral",
    RequestState.WITHDRAWN: "neutral",
}

# (tone, icon) in the timeline of a request.
LOOKS = {
    "start": ("", "edit"),
    "post": ("info", "send"),
    "fill_partly": ("warn", "users"),
    "fill": ("ok", "check"),
    "reopen": ("warn", "repeat"),
    "close": ("", "lock"),
    "withdraw": ("", "undo"),
    "widen": ("", "calendar"),
    "promise_near": ("", "bell"),
    "promise_over": ("info", "mail"),
}

PURPOSES = {
    Request.Purpose.TRIAL: _(
        "Trial: some weeks together, then you look back and decide. A good way to start."
    ),
    Request.Purpose.STRUCTURAL: _(
        "Structural: the whole school year, as a fixed part of your week. "
        "Gives calm and continuity."
    ),
    Request.Purpose.COVER: _("Cover: somebody for a group without a teacher, for a short time."),
}

STEPS = (_("What"), _("Why"), _("Groups"), _("When"), _("Wishes"), _("Check"))


def timeline(moves: list[Move]) -> list[dict[str, Any]]:
    """The journal as entries of the timeline, newest first."""
    entries = []
    for move in reversed(moves):
        tone, icon = LOOKS.get(move.verb, ("", ""))
        entries.append(
            {
                "when": move.at,
                "title": move.what,
                "text": move.why,
                "who": str(move.by) if move.by else "",
                "tone": tone,
                "icon": icon,
            }
        )
    return entries
