"""Mails between visitors: a hello, and each other's address when both want to meet."""

from datetime import datetime

from andersom.notifications.domain import send
from andersom.notifications.links import absolute
from events.models import Hello, Registration


def hello(made: Hello, *, at: datetime) -> None:
    """To the receiver: who says hello, with which idea, and how to answer."""
    receiver, sender = made.receiver, made.sender
    send(
        "events.hello",
        to=receiver.user or receiver.email,
        key=f"events.hello:{made.pk}",
        context={
            "name": receiver.name,
            "sender": sender.name,
            "organisation": sender.organisation,
            "address": sender.email,
            "idea": made.idea,
            "title": receiver.event.title,
            "url": absolute("events:visitors", receiver.key),
        },
        at=at,
    )


def matched(visitor: Registration, other: Registration, *, at: datetime) -> None:
    """To one of the two: the other wants to meet as well, and this is the address."""
    low, high = sorted((visitor.pk, other.pk))
    send(
        "events.matched",
        to=visitor.user or visitor.email,
        key=f"events.matched:{low}:{high}:{visitor.pk}",
        context={
            "name": visitor.name,
            "other": other.name,
            "organisation": other.organisation,
            "address": other.email,
            "title": visitor.event.title,
        },
        at=at,
    )
