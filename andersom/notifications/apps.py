from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "andersom.notifications"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from andersom.notifications import doorbell, tasks

        doorbell.connect(tasks.ring)
