"""How many messages wait, for the head of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from andersom.notifications.models import InboxItem


def unread(request: HttpRequest) -> dict[str, Any]:
    """``unread_messages``: counted, with one query, only on a page that shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_messages": 0}
    count = InboxItem.objects.visible_to(user).unread().count
    return {"unread_messages": SimpleLazyObject(count)}
