"""The pages of the visits: the plan, the trainer's week, one visit, its report."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import people
from tests.factories.training import CohortFactory, TrainerFactory
from tests.people import Cast
from tests.training.visiting import MONDAY, NOW, TUESDAY, Visiting, at
from training.domain import visits

pytestmark = pytest.mark.django_db
DURING, AFTER = at(TUESDAY, 10, 30), at(TUESDAY, 12)


@pytest.fixture(autouse=True)
def _stays_signed_in(settings: Any) -> None:
    """Travelling to the winter must not sign anybody out."""
    settings.SESSION_COOKIE_AGE = 366 * 24 * 60 * 60
    settings.IDLE_MINUTES = 366 * 24 * 60


@pytest.fixture
def one(cast: Cast) -> Visiting:
    return Visiting(cast)


@pytest.fixture
def thea(cast: Cast) -> Client:
    return people.client_for(cast.trainer)


@pytest.fixture
def petra(cast: Cast) -> Client:
    return people.client_for(cast.professional_user)


def url(name: str, *args: object) -> str:
    return reverse(f"training:{name}", args=args)


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_plan_proposes_confirms_and_says_what_is_missing(one: Visiting, thea: Client) -> None:
    one.lessons[0][1].delete()
    with time_machine.travel(NOW, tick=False):
        proposed = thea.post(url("propose_visits", one.cohort.pk), follow=True)
        assert "1 bezoek heeft een moment." in said(proposed)
        assert "Meer is niet mogelijk." in said(proposed)
        assert [each["visits"][0].obstacle for each in proposed.context["missing"]] == ["no_lesson"]
        first = one.all()[0]
        address = url("confirm_visits", one.cohort.pk)
        assert "Kruis" in said(thea.post(address, follow=True))
        thea.post(address, {"visit": [first.pk]}, follow=True)
    assert [visit.state for visit in one.all()] == ["confirmed", "open"]


def test_the_plan_is_of_ones_own_editions(one: Visiting, thea: Client, cast: Cast) -> None:
    assert thea.get(url("visit_plan")).context["cohort"] == one.cohort
    stranger = people.client_for(TrainerFactory().user)
    assert stranger.get(url("visit_plan")).context["cohort"] is None
    assert stranger.post(url("propose_visits", one.cohort.pk)).status_code == 404
    assert people.client_for(cast.team).get(url("visit_plan")).status_code == 200


def test_the_plan_opens_at_the_edition_that_runs(one: Visiting, thea: Client) -> None:
    start, end = MONDAY + timedelta(days=90), MONDAY + timedelta(days=180)
    coming = CohortFactory(start=start, end=end, trainers=[one.trainer])
    with time_machine.travel(at(TUESDAY, 9), tick=False):
        assert thea.get(url("visit_plan")).context["cohort"] == one.cohort
        page = thea.get(url("visit_plan"), {"editie": coming.pk})
    assert "Er doet nog niemand mee" in page.text


@pytest.mark.parametrize("trainees", [1, 5])
def test_the_plan_asks_the_database_the_same_for_every_size(
    cast: Cast, thea: Client, trainees: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    made = Visiting(cast, trainees=trainees)
    made.planned()
    thea.get(url("visit_plan"))
    with django_assert_num_queries(16):
        thea.get(url("visit_plan"))


@pytest.mark.parametrize("trainees", [1, 3])
def test_the_week_asks_the_database_the_same_for_every_size(
    cast: Cast, thea: Client, trainees: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    Visiting(cast, trainees=trainees).planned()
    thea.get(url("trainer_week"))
    with django_assert_num_queries(16):
        page = thea.get(url("trainer_week"), {"week": "2027-W02"})
    assert len(page.context["days"][0].stops) == trainees


def test_from_a_visit_its_trainer_goes_back_to_her_week(
    one: Visiting, thea: Client, cast: Cast
) -> None:
    visit = one.confirmed()[0]
    back = f"{url('trainer_week')}?week=2027-W02"
    assert back in thea.get(url("visit", visit.pk)).text
    for other in (cast.professional_user, cast.team):
        assert back not in people.client_for(other).get(url("visit", visit.pk)).text


def test_no_form_is_offered_before_the_lesson_or_after_the_signature(
    one: Visiting, thea: Client
) -> None:
    visit = one.confirmed()[0]
    with time_machine.travel(NOW, tick=False):
        assert "U gaat bij deze les kijken" in thea.get(url("visit", visit.pk)).text
        for name in ("visit_report", "visit_missed"):
            page = thea.get(url(name, visit.pk), follow=True)
            assert page.redirect_chain[0][0] == url("visit", visit.pk)
            assert "Dit kan na de les, niet ervoor" in said(page)
    scores = dict.fromkeys([each.pk for each in one.cohort.criteria.all()], 3)
    words = {"went_well": "Rust", "next_step": "Doorgaan", "by": one.cast.trainer, "at": AFTER}
    visits.report(visit, scores=scores, **words)
    with time_machine.travel(AFTER, tick=False):
        page = thea.get(url("visit_report", visit.pk), follow=True)
    assert "U hebt dit verslag al ondertekend" in said(page)


def test_the_week_is_a_route(cast: Cast, thea: Client) -> None:
    made = Visiting(cast, trainees=3)
    made.planned()
    page = thea.get(url("trainer_week"), {"week": "2027-W02"})
    [day] = page.context["days"]
    assert day.date == TUESDAY
    assert [stop.visit.starts.hour for stop in day.stops] == [10, 12, 13]
    assert [(stop.minutes, stop.first, stop.stays) for stop in day.stops] == [
        (0, True, False),
        (0, False, False),
        (0, False, False),
    ]
    assert "week=2027-W01" in page.context["previous_url"]


@pytest.mark.parametrize("week", ["", "x", "2027-W99", "9999-W01", "²²²²-W02"])
def test_a_week_that_makes_no_sense_is_this_week(thea: Client, week: str) -> None:
    page = thea.get(url("trainer_week"), {"week": week})
    assert (page.status_code, page.context["this_week"]) == (200, True)


def test_a_draft_is_kept_and_finishing_asks_for_the_rest(one: Visiting, thea: Client) -> None:
    visit = one.confirmed()[0]
    first, second = one.cohort.criteria.all()
    address = url("visit_report", visit.pk)
    filled = {f"criterion_{first.pk}": "2", "went_well": "Rustig begin."}
    with time_machine.travel(DURING, tick=False):
        assert thea.post(address, filled | {"do": "draft"}).status_code == 302
    with time_machine.travel(AFTER, tick=False):
        page = thea.get(address)
        assert page.context["form"].initial[f"criterion_{first.pk}"] == 2
        half = thea.post(address, filled | {"do": "finish", "next_step": ""})
        assert half.status_code == 422
        assert set(half.context["form"].errors) == {
            f"criterion_{second.pk}",
            "next_step",
            "__all__",
        }
        rest = {f"criterion_{second.pk}": "4", "next_step": "Afronden.", "do": "finish"}
        assert thea.post(address, filled | rest).status_code == 302
    assert one.all()[0].state == "held"


def test_the_trainee_reads_reacts_and_signs(one: Visiting, petra: Client) -> None:
    visit = one.confirmed()[0]
    scores = {each.pk: 3 for each in one.cohort.criteria.all()}
    texts = {"went_well": "Rustig begin.", "next_step": "Afronden."}
    visits.report(visit, scores=scores, **texts, by=one.cast.trainer, at=AFTER)
    with time_machine.travel(AFTER, tick=False):
        page = petra.get(visit.get_absolute_url())
        assert page.context["next"] == "sign"
        assert "Rustig begin." in page.content.decode()
        petra.post(url("visit_react", visit.pk), {"reaction": "Mee eens.", "do": "keep"})
        assert one.all()[0].state == "held"
        petra.post(url("visit_react", visit.pk), {"reaction": "Mee eens.", "do": "sign"})
    signed = one.all()[0]
    assert (signed.state, signed.reaction) == ("signed", "Mee eens.")


def test_nobody_acts_for_another(one: Visiting, petra: Client, cast: Cast) -> None:
    visit = one.confirmed()[0]
    for name in ("visit_report", "visit_missed", "visit_swap"):
        assert petra.get(url(name, visit.pk)).status_code == 403
    assert people.client_for(cast.team).post(url("visit_react", visit.pk)).status_code == 403
    assert people.client_for(cast.leader).get(visit.get_absolute_url()).status_code == 404


def test_another_moment_is_chosen_from_what_is_possible(one: Visiting, thea: Client) -> None:
    visit = one.due()[0]
    address, lesson = url("visit_swap", visit.pk), one.lessons[0][0]
    with time_machine.travel(NOW, tick=False):
        page = thea.get(address)
        assert list(page.context["form"].choices) == [f"{lesson.pk}-{one.trainer.pk}"]
        assert thea.post(address, {"choice": "1-1"}).status_code == 422
        thea.post(address, {"choice": f"{lesson.pk}-{one.trainer.pk}"})
    assert one.all()[0].state == "confirmed"


def test_a_moment_taken_meanwhile_is_answered_kindly(
    one: Visiting, thea: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = one.due()[0]
    lesson = one.lessons[0][0]
    monkeypatch.setattr("training.domain.visits.planning._possible", lambda *args: False)
    with time_machine.travel(NOW, tick=False):
        choice = {"choice": f"{lesson.pk}-{one.trainer.pk}"}
        page = thea.post(url("visit_swap", visit.pk), choice)
    assert page.status_code == 422
    assert "niet meer mogelijk" in page.content.decode()


def test_a_visit_that_was_not_is_noted_with_the_reason(one: Visiting, thea: Client) -> None:
    visit = one.confirmed()[0]
    with time_machine.travel(AFTER, tick=False):
        assert thea.post(url("visit_missed", visit.pk), {"reason": ""}).status_code == 422
        thea.post(url("visit_missed", visit.pk), {"reason": "De les viel uit."})
    assert one.all()[0].obstacle == "not_held"


def test_confirming_on_the_page_says_when_it_is_too_late(one: Visiting, thea: Client) -> None:
    visit = one.planned()[0]
    with time_machine.travel(DURING, tick=False):
        page = thea.post(url("visit_confirm", visit.pk), follow=True)
    assert "al begonnen" in said(page)
