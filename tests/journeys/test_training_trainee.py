"""From the public page of the training programme to a certificate that anybody may check.

The edition is small: one session and one visit. The clock is moved on from October to December.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import expect

from providers.models import Qualification
from tests import people
from tests.factories.placements import Place
from tests.factories.training import (
    CohortFactory,
    CriterionFactory,
    IntakeSlotFactory,
    ModuleFactory,
    SessionFactory,
    lasting,
)
from tests.journeys import mailbag
from tests.journeys.person import Person
from tests.people import Cast
from training import tasks
from training.models import Certificate, Cohort, Criterion, Enrolment, Session, Trainer, Visit

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

PETRA, LARS, THEA = "petra@example.org", "lars@example.org", "thea@example.org"
INTAKE = datetime(2026, 10, 6, 12, tzinfo=UTC)
SESSION = datetime(2026, 11, 30, 14, 30, tzinfo=UTC)
LESSON = date(2026, 12, 1)
AFTER_LESSON = datetime(2026, 12, 1, 11, tzinfo=UTC)
PROGRAMME = "Stevig voor de groep"
GOAL = "Ik geef de klas tijd om na te denken."


@pytest.fixture
def cast(site: str) -> Cast:
    return people.build_cast()


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    """One session, one visit, two criteria; one lesson of Petra stands in the calendar."""
    trainer = Trainer.objects.get(user=cast.trainer)
    made: Cohort = CohortFactory(
        title="najaar 2026",
        slug="najaar-2026",
        enrol_from=date(2026, 10, 1),
        enrol_until=date(2026, 10, 31),
        start=date(2026, 11, 30),
        end=date(2026, 12, 18),
        visits=1,
        trainers=[trainer],
    )
    module = ModuleFactory(cohort=made, description="Wat er in een klas gebeurt, en wat u doet.")
    SessionFactory(module=module, trainer=trainer, during=lasting(SESSION))
    for title in ("Structuur", "Grenzen"):
        CriterionFactory(cohort=made, title=title, levels="begint\ngroeit\nkan het\nals voorbeeld")
    IntakeSlotFactory(cohort=made, trainer=trainer, during=lasting(INTAKE, 30))
    Place(school=cast.school, professional=cast.professional).lesson(LESSON)
    return made


@contextmanager
def on(moment: datetime) -> Iterator[None]:
    """The clock of the house; what it does by itself is done by then."""
    with time_machine.travel(moment, tick=True):
        tasks.look()
        tasks.look_at_visits()
        yield


def test_trainee_goes_from_the_information_page_to_a_certificate(
    person: Callable[..., Person], cast: Cast, cohort: Cohort, tmp_path: Path
) -> None:
    petra, thea = person(), person("training_trainee-trainer")
    find_the_edition(petra)
    read_the_criteria(petra)
    confirm_weekly(person("training_trainee-school"))
    enrol(petra)
    write_before_the_intake(petra)
    choose_a_moment(petra)
    with on(INTAKE):
        finish_the_intake(thea)
        admit(person("training_trainee-team"))
    with on(SESSION):
        note_attendance(thea)
        plan_the_visit(thea)
        see_what_comes(petra)
    with on(AFTER_LESSON):
        report(thea)
        sign(petra)
        award(person("training_trainee-award"), cohort)
        download(petra, tmp_path)
        check_on_paper(person("training_trainee-anybody"))


def enrolment() -> Enrolment:
    return Enrolment.objects.get()


# --- From the public page to a place ------------------------------------------------------------


def find_the_edition(petra: Person) -> None:
    """As a visitor; only the button asks to sign in, and leads on to enrolling."""
    petra.go("/scholingstraject/")
    petra.check("editions")
    with petra.page.expect_navigation():
        petra.page.locator("main a[href='/scholingstraject/najaar-2026/']").first.click()
    petra.expect_title(PROGRAMME)
    petra.check("edition")
    petra.follow("Sign in and enrol")
    petra.sign_in_here(PETRA)
    petra.expect_title("Enrol")


def read_the_criteria(petra: Person) -> None:
    """One is met, one is not, with the reason and what would mend it; she names a school."""
    petra.expect_text("You work for %(provider)s.", provider="Klankrijk")
    petra.expect_text("You can enrol as soon as both criteria are met. "
                      "This page shows at once when they are.")  # fmt: skip
    tones = [one.get_attribute("data-tone") for one in petra.page.locator(".reasons > li").all()]
    assert tones == ["ok", "warn"]
    expect(petra.page.locator("[name=motivation]")).to_have_count(0)
    petra.check("not-eligible")
    petra.press("Ask the school")
    petra.expect_error("Choose the school.")
    petra.check("school-missing")
    petra.select("school", "De Vlieger, 2566AA")
    petra.press("Ask the school")
    petra.expect_text("We have asked %(school)s. You get a mail as soon as there is an answer.",
                      school="De Vlieger")  # fmt: skip
    petra.check("school-asked")


def confirm_weekly(lars: Person) -> None:
    """The school, from the mail, without signing in."""
    lars.read_mail(LARS, "training.weekly_asked", "/scholing/school/")
    lars.choose("answer", "ja")
    lars.press("Send the answer")
    lars.expect_title("Thank you, your school has confirmed")
    lars.check("confirmed")


def enrol(petra: Person) -> None:
    petra.read_mail(PETRA, "training.weekly_answered", "/inschrijven/")
    petra.expect_text(
        "%(school)s has confirmed that you teach there every week.", school="De Vlieger"
    )
    petra.check("eligible")
    petra.fill("motivation", "Ik wil rust in de klas.")
    petra.press("Enrol and take a place")
    petra.expect_title(PROGRAMME)
    petra.expect_text("You have enrolled. A mail is on its way.")
    assert enrolment().state == "applied"
    assert mailbag.latest(PETRA, "training.applied")
    petra.check("applied")
    petra.go("/scholingstraject/najaar-2026/inschrijven/")
    petra.expect_text("You have enrolled.")
    petra.check("enrolled-already")


# --- The intake ---------------------------------------------------------------------------------


def write_before_the_intake(petra: Person) -> None:
    """Half of it is kept as a draft, and is too little to send."""
    petra.go(f"/mijn-scholing/{enrolment().pk}/")
    petra.follow("Fill it in")
    petra.expect_title("Your intake")
    petra.check("intake-empty")
    petra.fill("experience", "Drie jaar muziek in groep 5 tot 8.")
    petra.press("Keep as a draft")
    petra.expect_text("Your draft is kept.")
    petra.press("Send to my trainer")
    expect(petra.page.locator("[data-error-summary]")).to_be_visible()
    expect(petra.page.locator("[name=experience]")).to_have_value(
        "Drie jaar muziek in groep 5 tot 8."
    )
    petra.check("intake-refused")
    petra.fill_all(brings="Liedjes die altijd werken.", needs="De groep stil krijgen.")
    petra.press("Send to my trainer")
    petra.expect_text("Sent. Your trainer reads it before the conversation.")


def choose_a_moment(petra: Person) -> None:
    petra.page.locator("input[name=slot]").check()
    petra.press("Take this moment")
    petra.expect_text("The moment is yours. We confirm it by mail.")
    assert enrolment().state == "intake_planned"
    assert mailbag.latest(PETRA, "training.intake_chosen")
    petra.check("moment")


def finish_the_intake(thea: Person) -> None:
    """Without a goal it is not finished; the notes are not lost."""
    thea.sign_in(THEA)
    thea.go("/scholing/")
    thea.check("start")
    thea.follow("To the conversation")
    thea.expect_title("Intake of %(name)s", name="Petra")
    thea.fill("notes", "Weet wat ze wil.")
    thea.press("The intake is finished")
    thea.expect_text("Agree on at least one learning goal first. Then you can finish the intake.")
    expect(thea.page.locator("[name=notes]")).to_have_value("Weet wat ze wil.")
    thea.check("goal-missing")
    thea.press("Only keep the notes")
    thea.fill("text", GOAL)
    thea.press("Add the goal")
    thea.press("The intake is finished")
    thea.expect_text("The intake is finished. The trainee gets a mail about the goals.")
    assert enrolment().state == "intake_done"
    thea.check("intake-done")


def admit(tess: Person) -> None:
    """The team decides in the admin, and does not read the intake."""
    tess.sign_in("tess@example.org", second_step=True)
    tess.go("/beheer/training/enrolment/")
    tess.check("enrolments")
    tess.follow("Decide")
    tess.expect_text("Intake finished")
    assert "Weet wat ze wil" not in tess.page.content()
    tess.check("decide")
    tess.choose("verb", "admit")
    tess.press("Decide and mail")
    assert enrolment().state == "admitted"
    assert mailbag.latest(PETRA, "training.admitted")
    tess.check("admitted")


# --- The programme ------------------------------------------------------------------------------


def note_attendance(thea: Person) -> None:
    """On the first day she takes part; the trainer ticks the list."""
    assert enrolment().state == "active"
    thea.sign_in(THEA)
    thea.go("/scholing/")
    thea.follow("Attendance", thea.page.locator("section[aria-labelledby=sessions-title]"))
    thea.expect_title("Attendance: %(module)s", module="Groepsdynamica")
    thea.check("attendance")
    thea.choose(f"state-{enrolment().pk}", "present")
    thea.press("Keep the attendance")
    thea.expect_text("The attendance is kept.")
    assert Session.objects.get().attendances.present().count() == 1


def plan_the_visit(thea: Person) -> None:
    """The planner proposes the one lesson in the calendar; confirming mails the school."""
    thea.go("/scholing/planning/")
    thea.check("plan")
    thea.press("Propose a plan")
    assert Visit.objects.get().state == "proposed"
    thea.check("proposed")
    thea.page.locator("input[name=visit]").check()
    thea.press("Confirm the ticked visits")
    assert Visit.objects.get().state == "confirmed"
    for who in (PETRA, "leonie@example.org"):
        assert mailbag.latest(who, "training.visit_confirmed")
    thea.check("planned")


def see_what_comes(petra: Person) -> None:
    """After the session the visit is what comes next; the goal stands on her page."""
    petra.sign_in(PETRA)
    petra.go(f"/mijn-scholing/{enrolment().pk}/")
    petra.expect_text(GOAL)
    petra.expect_text("Present")
    petra.check("taking-part")
    petra.go(Visit.objects.get().get_absolute_url())
    petra.expect_title("Practice visit")
    petra.check("visit")


def report(thea: Person) -> None:
    thea.sign_in(THEA)
    thea.go("/scholing/week/")
    thea.follow("Write the report")
    for criterion, score in zip(Criterion.objects.all(), (3, 2), strict=True):
        thea.choose(f"criterion_{criterion.pk}", score)
    thea.fill_all(went_well="Er werd geluisterd.", next_step="Tel tot drie na een vraag.")
    thea.press("Finish and sign")
    thea.expect_text("Signed. The trainee is asked to sign too.")
    thea.check("reported")


def sign(petra: Person) -> None:
    """Her next step leads to the report; with her signature everything is there."""
    petra.sign_in(PETRA)
    petra.go(f"/mijn-scholing/{enrolment().pk}/")
    petra.follow("Read and sign")
    petra.expect_text("Tel tot drie na een vraag.")
    petra.check("to-sign")
    petra.fill("reaction", "Dat ga ik proberen.")
    petra.press("Sign")
    petra.expect_text("Signed. The visit counts.")
    assert Visit.objects.get().state == "signed"
    petra.go(f"/mijn-scholing/{enrolment().pk}/")
    petra.expect_text("You have met everything: well done!")
    petra.check("all-met")


# --- The certificate ----------------------------------------------------------------------------


def award(tess: Person, cohort: Cohort) -> None:
    """From the board of the edition; from then on it counts in matching."""
    tess.sign_in("tess@example.org", second_step=True)
    tess.go(f"/scholing/overzicht/{cohort.pk}/")
    expect(tess.page.get_by_role("checkbox", name="Petra")).to_be_checked()
    tess.check("board")
    tess.press("Award")
    assert enrolment().state == "completed"
    assert Qualification.objects.get(title=PROGRAMME).valid_from == LESSON
    assert mailbag.latest(PETRA, "training.certificate_awarded")
    tess.check("awarded")


def download(petra: Person, folder: Path) -> None:
    petra.go(f"/mijn-scholing/{enrolment().pk}/")
    petra.expect_text("Your certificate is ready")
    petra.check("certificate")
    with petra.page.expect_download() as started:
        petra.page.get_by_role("link", name=petra.text("Download the certificate")).first.click()
    kept = folder / started.value.suggested_filename
    started.value.save_as(kept)
    assert kept.name == "certificaat-stevig-voor-de-groep-petra.pdf"
    assert kept.read_bytes().startswith(b"%PDF-")


def check_on_paper(anybody: Person) -> None:
    """With the code from the paper; a guessed one says nothing."""
    anybody.go("/certificaat/")
    anybody.check("check-form")
    code = Certificate.objects.get().grouped_code
    anybody.fill("code", code.lower())
    anybody.page.locator("main form").last.locator("button[type=submit]").click()
    anybody.expect_title("This certificate is valid")
    shown = anybody.page.locator("main dl.facts dd").all_inner_texts()
    assert shown == ["Petra", PROGRAMME, "1 december 2026", anybody.text("without an end")]
    anybody.check("check")
    response = anybody.go("/certificaat/AAAA-AAAA-AAAA-AAAA/")
    assert response.status == 404
    assert "Petra" not in anybody.page.content()
    anybody.check("check-unknown")
