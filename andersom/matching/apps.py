from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "andersom.matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from andersom.matching import emails
        from andersom.matching.domain import places, promises, reminders
        from andersom.matching.models import NotForMe, Proposal
        from andersom.matching.states import PROPOSAL_VERBS, ProposalState
        from andersom.notifications import kinds
        from andersom.notifications.domain import reminders as clock
        from andersom.workflow import wording
        from providers.domain.places import register

        kinds.register("matching", emails.KINDS)
        kinds.let_hold("matching.promise_near", promises.near_holds)
        clock.register(*reminders.RULES)
        register(places.schools_called)
        wording.register(NotForMe, {"forget": PROPOSAL_VERBS["forget"]})
        wording.register(Proposal, PROPOSAL_VERBS, states=dict(ProposalState.choices))
