from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "andersom.notifications"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from andersom.notifications import doorbell, kinds, tasks

        # The app of accounts lies below this one, so its mail is named here.
        kinds.register("accounts", {"invitation": kinds.Kind(topic=kinds.Topic.ACCOUNT)})
        doorbell.connect(tasks.ring)
