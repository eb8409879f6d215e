from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from andersom.accounts.domain import people as accounts
        from andersom.notifications import kinds
        from andersom.notifications.domain import reminders as clock
        from andersom.surveys import domain as surveys
        from andersom.ui import media
        from andersom.workflow import wording
        from events import emails, states
        from events.domain import evaluations, files, people, recap, reminders
        from events.models import Event, Expectation, Registration

        kinds.register("events", emails.KINDS)
        clock.register(*reminders.RULES)
        files.watch()
        media.register("events/photos/", recap.may_see_photo)
        accounts.register_eraser(people.forget)
        surveys.register(evaluations.KIND, evaluations.QUESTIONS)
        for model, verbs, choices in (
            (Event, states.EVENT_VERBS, states.EventState.choices),
            (Registration, states.REGISTRATION_VERBS, states.RegistrationState.choices),
            (Expectation, states.CARD_VERBS, states.CardState.choices),
        ):
            wording.register(model, verbs, states=dict(choices))
