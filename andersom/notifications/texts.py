"""From a template in Markdown to the subject, text and HTML of a mail.

What a template says is Markdown; what a variable brings is text. Every value is escaped for
Markdown where it is put in, so nobody can place a link, a heading or markup in a mail of ours.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.template import Context, Engine, Template, VariableDoesNotExist
from django.template.base import FilterExpression, Parser, TokenType, VariableNode
from django.template.base import NodeList as Nodes
from django.template.loader import render_to_string
from django.template.loaders.filesystem import Loader
from django.templatetags.i18n import BlockTranslateNode
from django.utils import timezone, translation
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from andersom.notifications import kinds, layout, own

log = structlog.get_logger(__name__)
# A picture would tell another site who reads the mail, and when.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
BREAK = "\u2028"  # a line break of a value, until we know whether it stands in the subject
LEAD = re.compile(r"([^.!?:]{0,60}:)?\W*")
LINE_ENDS = re.compile(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail in words; ``body`` is its HTML without the letter paper.

    ``summary`` is its text without buttons and addresses, for the page with messages: that shows
    text, and leads to its subject by itself. A link that answers is not kept there.
    """

    subject: str
    text: str
    html: str
    summary: str
    body: str


def render(
    kind: str,
    context: Mapping[str, Any],
    *,
    language: str,
    why: layout.Why | None = None,
    words: own.Words | None = None,
) -> Rendered:
    """Render ``templates/emails/<app>/<name>.md`` of kind "<app>.<name>".

    ``words`` are the team's own; None has them looked up, which asks the database. ``why`` stands
    at the foot; None gives the topic of the kind.
    Raises LookupError for a variable that the context lacks (in production it is logged and left
    out, because no text may undo what somebody did), and ValueError without a subject.
    """
    words = own.words(kind, language) if words is None else words
    if why is None and kind in kinds.known():
        why = layout.Why(kinds.of(kind).topic)
    with translation.override(language):
        template = engine().get_template(kind.replace(".", "/") + ".md")
        full = {"site_url": settings.SITE_URL, **context}
        subject, body = divide(template.render(Context(full)).lstrip())
        subject, body = reworded(kind, words, full, subject, body)
        tokens = MARKDOWN.parse(body)
        summary = "\n\n".join(written(tokens, links=False))
        text = "\n\n".join([*written(tokens), layout.signature(why)])
        body = laid_out(tokens)
        html = layout.page(subject, body, language=language, preview=summary, why=why)
    return Rendered(subject, text, html, summary, body)


def render_of_library(
    template: str, context: Mapping[str, Any], *, language: str, why: layout.Why | None = None
) -> Rendered:
    """A mail of allauth as the outbox lays it out; its templates begin with ``template``."""
    with translation.override(language):
        lines = render_to_string(f"{template}_subject.txt", dict(context))
        text = render_to_string(f"{template}_message.txt", dict(context)).strip()
    subject = " ".join(lines.split())
    html = layout.plain(subject, text, language=language, why=why)
    return Rendered(subject, text, html, layout.summary(text), layout.paragraphs(text))


def divide(source: str) -> tuple[str, str]:
    """The plain subject of the first line, and the Markdown of the rest."""
    first, _, body = source.partition("\n")
    label, colon, subject = first.partition(":")
    if label != "Subject" or not colon:
        raise ValueError("the first line of a mail has to be its subject")
    line = MARKDOWN.parseInline(subject.replace(BREAK, " ").strip())[0]
    return plain(line.children), body.replace(BREAK, "\\\n")


