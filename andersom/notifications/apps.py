from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "andersom.notifications"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from anymail.signals import tracking

        from andersom.accounts.domain import invitations, people
        from andersom.notifications import checks, doorbell, kinds, tasks  # noqa: F401
        from andersom.notifications.domain import forgetting
        from andersom.notifications.views import returned

        # The app of accounts lies below this one, so its mail is named here.
        invitation = kinds.Kind(topic=kinds.Topic.ACCOUNT, holds=invitations.is_open)
        kinds.register("accounts", {"invitation": invitation})
        people.register_eraser(forgetting.forget)
        doorbell.connect(tasks.ring)
        tracking.connect(returned.heard)
