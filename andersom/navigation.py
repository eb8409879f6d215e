"""The main menu of each hat, in the order of how often it is used."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MENUS: dict[str | None, list[tuple[str, Any]]] = {
    None: [("overview:home", _("Home"))],
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``navigation``: items with ``label``, ``url`` and ``current`` for the hat now worn."""
    wardrobe = getattr(request, "hats", None)
    worn = wardrobe.worn if wardrobe else None
    menu = MENUS.get(worn.kind if worn else None, MENUS[None])
    items = [{"label": label, "url": reverse(route)} for route, label in menu]
    current = max(
        (item["url"] for item in items if request.path.startswith(item["url"])), key=len, default=""
    )
    return {"navigation": [item | {"current": item["url"] == current} for item in items]}
