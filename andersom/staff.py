"""The project team's admin: signed in through allauth, behind MFA (see `access`)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Django's own, of which its Dutch catalogue does not know yet.
DJANGO_SAYS = (_("- Select an option -"),)


class StaffSite(admin.AdminSite):
    site_title = _("Andersom project team")
    site_header = _("Andersom Den Haag – project team")
    index_title = _("What waits for the team")
    site_url = "/"
    enable_nav_sidebar = True

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Django's list of models, under the work tray."""
        from andersom.overview.domain import tray  # needs the app registry

        waiting = tray.of_team(timezone.now())
        return super().index(request, {"tray": waiting, **(extra_context or {})})


class StaffAdminConfig(AdminConfig):
    default_site = "andersom.staff.StaffSite"

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login  # needs the app registry

        super().ready()
        forget_technical_lists()
        post_migrate.connect(fill_team_group, sender=self)
        # Only allauth tests passwords: its limits and second step hold for the team too.
        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def fill_team_group(**details: Any) -> None:
    """The group of the project team may do whatever the admin offers, but not manage the team.

    What stands on the page of something else (a programme, a photo, the journal) is offered too;
    the addresses with which people sign in are not.

    Runs after every migrate, so that a new model in the admin needs no work by hand.
    """
    from allauth.account.models import EmailAddress
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType

    from andersom.accounts.hats import TEAM_GROUP

    pages = admin.site._registry
    inside = {inline.model for page in pages.values() for inline in page.inlines}
    offered = {*pages, *inside} - {Group, EmailAddress}
    kinds = ContentType.objects.get_for_models(*offered).values()
    team, _created = Group.objects.get_or_create(name=TEAM_GROUP)
    team.permissions.set(Permission.objects.filter(content_type__in=kinds))


def forget_technical_lists() -> None:
    """Secrets and sessions are nobody's to browse; addresses stand on the page of the person."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    admin.site.unregister([EmailAddress, Authenticator, UserSession])
