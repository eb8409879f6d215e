from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training programme")

    def ready(self) -> None:
        from andersom.accounts import hats
        from training import hats as ours

        hats.register(ours.TRAINER, ours.of_trainers)
