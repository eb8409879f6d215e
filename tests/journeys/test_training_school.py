"""A school is asked whether somebody teaches there every week, and answers from the mail."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from tests import people
from tests.factories.training import CohortFactory
from tests.journeys import mailbag
from tests.journeys.conftest import MONDAY
from tests.journeys.person import Person
from tests.people import Cast
from training.domain import weekly
from training.models import Cohort, WeeklySchool

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

LARS, LEONIE, COR = "lars@example.org", "leonie@example.org", "cor@example.org"
ASKED, LINK = "training.weekly_asked", "/scholing/school/"


@pytest.fixture
def cast(site: str) -> Cast:
    return people.build_cast()


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    made: Cohort = CohortFactory(enrol_from=date(2026, 10, 1))
    return made


def test_schools_answer_from_the_mail_and_the_links_die(
    person: Callable[..., Person], cast: Cast, cohort: Cohort
) -> None:
    ask(cohort, cast)
    say_yes(person())
    say_no(person("training_school-no"))
    come_second(person("training_school-second"))
    try_a_changed_link(person("training_school-changed"))
    read_the_answers(person("training_school-asker"))


def test_a_link_lives_thirty_days(
    person: Callable[..., Person], cast: Cast, cohort: Cohort
) -> None:
    ask(cohort, cast)
    with time_machine.travel(MONDAY + timedelta(days=31), tick=True):
        late = person("training_school-late")
        late.read_mail(LARS, ASKED, LINK)
        late.expect_title("This link is past its term")
        late.check("past-its-term")
    assert set(WeeklySchool.objects.values_list("state", flat=True)) == {"asked"}


def ask(cohort: Cohort, cast: Cast) -> None:
    """Petra names two schools; everybody of a school gets a link of her or his own."""
    for school in (cast.school, cast.other_school):
        weekly.declare(
            cohort, cast.professional, school, by=cast.professional_user, at=timezone.now()
        )
    links = {mailbag.link_in(mailbag.latest(who, ASKED), LINK) for who in (LARS, LEONIE, COR)}
    assert len(links) == 3


def state(name: str) -> str:
    return WeeklySchool.objects.get(school__name=name).state


def say_yes(lars: Person) -> None:
    """Without signing in. Opening changes nothing; an empty answer is told."""
    lars.read_mail(LARS, ASKED, LINK)
    lars.expect_title("Does %(name)s teach with you every week?", name="Petra")
    assert state("De Vlieger") == "asked"
    lars.check("question")
    lars.press("Send the answer")
    lars.expect_error("Choose yes or no.")
    lars.check("question-refused")
    lars.choose("answer", "ja")
    lars.press("Send the answer")
    lars.expect_title("Thank you, your school has confirmed")
    assert state("De Vlieger") == "confirmed"
    lars.check("confirmed")


def say_no(leonie: Person) -> None:
    """Afterwards her link shows what she said, and takes nothing more."""
    leonie.read_mail(LEONIE, ASKED, LINK)
    leonie.choose("answer", "nee")
    leonie.press("Send the answer")
    leonie.expect_title("Thank you, your school has answered no")
    assert state("De Zeemeeuw") == "denied"
    leonie.check("denied")
    response = leonie.go(mailbag.link_in(mailbag.latest(LEONIE, ASKED), LINK))
    assert response.status == 410
    leonie.expect_title("Thank you, your school has answered no")
    expect(leonie.page.locator("main form [name=answer]")).to_have_count(0)
    leonie.check("dead")


def come_second(cor: Person) -> None:
    """His colleague was first: he reads her answer and changes nothing."""
    cor.read_mail(COR, ASKED, LINK)
    cor.expect_text(
        "%(by)s answered that %(name)s does not teach at your school every week. "
        "Was this a mistake? Call the project team.",
        by="Leonie",
        name="Petra",
    )
    expect(cor.page.locator("[name=answer]")).to_have_count(0)
    assert state("De Zeemeeuw") == "denied"


def try_a_changed_link(stranger: Person) -> None:
    """Another number, or another signature: the link says nothing about anybody."""
    link = mailbag.link_in(mailbag.latest(COR, ASKED), LINK)
    number = WeeklySchool.objects.get(school__name="De Vlieger").pk
    key = link.removeprefix(LINK)
    last = "A" if link.rstrip("/")[-1] != "A" else "B"
    for changed in (f"{link.rstrip('/')[:-1]}{last}/", f"{LINK}{number}{key[key.index('-') :]}"):
        response = stranger.go(changed)
        assert response.status == 404, changed
        stranger.expect_title("This link does not work")
        assert "Petra" not in stranger.page.locator("main").inner_text()
    stranger.check("changed")


def read_the_answers(petra: Person) -> None:
    """She got a mail of each answer; the yes is enough for the criterion."""
    mails = {state for _address, state in mailbag.everything()}
    assert "training.weekly_answered" in mails
    petra.sign_in("petra@example.org")
    petra.read_mail("petra@example.org", "training.weekly_answered", "/inschrijven/")
    petra.expect_text(
        "%(school)s has confirmed that you teach there every week.", school="De Vlieger"
    )
    petra.check("criteria")
