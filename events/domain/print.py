"""The wall on paper."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from andersom.ui import pdf
from events.domain import wall
from events.models import Event

# Paper → size of the letters in points, and columns of cards.
PAPERS = {"a4": (13, 2), "a3": (20, 2)}


def wall_pdf(event: Event, paper: str) -> bytes:
    """The cards on the wall by theme, loose ones last; ``paper`` is one of PAPERS."""
    return pdf.pdf("events/wall.typ", wall_values(event, paper))


def wall_values(event: Event, paper: str) -> dict[str, Any]:
    """What the template prints."""
    size, columns = PAPERS[paper]
    groups = [(theme.title, theme.cards) for theme in wall.columns(event)]  # type: ignore[attr-defined]
    groups.append((_("Without a theme"), wall.loose(event)))
    return {
        "title": _("Expectations: %(event)s") % {"event": event.title},
        "footer": f"Andersom Den Haag · {event.starts:%d-%m-%Y}",
        "lang": get_language() or "nl",
        "paper": paper,
        "size": size,
        "columns": columns,
        "themes": [
            {"title": title, "cards": [card.text for card in cards]}
            for title, cards in groups
            if cards
        ],
    }
