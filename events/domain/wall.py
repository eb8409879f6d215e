"""The wall of expectations: writing a card, looking at it, and grouping what belongs together.

Nothing here writes a line in the journal about one card: a moment beside it would tell whose it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Count, Func, Max, Prefetch, TextField

from andersom.workflow.domain import violated
from events.domain.refusals import Refused
from events.models import Event, Expectation, Theme
from events.states import CARD, CardState, EventState

# How long after the end somebody may still hang a card.
AFTERWARDS = timedelta(days=1)
# A suggestion is worth reading from this many cards on.
FEWEST, MOST_SUGGESTIONS = 2, 8
SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Cards without a theme that share a word; ``word`` as most of them write it."""

    word: str
    cards: tuple[Expectation, ...]


def is_open(event: Event, at: datetime) -> bool:
    """Whether cards can be hung: from publishing until a day after the end."""
    running = event.state in {EventState.PUBLISHED, EventState.CLOSED}
    return running and at < event.during.upper + AFTERWARDS


def post(event: Event, text: str, *, at: datetime) -> Expectation:
    """Hang a card, or lay it ready to be looked at, as the event says. Raises Refused."""
    if not is_open(event, at):
        raise Refused("wall_closed")
    state = CardState.WAITING if event.cards_first_looked_at else CardState.SHOWN
    return Expectation.objects.create(event=event, text=text, state=state)


@transaction.atomic
def judge(card: Expectation, verb: str) -> Expectation:
    """``show`` or ``hide`` a card. Raises `machine.IllegalMove`, or Refused when it is gone."""
    stored = Expectation.objects.select_for_update(of=("self",)).filter(pk=card.pk).first()
    if stored is None:
        raise Refused("card_gone")
    stored.state = CARD.target(stored.state, verb)
    stored.save(update_fields=["state"])
    return stored


def show_all(event: Event) -> int:
    """Hang every card that waits to be looked at; how many."""
    return event.expectations.to_look_at().update(state=CardState.SHOWN)


@transaction.atomic
def add_theme(event: Event, title: str, cards: Iterable[Expectation] = ()) -> Theme:
    """A new column at the end, with these cards in it. Raises Refused for a name that exists."""
    last = event.themes.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            theme = Theme.objects.create(event=event, title=title, position=last + 1)
    except IntegrityError as error:
        if violated(error) != "theme_once":
            raise
        raise Refused("theme_twice") from error
    event.expectations.filter(pk__in=[card.pk for card in cards]).update(theme=theme)
    return theme


def rename(theme: Theme, title: str) -> Theme:
    """Raises Refused for a name that exists."""
    theme.title = title
    try:
        with transaction.atomic():
            theme.save(update_fields=["title"])
    except IntegrityError as error:
        if violated(error) != "theme_once":
            raise
        raise Refused("theme_twice") from error
    return theme


def remove(theme: Theme) -> None:
    """Take a column away; its cards hang without a theme again."""
    theme.delete()


def put(event: Event, card: str, theme: int | None) -> None:
    """Hang a card under a theme of its event, or under none. Raises Refused when one is gone."""
    if theme is not None and not event.themes.filter(pk=theme).exists():
        raise Refused("card_gone")
    if not event.expectations.filter(pk=card).update(theme=theme):
        raise Refused("card_gone")


def columns(event: Event) -> list[Theme]:
    """The themes with the cards on the wall that hang under each, as ``cards``."""
    shown = Prefetch("expectations", event.expectations.on_the_wall(), to_attr="cards")
    return list(event.themes.prefetch_related(shown))


def counted(event: Event) -> dict[str, int]:
    """State → number of cards; states without any are left out."""
    rows = event.expectations.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def loose(event: Event) -> list[Expectation]:
    """Cards on the wall without a theme."""
    return list(event.expectations.on_the_wall().filter(theme=None))


def suggestions(event: Event) -> list[Suggestion]:
    """Groups of loose cards that have a word in common, the largest first.

    PostgreSQL finds the stems and leaves out the small words of Dutch; a card is in one group only.
    """
    cards = {card.pk: card for card in loose(event)}
    by_stem = _families(_stems(list(cards)))
    found: list[Suggestion] = []
    while by_stem and len(found) < MOST_SUGGESTIONS:
        stem = max(by_stem, key=lambda one: (len(by_stem[one]), one))
        members = by_stem.pop(stem)
        if len(members) < FEWEST:
            break
        chosen = tuple(card for pk, card in cards.items() if pk in members)
        found.append(Suggestion(_as_written(stem, chosen), chosen))
        by_stem = {stem: rest for stem, pks in by_stem.items() if (rest := pks - members)}
    return found


def _stems(cards: list[Any]) -> Iterable[tuple[Any, list[str]]]:
    """Card → the stems of its words, of four letters and more."""
    vector = SearchVector("text", config="andersom_dutch")
    stems = Func(vector, function="tsvector_to_array", output_field=ArrayField(TextField()))
    rows = Expectation.objects.filter(pk__in=cards).annotate(stems=stems)
    for pk, found in rows.values_list("pk", "stems"):
        yield pk, [stem for stem in found if len(stem) >= SHORTEST_STEM]


def _families(stems: Iterable[tuple[Any, list[str]]]) -> dict[str, set[Any]]:
    """Shortest stem → cards; "subsidies" belongs to "subsidie", which the stemmer does not see."""
    by_stem: dict[str, set[Any]] = defaultdict(set)
    for pk, found in stems:
        for stem in found:
            by_stem[stem].add(pk)
    families: dict[str, set[Any]] = {}
    for stem in sorted(by_stem):
        head = next(reversed(families), "")
        family = head if len(head) > SHORTEST_STEM and stem.startswith(head) else stem
        families[family] = families.get(family, set()) | by_stem[stem]
    return families


def _as_written(stem: str, cards: Iterable[Expectation]) -> str:
    """The word behind a stem as most cards write it."""
    words = Counter(
        word.strip(".,;:!?()'\"").lower()
        for card in cards
        for word in card.text.split()
        if word.lower().startswith(stem[:SHORTEST_STEM])
    )
    return min(words, key=lambda word: (-words[word], len(word), word), default=stem).capitalize()
