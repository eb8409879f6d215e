"""What the apps keep about a person, for the download of her own data."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from andersom.accounts.models import User
from andersom.notifications.models import Email, InboxItem, Preference
from andersom.overview.domain import training_data
from andersom.workflow.models import Move
from events.domain import people as visitors
from providers.models import Member as ProviderMember
from providers.models import Professional
from schools.models import Member as SchoolMember

Rows = Iterator[dict[str, Any]]


def roles(user: User) -> Rows:
    for member in ProviderMember.objects.filter(user=user).select_related("provider"):
        yield {"provider": member.provider.name, "role": member.role, "since": str(member.since)}
    for place in SchoolMember.objects.filter(user=user).select_related("school"):
        yield {"school": place.school.name, "role": place.role, "since": str(place.since)}


def professional(user: User) -> Rows:
    """What her providers wrote down about her, with the dates of certificates that were seen."""
    for one in Professional.objects.filter(user=user).select_related("provider"):
        yield {
            "provider": one.provider.name,
            "name": one.name,
            "introduction": one.introduction,
            "postcode_area": one.postcode_area_id,
            "licence": one.licence,
            "travel_radius_metres": one.travel_radius,
            "weekly_capacity_minutes": one.weekly_capacity,
            "certificates_of_conduct": [
                {"issued": str(record.issued_on), "seen": str(record.seen_on)}
                for record in one.vog_records.all()
            ],
        }


def messages(user: User) -> Rows:
    for item in InboxItem.objects.filter(user=user).order_by("pk"):
        yield {"at": str(item.created_at), "title": item.title, "read": str(item.read_at or "")}


def mails(user: User) -> Rows:
    """Subjects and moments; the texts are already in her own mailbox."""
    for mail in Email.objects.filter(address__in=addresses(user)).order_by("pk"):
        yield {"at": str(mail.created_at), "subject": mail.subject, "state": mail.state}


def mail_choices(user: User) -> Rows:
    """Her own, and those made at an address of hers before she had an account."""
    at_address = Q(user=None, address__in=[each.lower() for each in addresses(user)])
    for choice in Preference.objects.filter(Q(user=user) | at_address).order_by("topic", "pk"):
        yield {
            "topic": choice.topic,
            "by_mail": choice.by_mail,
            "as_unread": choice.inside,
            "rhythm": choice.rhythm,
        }


def addresses(user: User) -> list[str]:
    """Those that she has proven to be hers."""
    proven = EmailAddress.objects.filter(user=user, verified=True)
    return [*proven.values_list("email", flat=True), user.email]


def acts(user: User) -> Rows:
    for move in Move.objects.filter(by=user).select_related("content_type").order_by("at", "pk"):
        yield {"at": str(move.at), "verb": move.verb, "kind": move.content_type.model}


def registrations(user: User) -> Rows:
    """Events that she registered for, by account or by address."""
    yield from visitors.own_data(user, addresses(user))


SOURCES = {
    "roles": roles,
    "professional": professional,
    "messages": messages,
    "mails": mails,
    "mail_choices": mail_choices,
    "acts": acts,
    **training_data.SOURCES,
    "registrations": registrations,
}
