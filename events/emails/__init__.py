"""The mails of meetings."""

from andersom.notifications.kinds import Kind, Topic
from events.emails.recap import still_published
from events.emails.registration import still, still_offered, still_unconfirmed
from events.states import RegistrationState as R

KINDS = {
    "confirm_address": Kind(topic=Topic.ACCOUNT, holds=still_unconfirmed),
    "link_again": Kind(topic=Topic.ACCOUNT),
    "registered": Kind(topic=Topic.BOOKING, holds=still(R.CONFIRMED)),
    "waiting": Kind(topic=Topic.BOOKING, holds=still(R.WAITING)),
    "offered": Kind(topic=Topic.BOOKING, holds=still_offered),
    "lapsed": Kind(topic=Topic.BOOKING),
    "cancelled": Kind(topic=Topic.BOOKING),
    "event_cancelled": Kind(topic=Topic.BOOKING),
    "event_moved": Kind(topic=Topic.BOOKING, holds=still(R.CONFIRMED, R.WAITING, R.OFFERED)),
    "reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "offered_reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "recap_published": Kind(topic=Topic.NEWS, holds=still_published),
    "matched": Kind(topic=Topic.NEWS),
    "hello": Kind(topic=Topic.NEWS),
    "thanks": Kind(topic=Topic.NEWS),
}
