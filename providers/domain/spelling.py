"""How far two words lie apart, and which known word somebody may have meant. Pure."""

import unicodedata
from collections.abc import Iterable


def plain(text: str) -> str:
    """Lower case without accents: "Poëzie" and "poezie" are one word."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def slips(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with their neighbour to get from one to the other."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        current = [row]
        for column, right in enumerate(other, 1):
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, above = above, current
    return above[-1]


def allowed(word: str) -> int:
    """Slips that we forgive: none in three letters, one up to five, two up to nine, then three."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known word with the fewest slips, if few enough; the first of ``known`` among equals."""
    best = min(known, key=lambda one: slips(word, one), default=None)
    return best if best is not None and slips(word, best) <= allowed(word) else None
