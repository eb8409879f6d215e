"""Links for mail, which have to work outside any page."""

import re
from typing import Any

from django.conf import settings
from django.urls import reverse

SIGNED = re.compile(r"(?<=/)[\w.-]+(?::[\w-]+)*:[\w-]{43}(?![\w-])")  # as django.core.signing does
VEIL = re.compile(r"(?<=/)verborgen-([1-9]\d{0,3})(?!\w)")


def absolute(route: str, *args: Any, **kwargs: Any) -> str:
    """The whole address of a route, on the site that `SITE_URL` names."""
    return whole(reverse(route, args=args or None, kwargs=kwargs or None))


def whole(path: str) -> str:
    """The whole address of a path of ours."""
    return settings.SITE_URL.rstrip("/") + path


def veiled(text: str) -> str:
    """A text or HTML for other eyes: each signed key, which acts for its reader, has a number."""
    keys = _keys(text)
    return SIGNED.sub(lambda key: f"verborgen-{keys.index(key[0]) + 1}", text)


def unveiled(text: str, original: str) -> str:
    """The same with the keys of the original back in their places; other numbers stay."""
    keys = _keys(original)

    def key(veil: re.Match[str]) -> str:
        number = int(veil[1])
        return keys[number - 1] if number <= len(keys) else veil[0]

    return VEIL.sub(key, text)


def _keys(text: str) -> list[str]:
    return list(dict.fromkeys(SIGNED.findall(text)))
