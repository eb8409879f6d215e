"""Where to measure a distance from: a postcode area, or a place that a higher app knows by name.

Schools are demand and stand beside supply, so they are not known here. The app in which both meet
registers how a school is found.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andersom.reference.models import PostcodeArea


@dataclass(frozen=True, slots=True)
class Place:
    """A named place in a postcode area."""

    name: str
    pc4: str


Finder = Callable[[str], Sequence[Place]]
_finders: list[Finder] = []


class Unknown(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """No place of this name or postcode."""


class Several(ValueError):  # noqa: N818
    """More than one place is called this; ``places`` has the first of them."""

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__(str(len(places)))
        self.places = places


def register(finder: Finder) -> None:
    """``finder(words)`` gives the places with these words in their name, at most a handful."""
    if finder not in _finders:
        _finders.append(finder)


def find(text: str) -> PostcodeArea:
    """The area of a postcode ("2512", "2512 AB", also behind a name) or of a place by name."""
    areas = PostcodeArea.objects.visitable()
    if match := re.search(r"\b([1-9][0-9]{3})(?: ?[A-Za-z]{2})?$", text.strip()):
        area = areas.filter(pk=match[1]).first()
    else:
        found = [place for finder in _finders for place in finder(text.strip())]
        if len({place.pc4 for place in found}) > 1:
            raise Several(found)
        area = areas.filter(pk=found[0].pc4).first() if found else None
    if area is None:
        raise Unknown
    return area
