"""What a member of the project team may do in the admin, and what only who manages the team may."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import RequestFactory
from django.urls import reverse

from andersom.accounts.hats import TEAM_GROUP
from andersom.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.events import RecapFactory
from tests.people import Cast, client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(cast: Cast) -> User:
    user: User = UserFactory(email="mo@example.org", name="Mo", staff=True, second_step=True)
    user.is_superuser = False
    user.save()
    user.groups.add(Group.objects.get(name=TEAM_GROUP))
    return user


def content_type(thing: Model) -> int:
    return ContentType.objects.get_for_model(thing).pk


def change(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


@pytest.mark.parametrize(
    "name",
    [
        "providers_provider_changelist",
        "providers_offer_changelist",
        "schools_school_changelist",
        "schools_request_changelist",
        "placements_ruleset_add",
        "matching_weightset_changelist",
        "notifications_email_changelist",
        "accounts_user_changelist",
    ],
)
def test_member_does_the_work(member: User, name: str) -> None:
    assert client_for(member).get(reverse(f"admin:{name}")).status_code == 200


def test_member_sees_what_stands_on_the_pages_of_other_things(member: User) -> None:
    """The programme of an event, the photos of a recap, the journal: all but sign-in addresses."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=member.pk)
    missing = {
        inline.model
        for page in admin.site._registry.values()
        for inline in page.inlines
        if not inline(page.model, admin.site).has_view_permission(request)
    }
    assert missing == {EmailAddress}


def test_member_edits_the_programme_and_the_recap(member: User) -> None:
    browser, recap = client_for(member), RecapFactory()
    event = browser.get(reverse("admin:events_event_change", args=[recap.event_id])).text
    for name in ("rooms-0-name", "speakers-0-name", "items-0-title", "documents-0-file"):
        assert f'name="{name}"' in event
    page = browser.get(reverse("admin:events_recap_change", args=[recap.pk])).text
    for name in ("photos-0-alt", "quotes-0-text", "links-0-url"):
        assert f'name="{name}"' in page
    view = reverse("admin:view_on_site", args=[content_type(recap), recap.pk])
    assert view in page


def test_member_makes_nobody_a_colleague(member: User, cast: Cast) -> None:
    page = client_for(member).get(change(cast.leader))
    assert page.status_code == 200
    assert 'name="is_superuser"' not in page.content.decode()
    client_for(member).post(
        change(cast.leader), {"name": "Leonie", "is_staff": "on", "is_superuser": "on"}
    )
    leader = User.objects.get(pk=cast.leader.pk)
    assert (leader.is_staff, leader.is_superuser) == (False, False)


def test_member_cannot_touch_a_colleague(member: User, cast: Cast) -> None:
    page = client_for(member).get(change(cast.team)).content.decode()
    assert 'name="email"' not in page
    password = reverse("admin:auth_user_password_change", args=[cast.team.pk])
    assert client_for(member).get(password).status_code == 403
    actions = {"action": "deactivate", "_selected_action": [cast.team.pk]}
    client_for(member).post(reverse("admin:accounts_user_changelist"), actions)
    assert User.objects.get(pk=cast.team.pk).is_active


def test_member_manages_no_groups(member: User) -> None:
    assert client_for(member).get(reverse("admin:auth_group_changelist")).status_code == 403
