from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvidersConfig(AppConfig):
    name = "providers"
    verbose_name = _("Providers")

    def ready(self) -> None:
        from andersom.accounts import hats
        from andersom.accounts.domain import invitations
        from andersom.notifications import kinds
        from andersom.notifications.domain import reminders as clock
        from andersom.ui import media
        from andersom.workflow import wording
        from providers import emails
        from providers import hats as ours
        from providers.domain import (
            availability,
            members,
            photos,
            professionals,
            profile,
            reminders,
        )
        from providers.models import Member, Offer, Professional, Provider
        from providers.states import PROFESSIONAL_VERBS, REVIEW_VERBS, Review

        kinds.register("providers", emails.KINDS)
        clock.register(*reminders.RULES)
        hats.register(ours.PROVIDER, ours.of_members)
        hats.register(ours.PROFESSIONAL, ours.of_professionals)
        invitations.register(ours.PROVIDER, members.join, members.describe)
        invitations.register(ours.PROFESSIONAL, professionals.join, professionals.describe)
        states, roles = dict(Review.choices), dict(Member.Role.choices)
        wording.register(Provider, REVIEW_VERBS, states=states | roles)
        wording.register(Offer, REVIEW_VERBS, states=states)
        wording.register(
            Professional, PROFESSIONAL_VERBS, reasons={"availability": availability.words}
        )
        media.register("logos/", profile.may_see_logo)
        media.register("offers/", photos.may_see)
