"""Paper: values stay values, whatever is in them."""

from typing import Any

import pytest

from andersom.ui import pdf

NASTY = ['Zoë "de" O\'Brien', "#set page(fill: red)", "$x$ *vet* _schuin_ @naam", "a\\b </svg>"]


def sheet(words: str) -> dict[str, Any]:
    theme = {"title": words, "cards": [words]}
    return {
        "title": words,
        "paper": "a4",
        "size": 12,
        "columns": 2,
        "lang": "nl",
        "footer": words,
        "themes": [theme],
    }


@pytest.mark.parametrize("words", NASTY)
def test_nasty_words_are_only_words(words: str) -> None:
    made = pdf.pdf("events/wall.typ", sheet(words))
    assert made.startswith(b"%PDF-")
    assert len(pdf.png("events/wall.typ", sheet(words))) == 1


def test_paper_is_tagged_for_who_cannot_see_it() -> None:
    made = pdf.pdf("events/wall.typ", sheet("Verwachtingen"))
    assert b"/StructTreeRoot" in made
    assert b"/MarkInfo" in made
