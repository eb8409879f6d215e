"""Reads the texts of the demo city, and the short notations in which they are written."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from andersom.lib.dates import AFTERNOON, MORNING, dagdeel_bit
from andersom.reference.models import SpokenLanguage

HERE = Path(__file__).parent
SUPPLY = ("providers_art", "providers_move", "providers_think")
WEEKDAYS = {"ma": 0, "di": 1, "wo": 2, "do": 3, "vr": 4}
HALVES = {"o": (MORNING,), "m": (AFTERNOON,), "": (MORNING, AFTERNOON)}


@cache
def read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def providers() -> list[dict[str, Any]]:
    return [provider for name in SUPPLY for provider in read(name)["provider"]]


def dagdelen(text: str) -> int:
    """Mask of "ma di-o do-m": a whole Monday, Tuesday morning and Thursday afternoon."""
    mask = 0
    for word in text.split():
        day, _, half = word.partition("-")
        for each in HALVES[half]:
            mask |= dagdeel_bit(WEEKDAYS[day], each)
    return mask


def years(text: str) -> int:
    """Mask of "5-8" or "8"; bit 0 is groep 1."""
    first, _, last = text.partition("-")
    return sum(1 << (year - 1) for year in range(int(first), int(last or first) + 1))


def languages(names: list[str]) -> int:
    """Mask of spoken languages; Dutch is always one of them."""
    return sum(1 << SpokenLanguage[name] for name in {"DUTCH", *names})
