"""What the project team does with schools in the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from andersom.accounts.models import Invitation
from schools.models import RegisterUpload, School
from tests.factories.accounts import UserFactory
from tests.factories.schools import GroupFactory, MemberFactory, RequestFactory, SchoolFactory
from tests.people import client_for
from tests.schools.files import old_file, old_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_for(UserFactory(staff=True, second_step=True))


def upload(client, content, **changes):
    data = {"file": SimpleUploadedFile("duo.csv", content), "municipality": "0518"} | changes
    return client.post(reverse("admin:schools_registerupload_add"), data)


def test_upload_is_previewed_and_imported_after_a_yes(client):
    shown = upload(client, old_file(old_line(), old_line("06CD00", "")))
    kept = RegisterUpload.objects.get()
    address = reverse("admin:schools_registerupload_change", args=[kept.pk])
    assert shown.url == address
    assert (School.objects.count(), kept.state) == (0, "preview")
    page = client.get(address).content.decode()
    assert "read 2 · new 1 ·" in page
    assert "05AB00 De Zeemeeuw" in page
    changelist = reverse("admin:schools_registerupload_changelist")
    chosen = {"action": "apply", "_selected_action": [kept.pk]}
    for _again in range(2):
        assert client.post(changelist, chosen).status_code == 302
    kept.refresh_from_db()
    assert (School.objects.count(), kept.state) == (1, "applied")


@pytest.mark.parametrize(
    "changes", [{}, {"municipality": "518"}, {"file": ""}], ids=["shape", "code", "no file"]
)
def test_wrong_upload_is_told_at_the_field_and_keeps_nothing(client, changes):
    answer = upload(client, b"a;b\n1;2\n", **changes)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert not RegisterUpload.objects.exists()


def test_team_invites_a_leader(client):
    school = SchoolFactory()
    address = reverse("admin:schools_school_invite", args=[school.pk])
    assert client.get(address).status_code == 200
    data = {"email": "leider@example.org", "name": "Leonie", "role": "leader"}
    assert client.post(address, data).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.kind, invitation.object_id, invitation.role) == (
        "school", school.pk, "leader",
    )  # fmt: skip
    assert client.post(address, data | {"email": "x"}).status_code == 422


def test_team_withdraws_through_the_verb_and_never_sees_drafts(client):
    found, draft = RequestFactory(open=True), RequestFactory()
    changelist = reverse("admin:schools_request_changelist")
    client.post(changelist, {"action": "withdraw", "_selected_action": [found.pk, draft.pk]})
    found.refresh_from_db()
    draft.refresh_from_db()
    assert (found.state, draft.state) == ("withdrawn", "draft")


@pytest.mark.parametrize(
    "model",
    ["schools_school", "schools_board", "schools_group", "schools_member", "schools_request",
     "schools_condition", "schools_registerupload", "reference_domain", "reference_subjecttag",
     "reference_learningarea", "reference_district", "reference_postcodearea",
     "reference_holiday"],
)  # fmt: skip
def test_lists_and_search_open(client, model):
    GroupFactory()
    MemberFactory()
    RequestFactory(open=True)
    address = reverse(f"admin:{model}_changelist")
    assert client.get(address).status_code == 200
    assert client.get(address, {"q": "Zeemeeuw 05AB"}).status_code == 200


def test_school_page_opens_with_everything_on_it(client):
    school = MemberFactory().school
    assert client.get(reverse("admin:schools_school_change", args=[school.pk])).status_code == 200


@pytest.mark.parametrize("size", [2, 30])
@pytest.mark.parametrize(("model", "queries"), [("schools_school", 17), ("schools_request", 19)])
def test_lists_have_constant_queries(client, model, queries, size, django_assert_num_queries):
    school = SchoolFactory()
    SchoolFactory.create_batch(size)
    RequestFactory.create_batch(size, school=school, open=True)
    address = reverse(f"admin:{model}_changelist")
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


def test_group_stays_in_its_school_and_year(client):
    group = GroupFactory(school_year=2026)
    address = reverse("admin:schools_group_change", args=[group.pk])
    data = {"label": group.label, "years": 16, "pupils": 20, "school_year": 2027, "active": "on"}
    assert client.post(address, data).status_code == 302
    group.refresh_from_db()
    assert (group.school_year, group.pupils) == (2026, 20)
