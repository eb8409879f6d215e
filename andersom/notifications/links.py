"""Links for mail, which have to work outside any page."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def absolute(route: str, *args: Any, **kwargs: Any) -> str:
    """The whole address of a route, on the site that `SITE_URL` names."""
    return whole(reverse(route, args=args or None, kwargs=kwargs or None))


def whole(path: str) -> str:
    """The whole address of a path of ours."""
    return settings.SITE_URL.rstrip("/") + path
