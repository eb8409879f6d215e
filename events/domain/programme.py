"""The programme as people read it, and the event in a few lines to pass on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from andersom.notifications.links import absolute
from andersom.ui.texts import day_text, times_text
from events.models import Event, ProgrammeItem


@dataclass(frozen=True, slots=True)
class Block:
    """What begins at the same moment; more than one item runs side by side."""

    starts: datetime
    ends: datetime
    items: tuple[ProgrammeItem, ...]

    @property
    def side_by_side(self) -> bool:
        return len(self.items) > 1


def blocks(event: Event) -> list[Block]:
    """The programme in the order of time, with rooms and speakers."""
    items = event.items.select_related("room").prefetch_related("speakers")
    return list(_blocks(items))


def _blocks(items: Iterable[ProgrammeItem]) -> Iterable[Block]:
    for starts, together in groupby(items, key=lambda item: item.starts):
        side = tuple(together)
        yield Block(starts, max(item.ends for item in side), side)


def share_text(event: Event) -> str:
    """What, when and where, with the link: to paste in a mail or message."""
    when = f"{day_text(event.starts, long=True)}, {times_text(event.starts, event.ends)}"
    where = ", ".join(filter(None, [event.place, event.address]))
    lines = [event.title, event.summary, when, where]
    link = _("Read more and register: %(url)s") % {"url": absolute("events:event", event.slug)}
    return "\n".join([*filter(None, lines), link])
