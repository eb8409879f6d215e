"""The public pages and the road from reading to a place."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from andersom.notifications.models import Email
from tests import people
from tests.factories.placements import Place
from tests.factories.training import (
    NOW,
    CohortFactory,
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
)
from training.models import Cohort, Enrolment, Waiver, WeeklySchool

pytestmark = pytest.mark.django_db

TERM = NOW + timedelta(days=7)


@pytest.fixture(autouse=True)
def now(time_machine) -> None:
    """It is Monday 23 November 2026, 10:00 in Amsterdam."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory(partners="De Haagse Hogeschool en Hogeschool Inholland")


def page(name: str, *args: object) -> str:
    return reverse(f"training:{name}", args=args)


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def waive(cohort: Cohort, cast: people.Cast) -> None:
    Waiver.objects.create(
        cohort=cohort, professional=cast.professional, reason="Begint in januari.", at=NOW
    )


def test_list_shows_published_editions_with_their_window() -> None:
    CohortFactory(title="open")
    CohortFactory(title="later", enrol_from=date(2026, 12, 1))
    CohortFactory(title="dicht", enrol_until=date(2026, 11, 20))
    CohortFactory(title="onzichtbaar", draft=True)
    CohortFactory(
        title="oud",
        enrol_from=date(2026, 1, 1),
        enrol_until=date(2026, 1, 2),
        start=date(2026, 1, 3),
        end=date(2026, 11, 22),
    )
    shown = text(Client(), page("cohort_list"))
    assert all(
        words in shown for words in ("Inschrijven kan nu", "Binnenkort", "Inschrijving gesloten")
    )
    assert "onzichtbaar" not in shown
    assert "voor de groep, oud" not in shown


def test_page_tells_everything(cohort: Cohort) -> None:
    module = ModuleFactory(cohort=cohort, title="Groepsdynamica")
    SessionFactory(module=module)
    shown = text(Client(), page("cohort", cohort.slug))
    for words in (
        "Stevig voor de groep",
        "Hogeschool Inholland",
        "Groepsdynamica",
        "ma 11 jan 2027</time>, 15:30 – 17:30",
        "Johanna Westerdijkplein",
        "Gratis voor aanbieders",
        "Een trainer bezoekt 10 lessen van u",
        "Er is elke schoolweek een bezoek.",
        "in elk van de 4 afgelopen of komende schoolweken",
        "Er zijn 15 van de 15 plekken vrij.",
    ):
        assert words in shown, words


@pytest.mark.parametrize(
    ("seated", "waiting", "words"),
    [
        (1, 0, "Er is 1 van de 2 plekken vrij."),
        (2, 0, "Alle 2 plekken zijn bezet. Wie zich nu inschrijft, is de eerste op de wachtlijst."),
        (2, 1, "Alle 2 plekken zijn bezet en er wacht 1 persoon."),
        (1, 1, "Alle 2 plekken zijn bezet en er wacht 1 persoon."),
    ],
)
def test_places_are_told_honestly(seated: int, waiting: int, words: str) -> None:
    cohort = CohortFactory(capacity=2)
    EnrolmentFactory.create_batch(seated, cohort=cohort)
    EnrolmentFactory.create_batch(waiting, cohort=cohort, waiting=True)
    assert words in text(Client(), page("cohort", cohort.slug))


def test_draft_does_not_exist_for_visitors(cast: people.Cast) -> None:
    draft = CohortFactory(draft=True)
    assert Client().get(page("cohort", draft.slug)).status_code == 404
    assert cast.client("professional_user").get(page("enrol", draft.slug)).status_code == 404
    assert cast.client("team").get(page("cohort", draft.slug)).status_code == 200


@pytest.mark.parametrize("amount", [1, 4])
def test_page_asks_as_often_for_many_modules(
    amount: int, cohort: Cohort, django_assert_num_queries
) -> None:
    for _number in range(amount):
        SessionFactory(module=ModuleFactory(cohort=cohort))
    with django_assert_num_queries(4):
        Client().get(page("cohort", cohort.slug))


def test_who_is_no_professional_reads_what_to_do(cast: people.Cast, cohort: Cohort) -> None:
    assert "Word aanbieder" in text(cast.client("leader"), page("enrol", cohort.slug))
    assert Client().get(page("enrol", cohort.slug)).status_code == 302


def test_criteria_are_shown_before_enrolling(cast: people.Cast, cohort: Cohort) -> None:
    shown = text(cast.client("professional_user"), page("enrol", cohort.slug))
    assert "U werkt voor Klankrijk." in shown
    assert "in de agenda staat er een in 0." in shown
    assert "Vraag het de school" in shown
    assert "Inschrijven en een plek innemen" not in shown


def test_lessons_open_the_form_and_enrolling_takes_a_place(
    cast: people.Cast, cohort: Cohort
) -> None:
    place = Place(school=cast.school, professional=cast.professional)
    for number in range(4):
        place.lesson(date(2026, 11, 24) + number * timedelta(weeks=1))
    client = cast.client("professional_user")
    assert "Inschrijven en een plek innemen" in text(client, page("enrol", cohort.slug))
    answer = client.post(page("enrol", cohort.slug), {"motivation": "Graag"})
    made = Enrolment.objects.get()
    assert answer.url == page("enrolment", made.pk)
    assert (made.state, made.user, made.motivation) == ("applied", cast.professional_user, "Graag")
    assert [each["met"] for each in made.eligibility] == [True, True]
    shown = text(client, page("cohort", cohort.slug))
    assert "U hebt zich ingeschreven." in shown


