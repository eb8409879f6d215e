from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "andersom.matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from andersom.matching.domain import places
        from providers.domain.places import register

        register(places.schools_called)
