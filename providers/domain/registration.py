"""Becoming a provider."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from andersom.accounts.models import User
from andersom.reference.models import PostcodeArea
from andersom.workflow import domain as workflow
from providers.models import Member, Provider
from providers.states import Review


class KvkTaken(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """Another provider has registered with this KvK number, maybe a second ago."""


@dataclass(frozen=True, slots=True)
class Details:
    """What a new provider tells about itself; already checked for shape."""

    name: str
    kvk_number: str
    email: str
    phone: str
    postcode_area: PostcodeArea


@transaction.atomic
def register(details: Details, *, by: User, at: datetime) -> Provider:
    """A draft that ``by`` owns, with a first line in its journal. Raises KvkTaken."""
    try:
        with transaction.atomic():
            provider = Provider.objects.create(
                name=details.name,
                slug=free_slug(details.name, details.kvk_number),
                kvk_number=details.kvk_number,
                email=details.email,
                phone=details.phone,
                postcode_area=details.postcode_area,
                created_at=at,
            )
    except IntegrityError:
        raise KvkTaken from None
    Member.objects.create(provider=provider, user=by, role=Member.Role.OWNER, since=at)
    workflow.record(provider, "register", target=Review.DRAFT, by=by, at=at)
    return provider


def free_slug(name: str, kvk_number: str) -> str:
    """The name as an address; a namesake gets its KvK number behind it, which nobody shares."""
    slug = slugify(name)[:120] or "aanbieder"
    if Provider.objects.filter(slug=slug).exists():
        return f"{slug}-{kvk_number}"
    return slug
