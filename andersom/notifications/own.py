"""The team's own words in a mail: a subject and an opening with ``{placeholders}``.

What somebody typed is never a template. Only names that the samples of a kind offer are filled in;
everything else, such as ``{{ 7*7 }}`` or ``{% now %}``, stays the text that it is.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template import Context, Variable
from django.utils import timezone
from django.utils.formats import localize
from markdown_it import MarkdownIt

from andersom.notifications import gallery, kinds
from andersom.notifications.models import LetterText
from andersom.ui.texts import day_text, times_text

SUBJECT = "subject"  # {subject} and {introduction} stand for our own words
INTRODUCTION = "introduction"
OURS = (INTRODUCTION, SUBJECT)
MARKDOWN = MarkdownIt("commonmark", {"html": False})
GAP = re.compile(r"(?<!\{)\{ *([\w.-]+(?: [\w.-]+)*) *\}(?!\})")


@dataclass(frozen=True, slots=True)
class Words:
    """What the team wrote instead of our subject and opening; an empty one leaves ours."""

    subject: str = ""
    introduction: str = ""


NOTHING = Words()


def words(kind: str, language: str) -> Words:
    """The team's own words for a kind; mail that is not a kind of ours has none."""
    if kind not in kinds.known():
        return NOTHING
    rows = LetterText.objects.filter(kind=kind, language=language)
    found = rows.values_list("subject", "introduction").first()
    return Words(*found) if found else NOTHING


def all_words(language: str) -> dict[str, Words]:
    """Kind → the team's own words for it, where it has any."""
    rows = LetterText.objects.filter(language=language)
    return {
        kind: Words(subject, introduction)
        for kind, subject, introduction in rows.values_list("kind", "subject", "introduction")
    }


def pictures(text: str) -> bool:
    """Whether a text in Markdown has a picture, which no mail of ours shows."""
    return any(
        child.type == "image" for token in MARKDOWN.parse(text) for child in token.children or ()
    )


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """The placeholders of a text that are not among the known ones, each once."""
    return sorted(set(GAP.findall(text)) - set(known))


def stray(text: str) -> bool:
    """Whether braces stand in a text where they name nothing: "{{ name }}", "{name", "{name!}"."""
    return bool(set("{}") & set(GAP.sub("", text)))


def fill(text: str, value: Callable[[str], str]) -> str:
    """The text with what ``value`` gives for each placeholder; what is put in is not read again."""
    return GAP.sub(lambda gap: value(gap[1]), text)


def values(kind: str, context: Mapping[str, Any]) -> Callable[[str], Any]:
    """Name of a placeholder → what it stands for in this mail.

    Raises LookupError for a name that the kind does not offer, or that the context lacks.
    """
    known, scope = set(gallery.placeholders(kind)), Context(dict(context))

    def value(name: str) -> Any:
        if name not in known:
            raise LookupError(f"{kind} offers no {name}")
        return shown(Variable(name).resolve(scope))

    return value


def shown(value: Any) -> str:
    """A value in the words of the active language."""
    if isinstance(value, datetime):
        moment = timezone.localtime(value)
        return f"{day_text(moment, long=True)}, {times_text(moment)}"
    if isinstance(value, date):
        return day_text(value, long=True)
    return str(localize(value))