# --- The team's own words -------------------------------------------------------------------------
def reworded(
    kind: str, words: own.Words, context: Mapping[str, Any], subject: str, body: str
) -> tuple[str, str]:
    """Subject and Markdown with the team's own words in place of ours.

    Its subject is text; its opening is Markdown, of which HTML shows as it was typed.
    """
    if words == own.NOTHING:
        return subject, body
    before, opening, after = opened(body)
    ours = {own.SUBJECT: subject, own.INTRODUCTION: opening}
    told = told_by(own.values(kind, context))
    if words.introduction:
        safe = {own.SUBJECT: escaped(subject), own.INTRODUCTION: opening}
        typed = words.introduction.replace("\r\n", "\n")
        filled = own.fill(
            typed, lambda name: safe[name] if name in safe else inline(escaped(told(name)))
        )
        body = "\n\n".join(part for part in (before, filled, after) if part)
    if words.subject:
        ours[own.INTRODUCTION] = plain(MARKDOWN.parseInline(opening)[0].children)
        line = own.fill(words.subject, lambda name: ours[name] if name in ours else told(name))
        subject = " ".join(line.split())
    return subject, body


def told_by(value: Callable[[str], Any]) -> Callable[[str], str]:
    """``value``, which in production loses a word rather than a mail."""

    def told(name: str) -> str:
        try:
            return str(value(name))
        except (LookupError, VariableDoesNotExist):
            return missing(name)

    return told


def inline(value: str) -> str:
    return value.replace(BREAK, "\\\n")


def opened(body: str) -> tuple[str, str, str]:
    """Greeting, opening and rest of a mail in Markdown; a greeting ends with a comma.

    The opening is the first paragraph after the greeting that is no button; it may be empty.
    """
    lines, tokens, start = body.split("\n"), MARKDOWN.parse(body), 0
    for opener, token in pairwise(tokens):
        if opener.level or opener.nesting < 0 or opener.map is None:
            continue
        if opener.type != "paragraph_open" or lone_link(token):
            break
        if plain(token.children).endswith(",") and not start:
            start = opener.map[1]
            continue
        first, last = opener.map
        return part(lines[:first]), part(lines[first:last]), part(lines[last:])
    return part(lines[:start]), "", part(lines[start:])


