from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacementsConfig(AppConfig):
    name = "andersom.placements"
    verbose_name = _("Placements and lessons")

    def ready(self) -> None:
        from andersom.notifications import kinds
        from andersom.notifications.domain import reminders as clock
        from andersom.placements import checks, emails, states  # noqa: F401 - checks register themselves
        from andersom.placements.domain import placements, reminders
        from andersom.placements.models import GroupMonth, Lesson, Placement
        from andersom.workflow import wording
        from schools.domain import requests

        kinds.register("placements", emails.KINDS)
        clock.register(*reminders.RULES)
        requests.follow(placements.request_ended)
        stopped = dict.fromkeys(["cancel", "end"], states.said)
        contracts = dict(Placement.Contract.choices)
        wording.register(
            Placement,
            states.PLACEMENT_VERBS,
            states=dict(states.PlacementState.choices),
            reasons=stopped | {"set_contract": lambda form: contracts.get(form, form)},
        )
        wording.register(
            Lesson,
            states.LESSON_VERBS,
            states=dict(states.LessonState.choices),
            reasons=stopped,
        )
        wording.register(GroupMonth, states.LEDGER_VERBS)
