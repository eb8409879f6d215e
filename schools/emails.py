"""The mails of schools: one function a mail, one Markdown source in templates/emails/schools/."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.links import whole
from schools.models import Request
from schools.states import REASONS, RequestState


def still_seeking(about: str) -> bool:
    """Whether the request of ``about`` ("request:17") is still looking for somebody."""
    return Request.objects.seeking().filter(pk=about.removeprefix("request:")).exists()


def still_filled(about: str) -> bool:
    """Whether nobody opened it again."""
    filled = Request.objects.filter(state=RequestState.FILLED)
    return filled.filter(pk=about.removeprefix("request:")).exists()


KINDS = {
    "request_posted": Kind(topic=Topic.QUESTION, holds=still_seeking, harmless_twice=True),
    "request_filled": Kind(topic=Topic.QUESTION, holds=still_filled),
    "request_ended": Kind(topic=Topic.QUESTION),
}


def readers(request: Request, *, but: User | None = None) -> list[User]:
    """The members of the school that asks, without the one who just did it."""
    people = User.objects.filter(school_memberships__school=request.school_id, is_active=True)
    return [user for user in people.order_by("pk") if user != but]


def request_posted(request: Request, *, at: datetime) -> None:
    """To everybody at the school: the request is open, and what they can do now."""
    _send("request_posted", request, readers(request), at)


def request_filled(request: Request, *, at: datetime) -> None:
    """To everybody at the school: somebody was found."""
    _send("request_filled", request, readers(request), at)


def request_ended(request: Request, *, by: User | None, reason: str, at: datetime) -> None:
    """To the colleagues: the request was withdrawn or closed, by whom and why."""
    context = {"by": str(by) if by else "", "reason": REASONS.get(reason, reason)}
    _send("request_ended", request, readers(request, but=by), at, context)


def _send(
    name: str,
    request: Request,
    people: Iterable[User],
    at: datetime,
    context: dict[str, Any] | None = None,
) -> None:
    path = reverse("schools:request", args=[request.pk])
    facts = {
        "request": request,
        "school": request.school,
        "promised_by": request.promised_by,
        "url": whole(path),
        **(context or {}),
    }
    for user in people:
        send(
            f"schools.{name}",
            to=user,
            # A request can be filled, opened again and filled anew: each time is told.
            key=f"schools.{name}:{request.pk}:{user.pk}:{int(at.timestamp())}",
            context=facts | {"name": user.get_short_name()},
            at=at,
            link=path,
            about=f"request:{request.pk}",
        )