def part(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")


# --- Markdown to text and HTML --------------------------------------------------------------------
def written(tokens: list[Token], *, links: bool = True) -> Iterator[str]:
    """The blocks of a message as plain text; a list is one block.

    Without ``links`` a link is its label only, and a paragraph of nothing but links is left out.
    """
    items: list[str] = []
    depth, quoted = 0, 0
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open" | "blockquote_open":
                quoted += token.type == "blockquote_open"
                depth += token.type != "blockquote_open"
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
                yield "\n".join(items)
                items = []
            case "blockquote_close":
                quoted -= 1
            case "inline" if depth:
                items.append("- " + plain(token.children, links=links))
            case "inline" if not links and only_links(token):
                pass
            case "inline" if link := lone_link(token):
                yield f"{link[0]}:\n{link[1]}"
            case "inline":
                text = plain(token.children, links=links)
                yield "\n".join("> " + line for line in text.split("\n")) if quoted else text


def plain(children: list[Token] | None, *, links: bool = True) -> str:
    """Inline tokens as plain text; with ``links`` each shows its address."""
    parts, address = [], ""
    for token in children or ():
        match token.type:
            case "text" | "code_inline":
                parts.append(token.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "link_open":
                address = str(token.attrs["href"])
            case "link_close" if links:
                parts.append(f" ({address})")
    return "".join(parts)


def laid_out(tokens: list[Token]) -> str:
    """The HTML of a message, with inline styles and with buttons for links that stand alone."""
    blocks: list[str] = []
    lone: tuple[str, str] | None = None
    for token in styled(tokens):
        if token.type == "inline":
            lone = lone_link(token)
        if lone:
            if token.type == "paragraph_close":
                blocks[-1], lone = layout.button(*lone), None
            continue
        blocks.append(MARKDOWN.renderer.render([token], MARKDOWN.options, {}))
    return "".join(blocks)


def styled(tokens: list[Token]) -> list[Token]:
    for token in tokens:
        for part in (token, *(token.children or ())):
            if part.nesting >= 0 and part.tag in layout.STYLES:
                part.attrSet("style", layout.STYLES[part.tag])
    return tokens


def only_links(token: Token) -> bool:
    """Whether a paragraph has links, and beside them at most a lead such as "Or at once:"."""
    beside, depth, found = "", 0, False
    for part in token.children or ():
        depth += part.nesting if part.type in {"link_open", "link_close"} else 0
        found |= part.type == "link_open"
        beside += part.content if not depth else ""
    return found and bool(LEAD.fullmatch(beside))


def lone_link(token: Token) -> tuple[str, str] | None:
    """Label and address when a paragraph of the letter itself is one link and nothing else."""
    if token.level != 1:
        return None
    children = [part for part in token.children or () if part.content or part.type != "text"]
    if len(children) < 2 or children[0].type != "link_open" or children[-1].type != "link_close":
        return None
    if sum(part.type == "link_open" for part in children) != 1:
        return None
    return plain(children[1:-1]), str(children[0].attrs["href"])


# --- Templates in which values are text -----------------------------------------------------------
def escaped(value: Any) -> SafeString:
    """A value as Markdown that shows exactly this text; what is marked safe stays as it is."""
    if isinstance(value, SafeString):
        return value
    text = str(localize(timezone.template_localtime(value)))  # type: ignore[attr-defined]
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace())
    return mark_safe(LINE_ENDS.sub(BREAK, PUNCTUATION.sub(r"\\\1", text.strip())))


class GuardedTemplate(Template):
    """Puts `escaped` behind the last filter of every variable."""

    def compile_nodelist(self) -> Nodes:
        nodes = super().compile_nodelist()
        for variable in nodes.get_nodes_by_type(VariableNode):
            guard(variable.filter_expression)  # type: ignore[attr-defined]
        for block in nodes.get_nodes_by_type(BlockTranslateNode):
            guard_block(block)
        return nodes


def guard(expression: FilterExpression) -> None:
    expression.filters.append((escaped, []))


def guard_block(block: Any) -> None:
    """Have every variable of a translated block pass `escaped` on its way in."""
    for token in (*block.singular, *(block.plural or ())):
        name = token.contents
        if token.token_type == TokenType.VAR and name != block.countervar:
            block.extra_context.setdefault(name, FilterExpression(name, Parser([])))
    for expression in block.extra_context.values():
        guard(expression)


class GuardedLoader(Loader):
    """Also what a template includes or extends comes through here. Reads every file once."""

    def __init__(self, engine: Engine, dirs: list[str | Path] | None = None) -> None:
        super().__init__(engine, dirs)
        self.known: dict[str, Template] = {}

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        if template_name in self.known and not skip:
            return self.known[template_name]
        found = super().get_template(template_name, skip)
        guarded = GuardedTemplate(found.source, found.origin, found.name, found.engine)
        return guarded if skip else self.known.setdefault(template_name, guarded)


class Unknown(str):
    """What Django puts in for a variable that is not there."""

    __slots__ = ()

    def __mod__(self, name: object) -> str:
        return missing(name)


def missing(name: object) -> str:
    """What stands for a variable that is not there: nothing, or in tests an error."""
    if settings.MAIL_STRICT:
        raise LookupError(f"the mail has no variable {name}")
    log.error("mail without variable", variable=str(name))
    return ""


@cache
def engine() -> Engine:
    """The engine of the mails of this house."""
    return engine_of(settings.BASE_DIR / "templates" / "emails")


def engine_of(folder: Path) -> Engine:
    """An engine of its own: other templates must not lose their HTML escaping."""
    return Engine(
        dirs=[str(folder)],
        loaders=["andersom.notifications.texts.GuardedLoader"],
        builtins=[
            "django.templatetags.i18n",
            "django.templatetags.l10n",
            "django.templatetags.tz",
            "andersom.ui.templatetags.ui",
        ],
        string_if_invalid=Unknown("%s"),
    )
