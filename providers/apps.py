from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvidersConfig(AppConfig):
    name = "providers"
    verbose_name = _("Providers")

    def ready(self) -> None:
        from andersom.accounts import hats
        from andersom.accounts.domain import invitations
        from andersom.ui import media
        from providers import hats as ours
        from providers.domain import members, photos, professionals, profile

        hats.register(ours.PROVIDER, ours.of_members)
        hats.register(ours.PROFESSIONAL, ours.of_professionals)
        invitations.register(ours.PROVIDER, members.join, members.describe)
        invitations.register(ours.PROFESSIONAL, professionals.join, professionals.describe)
        media.register("logos/", profile.may_see_logo)
        media.register("offers/", photos.may_see)
