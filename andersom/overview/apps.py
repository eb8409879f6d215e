from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OverviewConfig(AppConfig):
    name = "andersom.overview"
    verbose_name = _("Overview")

    def ready(self) -> None:
        from andersom.accounts.domain import people
        from andersom.notifications import kinds
        from andersom.overview import emails
        from andersom.overview.domain import own_data

        kinds.register("overview", emails.KINDS)

        for name, source in own_data.SOURCES.items():
            people.register_source(name, source)
