"""A school confirms by a link that a professional teaches there every week."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from andersom.notifications.models import Email
from andersom.workflow.models import Move
from schools.models import Member, School
from tests import people
from tests.factories.training import NOW, CohortFactory
from training.domain import weekly
from training.domain.refusals import Refused
from training.models import Cohort, WeeklySchool

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(time_machine) -> None:
    """It is Monday 23 November 2026, 10:00 in Amsterdam."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


def declare(
    cohort: Cohort, cast: people.Cast, school: School | None = None, at=NOW
) -> WeeklySchool:
    return weekly.declare(
        cohort, cast.professional, school or cast.school, by=cast.professional_user, at=at
    )


def link(asked: WeeklySchool, cast: people.Cast) -> str:
    return reverse("training:confirm_school", args=[weekly.key(asked, cast.leader)])


def state(asked: WeeklySchool) -> str:
    return WeeklySchool.objects.get(pk=asked.pk).state


def refused(act: object, code: str) -> None:
    with pytest.raises(Refused) as caught:
        act()  # type: ignore[operator]
    assert caught.value.code == code
    assert caught.value.text


def test_members_get_a_link_each(cast: people.Cast, cohort: Cohort) -> None:
    asked = declare(cohort, cast)
    mails = Email.objects.filter(kind="training.weekly_asked").order_by("address")
    assert [each.address for each in mails] == [cast.coordinator.email, cast.leader.email]
    assert link(asked, cast) in mails[1].text
    assert Move.objects.of(asked).get().verb == "ask"


def test_looking_changes_nothing_and_a_yes_counts_once(cast: people.Cast, cohort: Cohort) -> None:
    asked, visitor = declare(cohort, cast), Client()
    page = visitor.get(link(asked, cast))
    assert page.status_code == 200
    assert "Geeft Petra elke week les bij u?" in page.content.decode()
    assert state(asked) == "asked"
    done = visitor.post(link(asked, cast), {"answer": "ja"})
    assert (done.status_code, state(asked)) == (200, "confirmed")
    assert WeeklySchool.objects.get().answered_by == "Leonie"
    again = visitor.post(link(asked, cast), {"answer": "nee"})
    assert (again.status_code, state(asked)) == (410, "confirmed")
    mail = Email.objects.get(kind="training.weekly_answered")
    assert (mail.user, "bevestigt dat u daar" in mail.text) == (cast.professional_user, True)


def test_a_no_is_mailed_too(cast: people.Cast, cohort: Cohort) -> None:
    asked = declare(cohort, cast)
    Client().post(link(asked, cast), {"answer": "nee"})
    assert state(asked) == "denied"
    assert "niet elke week lesgeeft" in Email.objects.get(kind="training.weekly_answered").text


def test_no_choice_is_said_at_the_field(cast: people.Cast, cohort: Cohort) -> None:
    asked = declare(cohort, cast)
    page = Client().post(link(asked, cast), {})
    assert (page.status_code, state(asked)) == (422, "asked")
    assert "Kies ja of nee." in page.content.decode()


@pytest.mark.parametrize(
    "change", [lambda key: f"{key}x", lambda key: f"9{key}", lambda key: "1-1"]
)
def test_changed_link_shows_nothing(cast: people.Cast, cohort: Cohort, change) -> None:
    asked = declare(cohort, cast)
    key = change(weekly.key(asked, cast.leader))
    page = Client().post(reverse("training:confirm_school", args=[key]), {"answer": "ja"})
    assert (page.status_code, state(asked)) == (404, "asked")
    assert "Petra" not in page.content.decode()


def test_link_of_one_member_is_not_that_of_another(cast: people.Cast, cohort: Cohort) -> None:
    asked = declare(cohort, cast)
    key = weekly.key(asked, cast.leader).replace(f"-{cast.leader.pk}:", f"-{cast.coordinator.pk}:")
    assert weekly.read(key) is None


def test_link_of_who_left_the_school_is_dead(cast: people.Cast, cohort: Cohort) -> None:
    asked = declare(cohort, cast)
    Member.objects.filter(user=cast.leader).delete()
    assert Client().get(link(asked, cast)).status_code == 404


def test_link_dies_after_thirty_days_and_can_be_asked_again(
    cast: people.Cast, cohort: Cohort, time_machine
) -> None:
    asked = declare(cohort, cast)
    old, later = link(asked, cast), NOW + weekly.TERM
    refused(lambda: declare(cohort, cast, at=later - timedelta(seconds=1)), "weekly_asked")
    time_machine.move_to(later, tick=False)
    page = Client().post(old, {"answer": "ja"})
    assert (page.status_code, state(asked)) == (410, "asked")
    again = declare(cohort, cast, at=later)
    assert Client().get(old).status_code == 404
    assert Client().get(link(again, cast)).status_code == 200


def test_after_a_no_the_school_is_left_in_peace(cast: people.Cast, cohort: Cohort) -> None:
    asked = declare(cohort, cast)
    weekly.answer(asked, yes=False, name="Leonie", by=None, at=NOW)
    refused(lambda: declare(cohort, cast, at=NOW + timedelta(days=6)), "weekly_denied")
    assert declare(cohort, cast, at=NOW + timedelta(days=7)).state == "asked"


def test_school_without_people_goes_to_the_team(
    cast: people.Cast, cohort: Cohort, settings
) -> None:
    Member.objects.all().delete()
    asked = declare(cohort, cast)
    mail = Email.objects.get(kind="training.weekly_to_team")
    assert mail.address == settings.CONTACT_EMAIL
    assert not weekly.reaches_school(asked)
    assert [each.has_members for each in WeeklySchool.objects.with_members()] == [False]
    weekly.decide(asked, yes=True, by=cast.team, at=NOW)
    assert WeeklySchool.objects.get().answered_by == "Tess"
    refused(lambda: weekly.decide(asked, yes=True, by=cast.team, at=NOW), "too_late")


def test_team_may_put_an_answer_right(cast: people.Cast, cohort: Cohort) -> None:
    asked = declare(cohort, cast)
    weekly.answer(asked, yes=False, name="Leonie", by=None, at=NOW)
    weekly.decide(asked, yes=True, by=cast.team, at=NOW + timedelta(hours=1))
    assert state(asked) == "confirmed"
    refused(lambda: declare(cohort, cast), "weekly_confirmed")


def test_three_schools_at_most(cast: people.Cast, cohort: Cohort) -> None:
    others = [people.school(f"School {number}", f"0{number}XY00") for number in (1, 2)]
    for school in [cast.school, *others]:
        declare(cohort, cast, school)
    refused(lambda: declare(cohort, cast, cast.other_school), "weekly_three")
