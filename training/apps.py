from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training programme")

    def ready(self) -> None:
        from andersom.accounts import hats
        from andersom.accounts.domain import people
        from andersom.notifications import kinds
        from andersom.notifications.domain import reminders as clock
        from andersom.placements.domain import calendars, lessons
        from andersom.surveys import domain as surveys
        from andersom.workflow import wording
        from events import rules as events
        from training import emails, rules, states
        from training import hats as ours
        from training.domain import agenda, evaluations, forgetting, reminders, visits
        from training.models import Cohort, Enrolment, Visit, WeeklySchool

        kinds.register("training", emails.KINDS)
        clock.register(*reminders.RULES)
        hats.register(ours.TRAINER, ours.of_trainers)
        calendars.register(agenda.items)
        surveys.register(evaluations.KIND, evaluations.QUESTIONS)
        lessons.follow(visits.follow_lessons)
        people.register_eraser(forgetting.forget)
        events.register_audience("trainees", rules.is_trainee)
        for model, verbs, choices in (
            (Cohort, states.COHORT_VERBS, states.CohortState.choices),
            (Enrolment, states.ENROLMENT_VERBS, states.EnrolmentState.choices),
            (WeeklySchool, states.WEEKLY_VERBS, states.WeeklyState.choices),
            (Visit, states.VISIT_VERBS, states.VisitState.choices),
        ):
            wording.register(model, verbs, states=dict(choices))
