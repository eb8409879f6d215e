"""What every page gets, whoever looks at it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

BRAND = "Andersom Den Haag"


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the brand, the languages to choose from, where we are, and whether this is the demo.

    ``here`` is the path with its query, for the switch of language; it is only the path
    after a POST, whose address may not answer to GET with the same query.
    """
    active = get_language() or settings.LANGUAGE_CODE
    languages = [
        {"code": code, "label": get_language_info(code)["name_local"], "current": code == active}
        for code, _name in settings.LANGUAGES
    ]
    here = request.get_full_path() if request.method == "GET" else request.path
    return {"brand": BRAND, "ui_languages": languages, "here": here, "demo": settings.DEMO}
