from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "andersom.surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        from andersom.notifications import kinds
        from andersom.notifications.domain import reminders as clock
        from andersom.surveys import emails
        from andersom.surveys.domain import reminders

        kinds.register("surveys", emails.KINDS)
        clock.register(*reminders.RULES)
