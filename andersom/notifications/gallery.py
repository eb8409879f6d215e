"""Every mail with made-up contents, for the gallery, the approved texts and the editor of texts.

The samples stand beside the templates, in ``templates/emails/<app>/samples.toml``: a table per
kind, with a table in ``variants`` for each branch of its text. What ``[shared]`` holds goes to
every kind whose template names it. All names in them are made up.

The mails of allauth are shown along: they are no kinds of ours, so nobody switches them off or
gives them other words.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from andersom.notifications import kinds

PLAIN = "letter"  # the name of the only sample of a kind without variants
TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
QUOTED = re.compile(r'"[^"]*"')
TAKEN = re.compile(r"(?<![.|\w=])([a-z_]+)(?![\w=])")  # a word, neither a filter nor an attribute
GIVEN = re.compile(r"([a-z_]+)=")
SOURCE = re.compile(r"=([a-z_]+)")
LIBRARY = ("account", "mfa")  # apps of allauth, whose mails have templates of ours
MASKS = {"other_days"}  # numbers of which the bits count, which say nothing by themselves


@dataclass(frozen=True, slots=True)
class Sample:
    """One way in which a kind of mail can turn out; ``context`` is what its template gets."""

    kind: str
    variant: str
    context: Mapping[str, Any] = field(compare=False)


def folder() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "emails"


def by_app() -> dict[str, list[str]]:
    """App → its kinds, in the order of their names."""
    apps: dict[str, list[str]] = {}
    for kind in sorted(kinds.known()):
        apps.setdefault(kind.partition(".")[0], []).append(kind)
    return apps


@cache
def of_library() -> dict[str, str]:
    """Name of a mail of allauth, such as "account.login_code" → what its templates begin with."""
    root = Path(settings.BASE_DIR) / "templates"
    return {
        f"{app}.{name}": f"{app}/email/{name}"
        for app in LIBRARY
        for file in sorted((root / app / "email").glob("*_subject.txt"))
        if (name := file.name.removesuffix("_subject.txt"))
    }


@cache
def samples(kind: str) -> tuple[Sample, ...]:
    """The samples of a kind "<app>.<name>"; none when nobody wrote them."""
    if kind in of_library():
        return (Sample(kind, PLAIN, read_of_library()),)
    app, _, name = kind.partition(".")
    written = read(app)
    if name not in written:
        return ()
    own = dict(written[name])
    variants = own.pop("variants", {PLAIN: {}})
    named = names_in(folder() / app / f"{name}.md")
    base = {key: value for key, value in written.get("shared", {}).items() if key in named} | own
    return tuple(Sample(kind, variant, base | more) for variant, more in variants.items())


@cache
def read(app: str) -> dict[str, Any]:
    """What the file of an app holds."""
    file = folder() / app / "samples.toml"
    return tomllib.loads(file.read_text()) if file.exists() else {}


@cache
def read_of_library() -> dict[str, Any]:
    """The made-up contents of all mails of allauth."""
    file = Path(settings.BASE_DIR) / "templates" / LIBRARY[0] / "email" / "samples.toml"
    return tomllib.loads(file.read_text())


def names_in(template: Path) -> set[str]:
    """The words that a template takes from its context, as its tags outside quotes show.

    What a tag itself gives a name (``with day=start``) is none, the other side of the sign is.
    """
    tags = [QUOTED.sub("", tag) for tag in TAG.findall(template.read_text())]
    taken, given, sources = (
        {word for tag in tags for word in pattern.findall(tag)}
        for pattern in (TAKEN, GIVEN, SOURCE)
    )
    return taken - given | sources


def placeholders(kind: str) -> list[str]:
    """What the team may name in its own words of this kind: "title", "school.name".

    Only what every sample has; yes-or-no and lists of things are no words.
    """
    own = () if kind in of_library() else samples(kind)
    offered = [set(leaves(sample.context)) for sample in own]
    return sorted(set.intersection(*offered)) if offered else []


def leaves(context: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, value in context.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{above}{name}.")
        elif isinstance(value, str | date) or (not above and is_count(name, value)):
            yield above + name


def is_count(name: str, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and name not in MASKS
