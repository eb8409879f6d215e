"""What the head of every page shows about who is looking."""

from typing import Any

from django.http import HttpRequest


def hats(request: HttpRequest) -> dict[str, Any]:
    """``hats`` (a `Wardrobe`) for the switcher and the ``hat`` worn; None before the middleware."""
    wardrobe = getattr(request, "hats", None)
    return {"hats": wardrobe, "hat": wardrobe.worn if wardrobe else None}
