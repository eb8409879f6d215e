from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacementsConfig(AppConfig):
    name = "andersom.placements"
    verbose_name = _("Placements and lessons")

    def ready(self) -> None:
        from andersom.placements import checks  # noqa: F401 - registers itself
        from andersom.placements.domain import placements
        from schools.domain import requests

        requests.follow(placements.request_ended)
