from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from andersom.accounts.domain import people as accounts
        from andersom.ui import media
        from events.domain import people, recap

        media.register("events/photos/", recap.may_see_photo)
        accounts.register_eraser(people.forget)
