"""Who wears a hat of supply: members of a provider, and professionals who sign in themselves."""

from collections.abc import Iterator

from andersom.accounts.hats import Hat
from andersom.accounts.models import User
from providers.models import Member, Professional

PROVIDER, PROFESSIONAL = "provider", "professional"


def of_members(user: User) -> Iterator[Hat]:
    """One hat for each provider that the person is a member of."""
    for member in Member.objects.filter(user=user).select_related("provider").order_by("pk"):
        yield Hat(PROVIDER, member.provider_id, member.provider.name, member.get_role_display())


def of_professionals(user: User) -> Iterator[Hat]:
    """One hat for each provider that the person works for and has not left."""
    mine = Professional.objects.active().filter(user=user).select_related("provider")
    for professional in mine.order_by("pk"):
        label = professional.provider.name
        yield Hat(PROFESSIONAL, professional.pk, label, str(Professional._meta.verbose_name))