def test_refusal_keeps_what_was_typed(cast: people.Cast, cohort: Cohort) -> None:
    client = cast.client("professional_user")
    answer = client.post(page("enrol", cohort.slug), {"motivation": "Ik wil zo graag"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Hieronder ziet u welke voorwaarde ontbreekt" in shown
    assert "Ik wil zo graag" in shown
    assert not Enrolment.objects.exists()


def test_enrolling_twice_is_refused_at_the_place(cast: people.Cast, cohort: Cohort) -> None:
    waive(cohort, cast)
    client = cast.client("professional_user")
    assert client.post(page("enrol", cohort.slug), {}).status_code == 302
    again = client.post(page("enrol", cohort.slug), {})
    assert again.status_code == 422
    assert "U hebt zich al ingeschreven." in again.content.decode()
    assert Enrolment.objects.count() == 1


def test_outside_the_window_is_said(cast: people.Cast) -> None:
    late = CohortFactory(enrol_until=date(2026, 11, 22))
    waive(late, cast)
    client = cast.client("professional_user")
    assert "De inschrijving is gesloten." in text(client, page("enrol", late.slug))
    assert client.post(page("enrol", late.slug), {}).status_code == 422


def test_full_edition_says_that_she_will_wait(cast: people.Cast) -> None:
    full = CohortFactory(capacity=1)
    EnrolmentFactory(cohort=full)
    waive(full, cast)
    client = cast.client("professional_user")
    assert "Inschrijven voor de wachtlijst" in text(client, page("enrol", full.slug))
    client.post(page("enrol", full.slug), {})
    assert Enrolment.objects.get(user=cast.professional_user).queue_number == 1


def test_naming_a_school_asks_it(cast: people.Cast, cohort: Cohort) -> None:
    client = cast.client("professional_user")
    url = page("declare_school", cohort.slug)
    assert client.post(url, {"school": cast.school.pk}, follow=True).status_code == 200
    assert WeeklySchool.objects.get().school == cast.school
    again = client.post(url, {"school": cast.school.pk})
    assert again.status_code == 422
    assert "Wij hebben het deze school al gevraagd." in again.content.decode()
    assert client.post(url, {"school": "x"}).status_code == 422
    assert client.get(url).status_code == 302


def test_school_without_people_is_told_to_the_trainee(cast: people.Cast, cohort: Cohort) -> None:
    empty = people.school("De Stille", "07EF00")
    client = cast.client("professional_user")
    answer = client.post(page("declare_school", cohort.slug), {"school": empty.pk}, follow=True)
    assert "Het projectteam belt de school" in answer.content.decode()
    assert Email.objects.filter(kind="training.weekly_to_team").count() == 1


def enrolled(cast: people.Cast, cohort: Cohort, **facts: object) -> Enrolment:
    return EnrolmentFactory(cohort=cohort, professional=cast.professional, **facts)


def test_stopping_asks_once_more(cast: people.Cast, cohort: Cohort) -> None:
    made, client = enrolled(cast, cohort), cast.client("professional_user")
    assert "Uw plek gaat meteen naar iemand anders" in text(client, page("withdraw", made.pk))
    assert client.post(page("withdraw", made.pk), {"reason": "Verhuisd"}).status_code == 302
    assert Enrolment.objects.get().state == "withdrawn"
    assert client.post(page("withdraw", made.pk), {}).status_code == 422


def test_offer_is_taken_or_passed_on(cast: people.Cast, cohort: Cohort) -> None:
    made = enrolled(cast, cohort, state="offered", answer_by=TERM)
    client, url = cast.client("professional_user"), page("answer_offer", made.pk)
    assert "maandag 30 november 2026" in text(client, url)
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"answer": "ja"}).url == page("enrolment", made.pk)
    assert Enrolment.objects.get().state == "applied"
    Enrolment.objects.update(state="offered", answer_by=TERM)
    client.post(url, {"answer": "nee"})
    assert Enrolment.objects.get().state == "withdrawn"


def test_late_answer_is_refused(cast: people.Cast, cohort: Cohort) -> None:
    made = enrolled(cast, cohort, state="offered", answer_by=datetime(2026, 11, 22, tzinfo=UTC))
    client, url = cast.client("professional_user"), page("answer_offer", made.pk)
    assert "De tijd om te antwoorden is voorbij" in text(client, url)
    assert client.post(url, {"answer": "ja"}).status_code == 422
    assert Enrolment.objects.get().state == "offered"


def test_only_she_answers(cast: people.Cast, cohort: Cohort) -> None:
    made = enrolled(cast, cohort)
    assert cast.client("team").post(page("withdraw", made.pk)).status_code == 403
    assert cast.client("owner").get(page("withdraw", made.pk)).status_code == 404
    assert cast.client("leader").post(page("answer_offer", made.pk)).status_code == 404
