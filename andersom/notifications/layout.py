"""The letter paper: one MJML layout, compiled once, around the HTML of a message.

Mail clients read little of a stylesheet, so what must look right stands inline; the stylesheet of
the layout only adds the dark side for clients that know it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import mjml
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _

from andersom.notifications.kinds import ALWAYS, Topic
from andersom.notifications.links import absolute
from andersom.ui.context import BRAND

STYLES = {
    "p": "margin:0 0 16px",
    "h2": "margin:8px 0 12px;font-size:20px;line-height:1.25;font-weight:700",
    "h3": "margin:8px 0 8px;font-size:18px;line-height:1.25;font-weight:700",
    "ul": "margin:0 0 16px;padding:0 0 0 22px",
    "ol": "margin:0 0 16px;padding:0 0 0 22px",
    "li": "margin:0 0 4px",
    "a": "color:#135c42",
    "hr": "border:0;border-top:1px solid #d8dfda;margin:20px 0",
    "blockquote": "margin:0 0 16px;padding:12px 16px 1px;background-color:#f2f3ee;"
    "border-left:4px solid #e3b341",
}
BUTTON = (
    '<table role="presentation" border="0" cellpadding="0" cellspacing="0"'
    ' style="border-collapse:separate;margin:6px 0 22px"><tr>'
    '<td class="m-button" style="background-color:#135c42;border-radius:8px">'
    '<a class="m-button-link" href="{url}" style="display:inline-block;padding:12px 22px;'
    'color:#ffffff;font-weight:700;text-decoration:none">{label}</a></td></tr></table>'
)
CODE = (
    '<p class="m-code" style="margin:0 0 18px;padding:14px 18px;background-color:#f2f3ee;'
    "border-radius:8px;font-family:Consolas,Menlo,monospace;font-size:28px;font-weight:700;"
    'letter-spacing:4px">{code}</p>'
)
LONE_LINK = re.compile(r"(?:(?P<label>[^\n]{1,80}):\n)?(?P<url>https?://\S+)")
LONE_CODE = re.compile(r"[A-Z0-9]{3,}(-[A-Z0-9]{3,})*")
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
ADDRESS = re.compile(r" ?\(https?://[^\s()]+\)| ?https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
BULLETS = re.compile(r"- \S[^\n]*(\n- \S[^\n]*)*")
QUOTE = re.compile(r">[^\n]*(\n>[^\n]*)*")
DARK = "@media (prefers-color-scheme: dark)"
LIGHT = "color-scheme: light"
# Where a page shows a mail: it brings its own style and can do nothing else.
MAIL_CSP: dict[str, list[str] | str] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [CSP.NONE],
    "sandbox": "",
}
# The same in a frame of a page of ours.
FRAMED_CSP = MAIL_CSP | {"frame-ancestors": [CSP.SELF]}
GAP = re.compile(r"\[\[(\w+)\]\]")


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody gets a mail, which stands at its foot.

    ``stop`` is the link that ends the topic in one click; who has no account cannot ``choose``.
    """

    topic: Topic
    stop: str = ""
    choose: bool = True


def page(
    subject: str, body: str, *, language: str, preview: str = "", why: Why | None = None
) -> str:
    """The whole HTML of a mail around ``body``, which is HTML already."""
    with translation.override(language):
        gaps = {
            "subject": escape(subject),
            "preview": escape(preview[:120]),
            "brand": escape(BRAND),
            "body": body,
            "foot": foot(why),
        }
    return GAP.sub(lambda gap: gaps[gap[1]], shell(language))


def dark(html: str) -> str:
    """The mail as a reader with a dark screen sees it, on any screen."""
    return on_screens(html, "@media all")


def light(html: str) -> str:
    """The mail as a reader with a light screen sees it, on any screen."""
    return on_screens(html, "@media not all").replace("color-scheme: light dark", LIGHT)


def on_screens(html: str, rule: str) -> str:
    return html.replace(DARK, rule).replace(DARK.replace(": ", ":"), rule)


