"""The look around of every step does see what is wrong: each fault put on a page on purpose."""

from collections.abc import Callable

import pytest

from tests.journeys import looks
from tests.journeys.person import Person

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

ADD = "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)"
PALE = "document.querySelector('main').lastElementChild.style.color = 'light-dark(#000, #333)'"
WIDE = "document.querySelector('main').lastElementChild.style.inlineSize = '360px'"
INLINE = "document.head.append(Object.assign(document.createElement('script'), {text: 'x = 1'}))"


@pytest.fixture
def visitor(person: Callable[..., Person]) -> Person:
    visitor = person()
    visitor.go("/privacy/")
    visitor.check("as-it-is")
    return visitor


def test_picture_without_words_is_seen(visitor: Person) -> None:
    visitor.page.evaluate(ADD, "<img src='/static/favicon.svg' width='8' height='8'>")
    with pytest.raises(AssertionError, match="image-alt"):
        looks.check(visitor.page, "broken")


def test_text_that_cannot_be_read_in_the_dark_is_seen(visitor: Person) -> None:
    visitor.page.evaluate(ADD, "<p>Dit is te donker.</p>")
    visitor.page.evaluate(PALE)
    with pytest.raises(AssertionError, match="color-contrast"):
        looks.check(visitor.page, "broken")


def test_part_too_wide_for_the_smallest_phone_is_seen(visitor: Person) -> None:
    visitor.page.evaluate(ADD, "<p>Dit is te breed.</p>")
    visitor.page.evaluate(WIDE)
    with pytest.raises(AssertionError, match="px wide at 320 px"):
        looks.check(visitor.page, "broken")


def test_english_on_a_dutch_page_is_seen(visitor: Person) -> None:
    visitor.page.evaluate(ADD, "<p>Confirm the dates</p>")
    with pytest.raises(AssertionError, match="speaks English"):
        looks.check(visitor.page, "broken")


def test_script_that_the_policy_refuses_is_heard(visitor: Person) -> None:
    visitor.page.evaluate(INLINE)
    with pytest.raises(AssertionError, match="Content Security Policy"):
        visitor.check("broken")
    visitor.complaints.clear()
