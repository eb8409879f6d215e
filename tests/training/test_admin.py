"""The team makes editions and decides; what the database refuses is said at the field."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.forms import BaseForm, BaseFormSet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from andersom.notifications.models import Email
from andersom.workflow.models import Move
from tests import people
from tests.factories.training import (
    NOW,
    CohortFactory,
    CriterionFactory,
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
)
from training.models import Cohort, Enrolment, Material, Session, Trainer, Waiver, WeeklySchool

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(time_machine) -> None:
    """It is Monday 23 November 2026, 10:00 in Amsterdam."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def team(cast: people.Cast) -> Client:
    return cast.client("team")


def url(model: str, act: str, *args: object) -> str:
    return reverse(f"admin:training_{model}_{act}", args=args)


def filled(client: Client, where: str) -> dict[str, Any]:
    """What the form posts when nobody changes anything."""
    context = client.get(where).context
    forms = [context["adminform"].form]
    data: dict[str, Any] = {}
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        data |= {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    return data


def errors(answer: Any) -> dict[str, list[str]]:
    """Field → what is said there, of the form and its inlines."""
    assert answer.status_code == 200
    said: dict[str, list[str]] = {}
    form: BaseForm = answer.context["adminform"].form
    said |= {name: list(texts) for name, texts in form.errors.items()}
    for inline in answer.context["inline_admin_formsets"]:
        formset: BaseFormSet = inline.formset
        for row in formset.forms:
            said |= {row.add_prefix(name): list(texts) for name, texts in row.errors.items()}
    return said


def act(client: Client, model: str, name: str, *chosen: Any, follow: bool = True) -> Any:
    data = {"action": name, "_selected_action": [each.pk for each in chosen]}
    return client.post(url(model, "changelist"), data, follow=follow)


def test_capacity_below_the_places_taken_is_said_at_the_field(team: Client) -> None:
    cohort = CohortFactory(capacity=3)
    EnrolmentFactory.create_batch(2, cohort=cohort)
    where = url("cohort", "change", cohort.pk)
    data = filled(team, where)
    assert errors(team.post(where, data | {"capacity": "1"})) == {
        "capacity": ["Er hebben al meer mensen een plek."]
    }
    assert team.post(where, data | {"capacity": "2"}).status_code == 302
    assert Cohort.objects.get().capacity == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("end", "2027-01-03"),
        ("enrol_until", "2026-10-01"),
        ("attendance", "101"),
        ("capacity", "0"),
        ("weeks", "0"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(team: Client, field: str, value: str) -> None:
    where = url("cohort", "change", CohortFactory().pk)
    said = errors(team.post(where, filled(team, where) | {field: value}))
    assert next(iter(said)) == field


def test_raising_the_capacity_offers_the_new_places(team: Client) -> None:
    cohort = CohortFactory(capacity=1)
    EnrolmentFactory(cohort=cohort)
    waiting = EnrolmentFactory(cohort=cohort, waiting=True)
    where = url("cohort", "change", cohort.pk)
    assert team.post(where, filled(team, where) | {"capacity": "2"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "offered"


def session_data(number: int, **facts: object) -> dict[str, object]:
    return {f"sessions-{number}-{name}": value for name, value in facts.items()}


def new_sessions(data: dict[str, Any], *rows: dict[str, object]) -> dict[str, Any]:
    for number, row in enumerate(rows):
        data |= session_data(number, **row)
    return data | {"sessions-TOTAL_FORMS": len(rows)}


def test_sessions_have_a_day_and_times(team: Client) -> None:
    module, trainer = ModuleFactory(), TrainerFactory()
    where = url("cohort", "change", module.cohort_id)
    row = {"module": module.pk, "day": "2027-01-11", "begins": "15:30", "ends": "17:30"}
    data = new_sessions(filled(team, where), row | {"trainer": trainer.pk})
    assert team.post(where, data).status_code == 302
    made = Session.objects.get()
    assert (made.cohort_id, f"{made.starts:%d %H:%M}-{made.ends:%H:%M}") == (
        module.cohort_id,
        "11 15:30-17:30",
    )
    back = new_sessions(filled(team, where), row | {"id": made.pk, "ends": "15:30"})
    assert errors(team.post(where, back | {"sessions-INITIAL_FORMS": 1})) == {
        "sessions-0-ends": ["De bijeenkomst eindigt voordat die begint."]
    }


def test_trainer_in_two_places_is_said_at_the_field(team: Client) -> None:
    module, trainer = ModuleFactory(), TrainerFactory()
    SessionFactory(trainer=trainer)
    where = url("cohort", "change", module.cohort_id)
    row = {"module": module.pk, "day": "2027-01-11", "trainer": trainer.pk}
    data = filled(team, where)
    busy = new_sessions(dict(data), row | {"begins": "16:30", "ends": "18:30"})
    text = ["Deze trainer geeft dan een andere bijeenkomst."]
    assert errors(team.post(where, busy)) == {"sessions-0-begins": text}
    both = new_sessions(
        dict(data),
        row | {"begins": "09:00", "ends": "11:00"},
        row | {"begins": "10:00", "ends": "12:00"},
    )
    assert errors(team.post(where, both)) == {"sessions-1-begins": text}


def test_two_sessions_may_change_places(team: Client) -> None:
    trainer, module = TrainerFactory(), ModuleFactory()
    first = SessionFactory(module=module, trainer=trainer)
    second = SessionFactory(
        module=module, trainer=trainer, during=lasting(first.during.lower + timedelta(days=7))
    )
    where = url("cohort", "change", module.cohort_id)
    data = filled(team, where)
    data |= {"sessions-0-day": "2027-01-18", "sessions-1-day": "2027-01-11"}
    assert team.post(where, data).status_code == 302
    assert Session.objects.get(pk=first.pk).during == second.during
    assert set(Session.objects.values_list("trainer", flat=True)) == {trainer.pk}


def test_module_of_another_edition_is_refused_at_the_field(team: Client) -> None:
    module, other = ModuleFactory(), ModuleFactory()
    where = url("cohort", "change", module.cohort_id)
    row = {"module": other.pk, "day": "2027-01-11", "begins": "15:30", "ends": "17:30"}
    said = errors(team.post(where, new_sessions(filled(team, where), row)))
    assert list(said) == ["sessions-0-module"]


def test_publishing_needs_dates_and_closing_tells_who_waits(team: Client) -> None:
    draft = CohortFactory(draft=True, capacity=1)
    assert (
        "heeft nog geen modules en data" in act(team, "cohort", "publish", draft).content.decode()
    )
    SessionFactory(module=ModuleFactory(cohort=draft))
    act(team, "cohort", "publish", draft)
    EnrolmentFactory(cohort=draft)
    waiting = EnrolmentFactory(cohort=draft, waiting=True)
    refused = act(team, "cohort", "unpublish", draft).content.decode()
    assert "Sluit de editie liever" in refused
    act(team, "cohort", "close", draft)
    waiting.refresh_from_db()
    assert (Cohort.objects.get().state, waiting.state) == ("closed", "declined")
    act(team, "cohort", "reopen", draft)
    assert [move.verb for move in Move.objects.of(draft)] == ["publish", "close", "reopen"]


def test_copy_has_the_modules_but_no_people_and_dates(team: Client) -> None:
    cohort = CohortFactory(slug="voorjaar")
    module = ModuleFactory(cohort=cohort)
    Material.objects.create(module=module, title="Lezen", url="https://example.org/")
    SessionFactory(module=module)
    CriterionFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort)
    answer = act(team, "cohort", "copy", cohort, follow=False)
    made = Cohort.objects.get(slug="voorjaar-2")
    assert answer.url == url("cohort", "change", made.pk)
    assert (made.state, made.taken, made.sessions.count()) == ("draft", 0, 0)
    assert (made.modules.count(), made.criteria.count()) == (1, 1)
    assert Material.objects.filter(module__cohort=made).count() == 1
    assert Cohort.objects.get(slug="voorjaar").modules.count() == 1


def decide(team: Client, made: Enrolment, **data: str) -> Any:
    return team.post(url("enrolment", "decide", made.pk), data)


def test_no_needs_a_reason_which_is_mailed(team: Client) -> None:
    made = EnrolmentFactory(motivation="Ik wil graag leren.")
    page = team.get(url("enrolment", "decide", made.pk)).content.decode()
    assert "Ik wil graag leren." in page
    assert "Toelaten" not in page  # not before the intake
    said = decide(team, made, verb="decline", reason="").content.decode()
    assert "Zeg waarom: de deelnemer moet weten wat die kan doen." in said
    assert decide(team, made, verb="decline", reason="Nu nog te weinig les.").status_code == 302
    assert "Nu nog te weinig les." in Email.objects.get(kind="training.declined").text
    made.refresh_from_db()
    assert made.state == "declined"


def test_team_admits_and_puts_on_the_list(team: Client) -> None:
    ready = EnrolmentFactory(state="intake_done")
    fresh = EnrolmentFactory(cohort=ready.cohort)
    answer = act(team, "enrolment", "admit", ready, fresh).content.decode()
    assert "iemand anders was u voor" in answer
    act(team, "enrolment", "put_on_hold", fresh)
    states = Enrolment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["admitted", "waiting"]
    assert Move.objects.of(ready).get().by is not None


def test_enrolment_itself_is_only_read(team: Client) -> None:
    made = EnrolmentFactory()
    assert team.get(url("enrolment", "change", made.pk)).status_code == 200
    assert team.get(url("enrolment", "add")).status_code == 403
    assert team.get(url("enrolment", "delete", made.pk)).status_code == 403
    assert team.get(url("cohort", "delete", made.cohort_id)).status_code == 403


def test_exception_needs_a_reason_and_remembers_who(cast: people.Cast, team: Client) -> None:
    cohort, where = CohortFactory(), url("waiver", "add")
    data = {"cohort": cohort.pk, "professional": cast.professional.pk, "reason": " "}
    assert list(errors(team.post(where, data))) == ["reason"]
    assert team.post(where, data | {"reason": "Begint in januari."}).status_code == 302
    made = Waiver.objects.get()
    assert (made.by, made.at) == (cast.team, NOW)
    twice = team.post(where, data | {"reason": "Nog eens."})
    assert "Deze uitzondering is al gemaakt." in twice.content.decode()


def test_team_answers_for_a_school(cast: people.Cast, team: Client) -> None:
    asked = WeeklySchool.objects.create(
        cohort=CohortFactory(),
        professional=cast.professional,
        school=cast.school,
        asked_at=NOW,
        asked_by=cast.professional_user,
    )
    act(team, "weeklyschool", "confirm", asked)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("confirmed", "Tess")
    assert Email.objects.filter(kind="training.weekly_answered").count() == 1


def test_trainer_away_backwards_is_said_at_the_field(cast: people.Cast, team: Client) -> None:
    trainer = Trainer.objects.get(user=cast.trainer)
    where = url("trainer", "change", trainer.pk)
    data = filled(team, where) | {"day_parts": ["0", "1"], "away-TOTAL_FORMS": 1}
    row = {"away-0-first_day": "2027-02-02", "away-0-last_day": "2027-02-01"}
    said = errors(team.post(where, data | row))
    assert said == {"away-0-last_day": ["De laatste dag ligt vóór de eerste dag."]}
    assert team.post(where, data | row | {"away-0-last_day": "2027-02-03"}).status_code == 302
    trainer.refresh_from_db()
    assert trainer.day_parts == 3


def rows(amount: int) -> None:
    """So many rows in every list."""
    for _number in range(amount):
        made = EnrolmentFactory(waiting=True)
        SessionFactory(module=ModuleFactory(cohort=made.cohort), trainer=TrainerFactory())
        Waiver.objects.create(
            cohort=made.cohort, professional=made.professional, reason="Ja", at=NOW
        )
        WeeklySchool.objects.create(
            cohort=made.cohort,
            professional=made.professional,
            school=people.school(f"School {made.pk}", f"{10 + made.pk % 90}XY00"),
            asked_at=NOW,
        )


LISTS = "programme cohort module session trainer enrolment waiver weeklyschool"


@pytest.mark.parametrize("model", LISTS.split())
def test_list_asks_as_often_for_many_rows(
    model: str, team: Client, django_assert_num_queries
) -> None:
    rows(1)
    team.get(url(model, "changelist"))  # the session begins
    with CaptureQueriesContext(connection) as few:
        team.get(url(model, "changelist"))
    rows(4)
    with django_assert_num_queries(len(few)):
        assert team.get(url(model, "changelist")).status_code == 200
