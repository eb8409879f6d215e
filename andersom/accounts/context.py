from typing import Any

from django.http import HttpRequest


def hats(request: HttpRequest) -> dict[str, Any]:
    """``hats`` (a `Wardrobe`) for the switcher; missing on error pages made before the middleware."""
    return {"hats": getattr(request, "hats", None)}
