"""What the head of every page shows about who is looking."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def hats(request: HttpRequest) -> dict[str, Any]:
    """``hats``, the ``hat`` now worn, and where to post another; empty before the middleware."""
    wardrobe = getattr(request, "hats", None)
    if wardrobe is None:
        return {"hats": [], "hat": None}
    return {
        "hats": wardrobe.all,
        "hat": wardrobe.worn,
        "hat_switch_url": reverse("accounts:wear"),
    }
