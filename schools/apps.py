from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools")

    def ready(self) -> None:
        from andersom.accounts import hats
        from andersom.accounts.domain import invitations
        from schools import hats as ours
        from schools.domain import members

        hats.register(ours.SCHOOL, ours.of_members)
        invitations.register(ours.SCHOOL, members.accept, members.describe)
