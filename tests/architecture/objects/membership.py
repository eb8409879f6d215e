"""Accounts, memberships and what reaches a person: invitations, messages, surveys, a calendar."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core import signing
from django.utils import timezone

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation
from andersom.notifications.domain import preferences
from andersom.notifications.models import InboxItem
from andersom.placements.models import CalendarFeed
from andersom.surveys import domain as surveys
from andersom.surveys.models import Survey
from providers.models import Member as ProviderMember
from schools.models import Member as SchoolMember
from tests.architecture.objects.owners import OURS, THEIRS, Builder, Owners, pk, several
from tests.factories.accounts import UserFactory
from tests.factories.surveys import survey_about


@dataclass
class Membership(Owners):
    """Who belongs to the provider and the school, who is invited, and what the reader gets."""

    provider_member: ProviderMember = field(init=False)
    school_member: SchoolMember = field(init=False)
    provider_invitation: Invitation = field(init=False)
    school_invitation: Invitation = field(init=False)
    item: InboxItem = field(init=False)
    feed: CalendarFeed = field(init=False)
    survey: Survey = field(init=False)
    survey_token: str = field(init=False)

    def membership(self) -> None:
        self.provider_member = ProviderMember.objects.create(
            provider=self.provider, user=UserFactory(), role="editor"
        )
        self.school_member = SchoolMember.objects.create(
            school=self.school, user=UserFactory(), role="coordinator"
        )
        self.provider_invitation = self.invitation("provider", self.provider.pk, "editor")
        self.school_invitation = self.invitation("school", self.school.pk, "coordinator")

    def messages(self) -> None:
        self.item = InboxItem.objects.create(
            user=self.reader,
            key=f"test:{self.reader.pk}",
            kind="test",
            title="Bericht",
            created_at=timezone.now(),
            link="/",
        )
        self.feed = CalendarFeed.objects.create(user=self.reader)
        self.survey = survey_about(self.school, [self.reader], at=timezone.now())
        guest = "gast@example.org"
        self.survey_token = surveys.ask_guests(self.survey, [guest])[guest]

    def invitation(self, kind: str, number: int, role: str) -> Invitation:
        return Invitation.objects.create(
            kind=kind,
            object_id=number,
            role=role,
            email=f"gast-{kind}-{number}@example.org",
            expires_at=timezone.now() + timedelta(days=9),
        )


BUILDERS: dict[str, Builder] = {
    "account_reset_password_from_key": lambda side: {"uidb36": "1", "key": "x-y"},
    "accounts:invitation": lambda side: {"token": invitations.token(side.school_invitation)},
    "notifications:read": pk("item"),
    **several(
        "notifications:letter notifications:letter_html", lambda side: {"name": "matching-x"}
    ),
    "notifications:unsubscribe": lambda side: {
        "key": signing.dumps([side.item.user_id, "reminder"], salt=preferences.SALT)
    },
    "surveys:answer": pk("survey"),
    "surveys:answer_by_link": lambda side: {"token": side.survey_token},
    **several("providers:member_role providers:member_remove", pk("provider_member")),
    "providers:invitation_revoke": pk("provider_invitation"),
    "schools:member_remove": pk("school_member"),
    "schools:invitation_withdraw": pk("school_invitation"),
    "placements:feed": lambda side: {"token": side.feed.token},
}
# Routes that everybody may come to and that refuse by other means than the table.
PUBLIC_REFUSES: dict[str, set[int]] = {
    "notifications:mailbox": {404},  # only in the demo
    "notifications:letter": {404},
    "notifications:letter_html": {404},
    "notifications:returned": {404, 405},  # no mail provider reports here
}
# Objects that belong to other people than everybody on their side.
SEEN_BY: dict[str, dict[str, set[str]]] = several(
    "notifications:read notifications:unsubscribe surveys:answer",
    {OURS: {"leader"}, THEIRS: {"other_leader"}},
)
# Acts that a role may not do: known by the role alone, so 403 and not 404.
REFUSED: dict[str, set[str]] = {
    **several(
        "providers:members providers:member_role providers:member_remove "
        "providers:invitation_revoke",
        {"other_editor"},
    ),
    **several("schools:members schools:member_remove schools:invitation_withdraw", {"coordinator"}),
}
STRICTER = {"notifications:letter_html"}  # a letter has a stricter policy of its own
# Programs of others post there, with a signed key (RFC 8058) or the secret of the provider.
WITHOUT_TOKEN = {"notifications:unsubscribe", "notifications:returned"}
SIGNS_OUT = {"account_logout"}  # its answer is for a visitor
WITHOUT_SECOND_STEP = {404}  # there is nothing to see, download or end
SETTING_UP = {"mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_deactivate_totp"}
