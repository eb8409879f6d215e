"""Who may do what with supply. One line each; who may *see* a thing is `visible_to`."""

from andersom.accounts.models import User
from providers.models import Member, Offer, Professional, Provider


def is_member(user: User, provider: Provider) -> bool:
    return Member.objects.filter(user=user, provider=provider).exists()


def may_edit_provider(user: User, provider: Provider) -> bool:
    return is_member(user, provider)


def may_manage_members(user: User, provider: Provider) -> bool:
    owners = Member.objects.filter(role=Member.Role.OWNER)
    return owners.filter(user=user, provider=provider).exists()


def may_edit_professional(user: User, professional: Professional) -> bool:
    """Her provider, and she herself."""
    return professional.user_id == user.pk or is_member(user, professional.provider)


def may_register_vog(user: User, professional: Professional) -> bool:
    """Nobody sees her own certificate: a member of the provider does, or the team."""
    if professional.user_id == user.pk:
        return user.is_staff
    return user.is_staff or is_member(user, professional.provider)


def may_edit_offer(user: User, offer: Offer) -> bool:
    return is_member(user, offer.provider)


def may_review(user: User) -> bool:
    return user.is_staff
