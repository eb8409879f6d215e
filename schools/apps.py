from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools")

    def ready(self) -> None:
        from andersom.accounts import hats
        from andersom.accounts.domain import invitations
        from andersom.notifications import kinds
        from andersom.workflow import wording
        from schools import emails, states
        from schools import hats as ours
        from schools.domain import members
        from schools.models import Member, RegisterUpload, Request, School

        kinds.register("schools", emails.KINDS)
        hats.register(ours.SCHOOL, ours.of_members)
        invitations.register(ours.SCHOOL, members.accept, members.describe)
        wording.register(
            Request,
            states.REQUEST_VERBS,
            states=dict(states.RequestState.choices),
            reasons={"close": lambda reason: states.REASONS.get(reason, reason)},
        )
        roles = dict(Member.Role.choices)
        wording.register(
            School,
            states.SCHOOL_VERBS,
            states=dict(states.SchoolStatus.choices),
            reasons={"join": lambda role: roles.get(role, role)},
        )
        wording.register(
            RegisterUpload, states.UPLOAD_VERBS, states=dict(states.UploadState.choices)
        )
