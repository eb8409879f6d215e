"""A trainer's week on her phone: the visits in order, two to confirm, one to report and sign."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import expect

from tests import people
from tests.journeys import looks, mailbag
from tests.journeys.person import Person
from tests.people import Cast
from tests.training.visiting import NOW, Visiting
from training.models import Criterion, Visit

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

# Monday morning; then Tuesday, when the first lesson goes from ten to eleven.
MONDAY = datetime(2027, 1, 11, 7, tzinfo=UTC)
DURING = datetime(2027, 1, 12, 9, 50, tzinfo=UTC)
AFTER = datetime(2027, 1, 12, 10, 5, tzinfo=UTC)
THEA, PETRA = "thea@example.org", "petra@example.org"


@pytest.fixture
def cast(site: str) -> Cast:
    return people.build_cast()


@pytest.fixture
def visiting(cast: Cast) -> Visiting:
    """Petra at ten and a colleague at noon, at two schools; both visits are proposed."""
    with time_machine.travel(NOW, tick=True):
        made = Visiting(cast, trainees=2, weeks=1)
        assert {visit.state for visit in made.planned()} == {"proposed"}
    return made


def test_trainer_confirms_visits_reports_and_signs_on_a_phone(
    person: Callable[..., Person], visiting: Visiting
) -> None:
    thea = person()
    hold_a_phone(thea)
    with time_machine.travel(MONDAY, tick=True):
        thea.sign_in(THEA)
        look_at_the_week(thea)
        confirm_from_the_week(thea)
        confirm_on_the_page(thea)
    with time_machine.travel(DURING, tick=True):
        thea.sign_in(THEA)
        keep_half_a_report(thea)
    with time_machine.travel(AFTER, tick=True):
        finish_and_sign(thea)


def hold_a_phone(thea: Person) -> None:
    width, height = looks.PHONE
    thea.page.set_viewport_size({"width": width, "height": height})


def look(thea: Person, name: str) -> None:
    """The check looks at a desk too, and lays the phone down."""
    thea.check(name)
    hold_a_phone(thea)


def visit(name: str) -> Visit:
    found: Visit = Visit.objects.for_reading().get(enrolment__professional__name=name)
    return found


def look_at_the_week(thea: Person) -> None:
    """By way of her own start; the stops stand in the order of the day, with the way there."""
    thea.go("/scholing/")
    look(thea, "start")
    thea.follow("To your week of visits")
    thea.expect_title("Your week of visits")
    stops = thea.page.locator("article.card h3")
    expect(stops).to_have_text(["Petra", "Trainee 1"])
    look(thea, "week")
    thea.follow("Week after")
    thea.expect_text("No visits in this week")
    thea.follow("This week")


def confirm_from_the_week(thea: Person) -> None:
    """One tap in the corridor; school and trainee get their mail."""
    with thea.page.expect_navigation():
        thea.page.locator("article", has_text="Petra").get_by_role("button").click()
    assert visit("Petra").state == "confirmed"
    assert visit("Trainee 1").state == "proposed"
    for who in (PETRA, "leonie@example.org"):
        assert mailbag.latest(who, "training.visit_confirmed")
    look(thea, "confirmed")


def confirm_on_the_page(thea: Person) -> None:
    """The other one she looks at first."""
    thea.go("/scholing/week/")
    thea.follow("Trainee 1")
    thea.expect_text("Does this moment suit?")
    look(thea, "visit")
    thea.press("Confirm")
    assert visit("Trainee 1").state == "confirmed"


def keep_half_a_report(thea: Person) -> None:
    """During the lesson there is a draft and nothing to sign."""
    thea.go("/scholing/week/")
    thea.follow("Write the report", thea.page.locator("article", has_text="Petra"))
    thea.expect_title("Report: %(name)s", name="Petra")
    expect(thea.button("Finish and sign")).to_have_count(0)
    look(thea, "report")
    first = Criterion.objects.earliest("position", "pk")
    thea.choose(f"criterion_{first.pk}", 3)
    thea.fill("went_well", "De klas was stil bij het eerste teken.")
    thea.press("Keep as a draft")
    thea.expect_text("Draft kept.")
    assert visit("Petra").state == "confirmed"
    look(thea, "draft")


def finish_and_sign(thea: Person) -> None:
    """What she wrote is still there; the gaps are told at their fields; then it is signed."""
    first, second = Criterion.objects.order_by("position", "pk")
    thea.follow("Write the report")
    expect(thea.page.locator("[name=went_well]")).to_have_value(
        "De klas was stil bij het eerste teken."
    )
    expect(thea.page.locator(f"[name=criterion_{first.pk}][value='3']")).to_be_checked()
    thea.press("Finish and sign")
    thea.expect_error("Choose 1, 2, 3 or 4.")
    thea.expect_error("Fill this in.")
    look(thea, "report-refused")
    thea.choose(f"criterion_{second.pk}", 2)
    thea.fill("next_step", "Wacht drie tellen na elke vraag.")
    thea.press("Finish and sign")
    thea.expect_text("Signed. The trainee is asked to sign too.")
    signed = visit("Petra")
    assert signed.state == "held"
    assert signed.trainer_signed_at is not None
    assert signed.trainee_signed_at is None
    assert mailbag.latest(PETRA, "training.visit_to_sign")
    look(thea, "signed")
