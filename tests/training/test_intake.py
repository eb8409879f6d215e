"""The intake: what is written stays, a moment has one taker, and both sides hear of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from andersom.accounts.models import User
from andersom.notifications.domain import reminders
from andersom.notifications.models import Email
from tests.factories.training import (
    NOW,
    CohortFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
    trainee,
)
from tests.placements.threads import together
from training.domain import intake
from training.domain.refusals import Refused
from training.models import Cohort, Enrolment, Intake, IntakeSlot, LearningGoal, Trainer
from training.states import EnrolmentState

pytestmark = pytest.mark.django_db
WORDS = {"experience": "Tien jaar.", "brings": "Muziek.", "needs": "Rust in de groep."}


@dataclass
class Scene:
    cohort: Cohort
    trainer: Trainer
    enrolment: Enrolment
    slot: IntakeSlot

    @property
    def herself(self) -> User:
        assert self.enrolment.user is not None
        return self.enrolment.user

    def another_slot(self, days: int = 1) -> IntakeSlot:
        begins = datetime(2026, 11, 30, 9, tzinfo=UTC) + timedelta(days=days)
        return IntakeSlotFactory(
            cohort=self.cohort, trainer=self.trainer, during=lasting(begins, 30)
        )

    def choose(self, slot: IntakeSlot | None = None) -> Intake:
        return intake.choose(self.enrolment, slot or self.slot, by=self.herself, at=NOW)


def make_scene() -> Scene:
    trainer = TrainerFactory()
    cohort = CohortFactory(trainers=[trainer])
    slot = IntakeSlotFactory(cohort=cohort, trainer=trainer)
    return Scene(cohort, trainer, EnrolmentFactory(cohort=cohort), slot)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.code == code
    assert refusal.value.text


def kinds() -> dict[str, int]:
    found: dict[str, int] = {}
    for kind in Email.objects.values_list("kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def test_a_draft_is_kept_and_only_sending_sends(scene: Scene) -> None:
    kept = intake.save(scene.enrolment, **WORDS, by=scene.herself, at=NOW)
    assert (kept.experience, kept.submitted_at) == ("Tien jaar.", None)
    sent = intake.save(scene.enrolment, **WORDS, by=scene.herself, at=NOW, send=True)
    assert sent.submitted_at == NOW
    later = NOW + timedelta(days=1)
    again = intake.save(scene.enrolment, **WORDS, by=scene.herself, at=later, send=True)
    assert again.submitted_at == NOW


def test_choosing_plans_the_intake_and_mails_both(scene: Scene) -> None:
    chosen = scene.choose()
    scene.enrolment.refresh_from_db()
    assert chosen.slot == scene.slot
    assert scene.enrolment.state == EnrolmentState.INTAKE_PLANNED
    assert kinds() == {"training.intake_chosen": 2}


def test_choosing_the_same_moment_again_changes_nothing(scene: Scene) -> None:
    scene.choose()
    scene.choose()
    assert kinds() == {"training.intake_chosen": 2}


def test_a_moment_taken_meanwhile_is_refused_and_nothing_is_lost(scene: Scene) -> None:
    intake.save(scene.enrolment, **WORDS, by=scene.herself, at=NOW)
    other = EnrolmentFactory(cohort=scene.cohort, professional=trainee("Truus"))
    intake.choose(other, scene.slot, by=other.user, at=NOW)
    refused("slot_taken", scene.choose)
    scene.enrolment.refresh_from_db()
    assert scene.enrolment.state == EnrolmentState.APPLIED
    assert scene.enrolment.intake.needs == "Rust in de groep."


def test_a_moment_of_another_edition_or_of_the_past_is_refused(scene: Scene) -> None:
    other = IntakeSlotFactory(cohort=CohortFactory(), trainer=TrainerFactory())
    refused("slot_taken", lambda: scene.choose(other))
    late = scene.slot.during.lower
    refused(
        "slot_over", lambda: intake.choose(scene.enrolment, scene.slot, by=scene.herself, at=late)
    )


def test_another_moment_frees_the_first(scene: Scene) -> None:
    scene.choose()
    second = scene.another_slot()
    scene.choose(second)
    assert list(IntakeSlot.objects.free(NOW)) == [scene.slot]
    assert kinds() == {"training.intake_chosen": 2, "training.intake_moved": 2}


def test_a_trainer_who_loses_the_conversation_hears_so(scene: Scene) -> None:
    scene.choose()
    colleague = TrainerFactory()
    other = IntakeSlotFactory(cohort=scene.cohort, trainer=colleague)
    scene.choose(other)
    mail = Email.objects.get(kind="training.intake_cancelled")
    assert mail.user == scene.trainer.user


def test_the_trainee_gives_the_moment_back(scene: Scene) -> None:
    scene.choose()
    intake.cancel(scene.enrolment, by=scene.herself, at=NOW)
    scene.enrolment.refresh_from_db()
    assert scene.enrolment.state == EnrolmentState.APPLIED
    assert list(IntakeSlot.objects.free(NOW)) == [scene.slot]
    refused("no_moment", lambda: intake.cancel(scene.enrolment, by=scene.herself, at=NOW))


def test_a_trainer_who_cancels_takes_the_moment_away(scene: Scene) -> None:
    scene.choose()
    intake.cancel(scene.enrolment, by=scene.trainer.user, at=NOW, reason="Ik ben ziek.")
    assert not IntakeSlot.objects.exists()
    mail = Email.objects.get(kind="training.intake_cancelled", user=scene.herself)
    assert "Ik ben ziek" in mail.text


def test_slots_are_made_as_many_as_fit(scene: Scene) -> None:
    made, left_out = intake.add_slots(
        scene.cohort,
        scene.trainer,
        day=date(2026, 11, 30),
        start=time(9, 30),
        end=time(11, 20),
        minutes=30,
        place="Digitaal",
        by=scene.trainer.user,
        at=NOW,
    )
    assert [f"{slot.starts:%H:%M}" for slot in made] == ["09:30", "10:30"]
    assert left_out == 1  # at ten o'clock there was one


def test_slots_avoid_the_trainers_sessions_and_the_past(scene: Scene) -> None:
    session = SessionFactory(module=ModuleFactory(cohort=scene.cohort), trainer=scene.trainer)
    facts = {"minutes": 30, "place": "x", "by": scene.trainer.user, "at": NOW}
    made, left_out = intake.add_slots(
        scene.cohort,
        scene.trainer,
        day=session.starts.date(),
        start=time(15),
        end=time(16),
        **facts,
    )
    assert (len(made), left_out) == (1, 1)
    for code, day, end in [
        ("slots_past", date(2026, 11, 22), time(12)),
        ("slots_none", date(2026, 11, 25), time(9, 15)),
    ]:
        refused(
            code,
            lambda day=day, end=end: intake.add_slots(
                scene.cohort, scene.trainer, day=day, start=time(9), end=end, **facts
            ),
        )


def test_a_chosen_moment_cannot_be_removed(scene: Scene) -> None:
    free = scene.another_slot()
    intake.remove_slot(free, by=scene.trainer.user, at=NOW)
    scene.choose()
    refused("slot_chosen", lambda: intake.remove_slot(scene.slot, by=scene.trainer.user, at=NOW))


def test_finishing_needs_a_goal_and_mails_without_repeating_it(scene: Scene) -> None:
    scene.choose()
    day, by = scene.slot.during.upper, scene.trainer.user
    refused("no_goals", lambda: intake.finish(scene.enrolment, by=by, at=day))
    intake.agree(scene.enrolment, "Ik begin elke les rustig.", by=by, at=day)
    intake.agree(scene.enrolment, "Ik begin elke les rustig.", by=by, at=day)
    refused("intake_early", lambda: intake.finish(scene.enrolment, by=by, at=NOW))
    done = intake.finish(scene.enrolment, by=by, at=day, notes="Goed gesprek.")
    scene.enrolment.refresh_from_db()
    assert scene.enrolment.state == EnrolmentState.INTAKE_DONE
    assert (done.done_by, done.notes) == (scene.trainer, "Goed gesprek.")
    mail = Email.objects.get(kind="training.goals_agreed")
    assert "rustig" not in mail.text
    refused("too_late", lambda: intake.finish(scene.enrolment, by=by, at=day))
    refused("intake_over", lambda: intake.save(scene.enrolment, **WORDS, by=scene.herself, at=day))


def test_a_goal_is_reached_and_not_reached_after_all(scene: Scene) -> None:
    by = scene.trainer.user
    goal = intake.agree(scene.enrolment, "Rust", by=by, at=NOW)
    assert intake.reach(goal, by=by, at=NOW).reached_on == date(2026, 11, 23)
    assert intake.reach(goal, by=by, at=NOW).reached_on is None
    intake.drop(goal, by=by, at=NOW)
    assert not LearningGoal.objects.exists()


def test_the_reminder_comes_once_on_the_day_before(scene: Scene) -> None:
    scene.choose()
    early = datetime(2026, 11, 29, 6, 59, tzinfo=UTC)
    for moment in (early - timedelta(hours=12), early):
        reminders.run(at=moment)
    assert "training.intake_reminder" not in kinds()
    for moment in (early + timedelta(minutes=1), early + timedelta(hours=2)):
        reminders.run(at=moment)
    assert kinds()["training.intake_reminder"] == 2


def test_another_moment_is_reminded_of_on_its_own_eve(scene: Scene) -> None:
    scene.choose()
    reminders.run(at=datetime(2026, 11, 29, 8, tzinfo=UTC))
    scene.choose(scene.another_slot(days=2))
    reminders.run(at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert kinds()["training.intake_reminder"] == 4


# --- Races --------------------------------------------------------------------------------------


def eight(scene: Scene) -> list[Callable[[], Intake]]:
    others = [
        EnrolmentFactory(cohort=scene.cohort, professional=trainee(f"T{number}"))
        for number in range(8)
    ]
    return [
        lambda one=one: intake.choose(one, scene.slot, by=one.user, at=NOW)  # type: ignore[misc]
        for one in others
    ]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_for_one_moment_gives_one_and_seven_polite_answers() -> None:
    results = together(eight(make_scene()))
    codes = [result.code for result in results if isinstance(result, Refused)]
    assert codes == ["slot_taken"] * 7
    assert Intake.objects.filter(slot__isnull=False).count() == 1
    assert Enrolment.objects.filter(state=EnrolmentState.INTAKE_PLANNED).count() == 1
    assert kinds() == {"training.intake_chosen": 2}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_people_meet_the_constraint(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the database still lets one win, but the others get an error, not an answer."""
    monkeypatch.setattr(intake, "_lock_slot", lambda slot: IntakeSlot.objects.get(pk=slot.pk))
    for _attempt in range(5):
        results = together(eight(make_scene()))
        errors = {type(r).__name__ for r in results if isinstance(r, Exception)} - {"Refused"}
        assert sum(isinstance(result, Intake) for result in results) == 1
        if errors:
            break
    assert errors == {"IntegrityError"}
