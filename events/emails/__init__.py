"""The mails of meetings."""

from andersom.notifications.kinds import Kind, Topic

KINDS = {
    "confirm_address": Kind(topic=Topic.ACCOUNT),
    "link_again": Kind(topic=Topic.ACCOUNT),
    "registered": Kind(topic=Topic.BOOKING),
    "waiting": Kind(topic=Topic.BOOKING),
    "offered": Kind(topic=Topic.BOOKING),
    "lapsed": Kind(topic=Topic.BOOKING),
    "cancelled": Kind(topic=Topic.BOOKING),
    "event_cancelled": Kind(topic=Topic.BOOKING),
    "event_moved": Kind(topic=Topic.BOOKING),
    "reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "offered_reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "recap_published": Kind(topic=Topic.NEWS),
    "matched": Kind(topic=Topic.NEWS),
    "hello": Kind(topic=Topic.NEWS),
    "thanks": Kind(topic=Topic.NEWS),
}
