from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training programme")

    def ready(self) -> None:
        from andersom.accounts import hats
        from andersom.accounts.domain import people
        from andersom.placements.domain import calendars, lessons
        from andersom.surveys import domain as surveys
        from training import hats as ours
        from training.domain import agenda, evaluations, forgetting, visits

        hats.register(ours.TRAINER, ours.of_trainers)
        calendars.register(agenda.items)
        surveys.register(evaluations.KIND, evaluations.QUESTIONS)
        lessons.follow(visits.follow_lessons)
        people.register_eraser(forgetting.forget)
