"""Taking a place, waiting for one, and giving it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from andersom.notifications.models import Email
from andersom.workflow.models import Move
from providers.models import Professional
from tests.factories.training import (
    NOW,
    CohortFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    TrainerFactory,
    trainee,
)
from training.domain import cohorts, enrolments
from training.domain.refusals import Refused
from training.models import Cohort, Enrolment, Intake, Visit, Waiver
from training.states import EnrolmentState, VisitState

pytestmark = pytest.mark.django_db

# Monday; five school days later is Monday 30 November, 23:59 in Amsterdam.
TERM = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)


def allowed(cohort: Cohort, name: str = "Tara") -> Professional:
    """Somebody who may enrol, by an exception of the team."""
    professional = trainee(name)
    Waiver.objects.create(
        cohort=cohort, professional=professional, reason="Bekend", by=None, at=NOW
    )
    return professional


def apply(cohort: Cohort, name: str = "Tara", at: datetime = NOW) -> Enrolment:
    professional = allowed(cohort, name)
    return enrolments.apply(cohort, professional, by=professional.user, at=at, motivation="Graag")


def state(enrolment: Enrolment) -> str:
    return Enrolment.objects.get(pk=enrolment.pk).state


def kinds(enrolment: Enrolment) -> list[str]:
    """The mails that the trainee got, oldest first."""
    found = Email.objects.filter(user=enrolment.user).order_by("pk")
    return [kind.removeprefix("training.") for kind in found.values_list("kind", flat=True)]


def refused(act: object, code: str) -> None:
    with pytest.raises(Refused) as caught:
        act()  # type: ignore[operator]
    assert caught.value.code == code
    assert caught.value.text


def test_applying_takes_a_place_and_keeps_what_was_shown() -> None:
    made = apply(CohortFactory())
    assert (made.state, made.queue_number) == (EnrolmentState.APPLIED, None)
    assert [each["code"] for each in made.eligibility] == ["link", "weekly", "waiver"]
    assert [each["met"] for each in made.eligibility] == [True, False, True]
    assert made.motivation == "Graag"
    move = Move.objects.of(made).get()
    assert (move.verb, move.source, move.target, move.by) == ("apply", "", "applied", made.user)
    assert kinds(made) == ["applied"]
    assert Cohort.objects.get().taken == 1


def test_without_a_place_comes_the_next_number() -> None:
    cohort = CohortFactory(capacity=1)
    apply(cohort)
    second, third = apply(cohort, "Bo"), apply(cohort, "Cas")
    assert [second.queue_number, third.queue_number] == [1, 2]
    assert kinds(third) == ["waiting"]
    assert "U staat op nummer 2 van de wachtlijst" in Email.objects.get(user=third.user).text


def test_trainers_hear_of_it_and_the_team_while_there_are_none(settings) -> None:
    cohort = CohortFactory()
    apply(cohort)
    trainer = TrainerFactory()
    cohort.trainers.add(trainer)
    apply(cohort, "Bo")
    found = Email.objects.filter(kind="training.new_enrolment").order_by("pk")
    assert [each.address for each in found] == [settings.CONTACT_EMAIL, trainer.user.email]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"draft": True}, "not_open"),
        ({"closed": True}, "not_open"),
        ({"enrol_from": date(2026, 11, 24)}, "too_early"),
        ({"enrol_from": date(2026, 11, 1), "enrol_until": date(2026, 11, 22)}, "over"),
    ],
)
def test_outside_the_window_is_refused(facts: dict, code: str) -> None:
    cohort = CohortFactory(**facts)
    refused(lambda: apply(cohort), code)
    assert not Enrolment.objects.exists()


def test_last_day_of_the_window_counts_until_midnight_in_amsterdam() -> None:
    cohort = CohortFactory(enrol_until=date(2026, 11, 23))
    assert apply(cohort, at=datetime(2026, 11, 23, 22, 59, tzinfo=UTC)).pk
    refused(lambda: apply(cohort, "Bo", datetime(2026, 11, 23, 23, tzinfo=UTC)), "over")


def test_enrolling_twice_is_refused_also_through_another_provider() -> None:
    cohort = CohortFactory()
    made = apply(cohort)
    again = made.professional
    refused(lambda: enrolments.apply(cohort, again, by=again.user, at=NOW), "already_enrolled")
    other = trainee("Tara")
    Professional.objects.filter(pk=other.pk).update(user=made.user)
    other.refresh_from_db()
    refused(lambda: enrolments.apply(cohort, other, by=made.user, at=NOW), "already_enrolled")


def test_who_is_not_eligible_is_refused() -> None:
    professional = trainee()
    refused(
        lambda: enrolments.apply(CohortFactory(), professional, by=professional.user, at=NOW),
        "not_eligible",
    )


def test_withdrawing_offers_the_place_to_the_first_in_the_list() -> None:
    cohort = CohortFactory(capacity=1)
    first, second, third = apply(cohort), apply(cohort, "Bo"), apply(cohort, "Cas")
    enrolments.withdraw(first, by=first.user, at=NOW, reason="Verhuisd")
    second.refresh_from_db()
    assert (second.state, second.queue_number, second.answer_by) == ("offered", None, TERM)
    assert state(third) == "waiting"
    assert kinds(first) == ["applied", "withdrawn"]
    assert kinds(second) == ["waiting", "offered"]
    assert Email.objects.filter(kind="training.place_came_free").count() == 1
    assert Cohort.objects.get().taken == 1


def test_term_skips_the_christmas_holiday() -> None:
    cohort = CohortFactory(capacity=1, start=date(2027, 2, 1))
    first, second = apply(cohort), apply(cohort, "Bo")
    # Friday 18 December: the holiday is from 19 December to 3 January.
    enrolments.withdraw(first, by=first.user, at=datetime(2026, 12, 18, 9, tzinfo=UTC))
    second.refresh_from_db()
    assert second.answer_by == datetime(2027, 1, 8, 22, 59, tzinfo=UTC)


def test_yes_takes_the_place_and_the_intake_comes_next() -> None:
    cohort = CohortFactory(capacity=1)
    first, second = apply(cohort), apply(cohort, "Bo")
    enrolments.withdraw(first, by=first.user, at=NOW)
    enrolments.accept(second, by=second.user, at=TERM - timedelta(minutes=1))
    second.refresh_from_db()
    assert (second.state, second.answer_by) == ("applied", None)
    assert kinds(second) == ["waiting", "offered", "applied"]


def test_yes_of_who_had_the_intake_admits() -> None:
    cohort, trainer = CohortFactory(capacity=1), TrainerFactory()
    made = EnrolmentFactory(cohort=cohort, state="offered", answer_by=TERM)
    Intake.objects.create(enrolment=made, done_at=NOW, done_by=trainer)
    enrolments.accept(made, by=made.user, at=NOW)
    assert state(made) == "admitted"
    assert kinds(made) == ["admitted"]


def test_yes_after_the_term_is_refused() -> None:
    made = EnrolmentFactory(state="offered", answer_by=TERM)
    refused(lambda: enrolments.accept(made, by=made.user, at=TERM), "offer_over")
    assert state(made) == "offered"


def test_yes_without_an_offer_is_refused() -> None:
    made = EnrolmentFactory(waiting=True)
    refused(lambda: enrolments.accept(made, by=made.user, at=NOW), "no_offer")


def test_an_old_no_stops_nobody_who_took_the_place() -> None:
    enrolment = EnrolmentFactory(state="offered", answer_by=TERM)
    enrolments.accept(enrolment, by=enrolment.user, at=NOW)
    refused(lambda: enrolments.turn_down(enrolment, by=enrolment.user, at=NOW), "no_offer")
    assert state(enrolment) == "applied"


def test_nobody_passes_who_waits_after_the_first_day() -> None:
    """The team has not offered the place that came free; it still is for who waits."""
    cohort = CohortFactory(capacity=1, start=date(2026, 11, 16))
    seated, waiting = apply(cohort), apply(cohort, "Wil")
    enrolments.withdraw(seated, by=seated.user, at=NOW)
    late = apply(cohort, "Lot")
    assert (state(waiting), state(late)) == ("waiting", "waiting")
    assert late.position == 2


def test_silence_passes_the_place_on() -> None:
    cohort = CohortFactory(capacity=1)
    first, second, third = apply(cohort), apply(cohort, "Bo"), apply(cohort, "Cas")
    enrolments.withdraw(first, by=first.user, at=NOW)
    assert enrolments.lapse_due(at=TERM - timedelta(minutes=1)) == 0
    assert enrolments.lapse_due(at=TERM) == 1
    assert [state(each) for each in (second, third)] == ["withdrawn", "offered"]
    assert kinds(second)[-1] == "lapsed"
    assert enrolments.lapse_due(at=TERM) == 0


def test_declining_needs_a_reason_and_frees_the_place() -> None:
    cohort = CohortFactory(capacity=1)
    first, second = apply(cohort), apply(cohort, "Bo")
    refused(lambda: enrolments.decline(first, by=None, at=NOW, reason="  "), "reason_missing")
    enrolments.decline(first, by=None, at=NOW, reason="U geeft nog te kort les.")
    assert [state(first), state(second)] == ["declined", "offered"]
    mail = Email.objects.get(kind="training.declined")
    assert (mail.user, "U geeft nog te kort les." in mail.text) == (first.user, True)


def test_admitting_before_the_intake_is_refused() -> None:
    made = EnrolmentFactory()
    refused(lambda: enrolments.admit(made, by=None, at=NOW), "too_late")
    Enrolment.objects.update(state=EnrolmentState.INTAKE_DONE)
    enrolments.admit(made, by=None, at=NOW)
    assert kinds(made) == ["admitted"]


def test_on_hold_goes_behind_who_waits_and_is_not_offered_her_own_place() -> None:
    cohort = CohortFactory(capacity=1)
    first, second, third = apply(cohort), apply(cohort, "Bo"), apply(cohort, "Cas")
    enrolments.put_on_hold(first, by=None, at=NOW)
    first.refresh_from_db()
    assert (first.state, first.queue_number) == ("waiting", 3)
    assert [state(second), state(third)] == ["offered", "waiting"]
    alone = CohortFactory(capacity=1)
    only = apply(alone, "Dex")
    enrolments.put_on_hold(only, by=None, at=NOW)
    assert state(only) == "waiting"


def test_leaving_gives_back_the_moment_and_the_visits() -> None:
    trainer = TrainerFactory()
    made = EnrolmentFactory(state="active")
    slot = IntakeSlotFactory(cohort=made.cohort, trainer=trainer)
    Intake.objects.create(enrolment=made, slot=slot)
    visit = Visit.objects.create(enrolment=made, week=date(2027, 1, 11))
    enrolments.withdraw(made, by=made.user, at=NOW)
    assert Intake.objects.get().slot is None
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED


def test_after_the_first_day_only_the_team_offers() -> None:
    cohort = CohortFactory(capacity=1, start=date(2026, 11, 23))
    first, second = apply(cohort), apply(cohort, "Bo")
    enrolments.withdraw(first, by=first.user, at=NOW)
    assert state(second) == "waiting"
    assert [each.pk for each in enrolments.offer_next(cohort, by=None, at=NOW)] == [second.pk]
    refused(lambda: enrolments.offer_next(cohort, by=None, at=NOW), "no_place")
    enrolments.withdraw(second, by=second.user, at=NOW)
    refused(lambda: enrolments.offer_next(cohort, by=None, at=NOW), "nobody_waits")


def test_new_places_go_to_who_waits_before_who_comes() -> None:
    cohort = CohortFactory(capacity=1)
    apply(cohort)
    waiting = apply(cohort, "Bo")
    Cohort.objects.update(capacity=2)
    newcomer = apply(cohort, "Cas")
    assert [state(waiting), newcomer.state, newcomer.queue_number] == ["offered", "waiting", 1]
    Cohort.objects.update(capacity=3)
    enrolments.fill(cohort, by=None, at=NOW)
    assert state(newcomer) == "offered"


def test_on_the_first_day_the_admitted_take_part() -> None:
    made = EnrolmentFactory(admitted=True)
    EnrolmentFactory(cohort=made.cohort)
    assert enrolments.start_due(at=datetime(2027, 1, 3, 22, 59, tzinfo=UTC)) == 0
    assert enrolments.start_due(at=datetime(2027, 1, 3, 23, tzinfo=UTC)) == 1
    assert state(made) == "active"


def test_closing_tells_who_waits() -> None:
    cohort = CohortFactory(capacity=1)
    first, second = apply(cohort), apply(cohort, "Bo")
    cohorts.close(cohort, by=first.user, at=NOW)
    assert [state(first), state(second)] == ["applied", "declined"]
    assert kinds(second) == ["waiting", "declined"]