def plain(subject: str, text: str, *, language: str, why: Why | None = None) -> str:
    """The whole HTML of a mail that came as plain text only."""
    first = text.replace("\r\n", "\n").strip().partition("\n\n")[0]
    return page(subject, paragraphs(text), language=language, preview=first, why=why)


def paragraphs(text: str) -> str:
    """Plain text as the HTML of a message.

    A paragraph that is a link, alone or under a line "Label:", becomes a button; a paragraph that
    is a code becomes large; lines that begin with "- " are a list, with "> " a quotation.
    """
    parts = (part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return "".join(paragraph(part) for part in parts if part)


def summary(text: str) -> str:
    """A text without its buttons and addresses."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text)]
    left = (ADDRESS.sub("", part) for part in parts if not LONE_LINK.fullmatch(part))
    return "\n\n".join(part for part in left if part)


def paragraph(text: str) -> str:
    """One paragraph of plain text as HTML."""
    if link := LONE_LINK.fullmatch(text):
        return button(link["label"] or link["url"], link["url"])
    if LONE_CODE.fullmatch(text):
        return CODE.format(code=escape(text))
    if BULLETS.fullmatch(text):
        items = [f'<li style="{STYLES["li"]}">{linked(line[2:])}</li>' for line in text.split("\n")]
        return f'<ul style="{STYLES["ul"]}">{"".join(items)}</ul>'
    if QUOTE.fullmatch(text):
        words = linked("\n".join(line[1:].strip() for line in text.split("\n")))
        inside = f'<p style="{STYLES["p"]}">{words}</p>'
        return f'<blockquote style="{STYLES["blockquote"]}">{inside}</blockquote>'
    return f'<p style="{STYLES["p"]}">{linked(text)}</p>'


def linked(text: str) -> str:
    """Escaped text with its line breaks, in which web addresses are links."""
    parts, end = [], 0
    for found in LINK.finditer(text):
        url = escape(found[0])
        parts += [escape(text[end : found.start()])]
        parts += [f'<a href="{url}" style="{STYLES["a"]}">{url}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])]).replace("\n", "<br>")


def button(label: str, url: str) -> str:
    """A link that nobody overlooks; both arguments are plain text."""
    return BUTTON.format(label=escape(label), url=escape(url))


def signature(why: Why | None = None) -> str:
    """The last lines of a mail in plain text, in the active language."""
    lines = [f"{label}: {url}" if url else label for label, url in reasons(why)]
    return "\n".join(["-- ", BRAND, settings.SITE_URL, *lines, ""])


def without_signature(text: str) -> str:
    """The text of a mail without what `signature` put below it."""
    return text.rpartition("\n\n-- \n")[0] if "\n\n-- \n" in text else text


def foot(why: Why | None = None) -> str:
    """What stands below the card, as HTML in the active language."""
    about = escape(_("The platform for primary schools and subject professionals in The Hague."))
    lines = [small_link(label, url) if url else escape(label) for label, url in reasons(why)]
    home = f"{about}<br>{small_link(settings.SITE_URL, settings.SITE_URL)}"
    return "<br>".join([*lines, "", home]) if lines else home


def reasons(why: Why | None) -> Iterator[tuple[str, str]]:
    """Why a mail comes and what its reader can do about it, each with an address or none."""
    if why is None:
        return
    yield _("You get this mail because it is about: %(topic)s.") % {"topic": why.topic.label}, ""
    if why.topic in ALWAYS:
        yield str(ALWAYS[why.topic]), ""
        return
    if why.choose:
        yield _("Choose which mails you get"), absolute("notifications:preferences")
    if why.stop:
        yield _("No more of these mails"), why.stop


def small_link(label: str, url: str) -> str:
    return f'<a href="{escape(url)}" style="color:#51605d">{escape(label)}</a>'


@cache
def shell(language: str) -> str:
    """The compiled layout with its gaps; MJML takes longer than all the rest of a mail."""
    template = get_template("emails/layout.mjml")
    source = Path(template.origin.name).read_text()  # type: ignore[attr-defined]
    html = str(mjml.mjml2html(source))
    return html.replace('lang="und"', f'lang="{language}"')
