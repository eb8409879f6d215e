"""Practice visits from due to signed, on real lessons."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from andersom.notifications.domain import reminders
from andersom.notifications.models import Email
from andersom.placements.domain import lessons, placements
from andersom.placements.models import Lesson
from andersom.workflow.models import Move
from schools.models import ClosedDay
from tests.factories.training import ModuleFactory, SessionFactory, lasting
from tests.people import Cast
from tests.training.visiting import LATER, MONDAY, NOW, TUESDAY, Visiting, at
from training.domain import enrolments, visits
from training.domain.refusals import Refused
from training.domain.visits.reports import Incomplete
from training.models import IntakeSlot, Visit
from training.states import EnrolmentState, VisitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(cast: Cast) -> Visiting:
    return Visiting(cast)


@pytest.fixture
def three(cast: Cast) -> Visiting:
    return Visiting(cast, trainees=3)


def kinds() -> list[str]:
    mails = Email.objects.filter(kind__startswith="training.visit")
    return sorted(mails.values_list("kind", flat=True))


def told(kind: str) -> list[str]:
    """Names of who got such a mail."""
    mails = Email.objects.filter(kind=f"training.{kind}")
    return sorted(mails.values_list("user__name", flat=True))


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def states() -> list[str]:
    return [visit.state for visit in Visit.objects.order_by("week", "enrolment_id")]


# --- Due ------------------------------------------------------------------------------------------


def test_each_school_week_asks_for_a_visit(one: Visiting) -> None:
    assert [visit.week for visit in one.due()] == [MONDAY, MONDAY + LATER]
    assert visits.due(one.cohort, at=NOW) == 0


def test_who_watches_hears_after_each_edition_how_many_are_done(one: Visiting) -> None:
    heard: list[tuple[int, int]] = []
    made = visits.due_everywhere(at=NOW, tell=lambda done, of: heard.append((done, of)))
    assert (made, heard) == (2, [(1, 1)])


def test_holidays_are_passed_over_and_the_rhythm_counts_school_weeks(cast: Cast) -> None:
    """The Christmas holiday of 2026 lasts until 3 January, the spring one from 20 February."""
    made = Visiting(cast)
    cohort = made.cohort
    cohort.start, cohort.end, cohort.weeks_between_visits = date(2026, 12, 14), date(2027, 1, 31), 2
    assert [(w.first, w.last) for w in visits.windows(cohort)] == [
        (date(2026, 12, 14), date(2027, 1, 10)),
        (date(2027, 1, 11), date(2027, 1, 24)),
        (date(2027, 1, 25), date(2027, 1, 31)),
    ]


def test_who_waits_or_left_has_no_visits(one: Visiting) -> None:
    one.enrolments[0].state = EnrolmentState.WITHDRAWN
    one.enrolments[0].save()
    assert one.due() == []


def test_a_missed_visit_is_asked_for_in_a_later_week(one: Visiting) -> None:
    one.cohort.visits = 1
    one.cohort.save()
    one.due()
    Visit.objects.update(state=VisitState.MISSED)
    assert visits.due(one.cohort, at=NOW) == 1
    assert [visit.week for visit in one.all()] == [MONDAY, MONDAY + LATER]


def test_who_left_loses_the_visits_that_were_to_come(one: Visiting) -> None:
    one.planned()
    type(one.enrolments[0]).objects.update(state=EnrolmentState.WITHDRAWN)
    assert visits.reconcile(at=NOW) == 2
    assert states() == ["cancelled", "cancelled"]


# --- Planning -------------------------------------------------------------------------------------


def test_visits_lie_on_lessons(three: Visiting) -> None:
    made = three.planned()
    assert {visit.state for visit in made} == {"proposed"}
    assert [v.lesson for v in made] == [three.lessons[n][week] for week in (0, 1) for n in range(3)]
    assert all(visit.during == visit.lesson.during for visit in made)
    assert kinds() == []


def test_planning_again_keeps_what_stands_and_what_is_confirmed(three: Visiting) -> None:
    first = three.planned()
    visits.confirm(first[0], by=three.cast.trainer, at=NOW)
    again = visits.plan(three.cohort, by=None, at=NOW)
    assert (again.planned, again.open, again.proven) == (5, 0, True)
    assert states() == ["confirmed"] + ["proposed"] * 5
    assert Move.objects.filter(verb="reopen").count() == 0


def test_a_lesson_on_a_closed_day_is_not_visited(one: Visiting) -> None:
    ClosedDay.objects.create(
        school=one.school, first_day=TUESDAY, last_day=TUESDAY, reason="studiedag"
    )
    made = one.planned()
    assert [(v.state, v.obstacle) for v in made] == [("open", "no_lesson"), ("proposed", "")]


def test_sessions_and_intakes_keep_a_trainer_from_visiting(one: Visiting) -> None:
    module = ModuleFactory(cohort=one.cohort)
    SessionFactory(module=module, trainer=one.trainer, during=lasting(at(TUESDAY, 9), 90))
    IntakeSlot.objects.create(
        cohort=one.cohort, trainer=one.trainer, during=lasting(at(TUESDAY + LATER, 10, 30), 30)
    )
    assert [visit.obstacle for visit in one.planned()] == ["busy", "busy"]


def test_a_trainer_never_visits_herself(one: Visiting) -> None:
    one.trainer.user = one.enrolments[0].user
    one.trainer.save()
    assert [visit.obstacle for visit in one.planned()] == ["herself", "herself"]


def test_past_lessons_are_not_planned(one: Visiting) -> None:
    one.due()
    visits.plan(one.cohort, by=None, at=at(TUESDAY, 10, 1))
    assert [visit.obstacle for visit in one.all()] == ["no_lesson", ""]


@pytest.mark.parametrize("trainees", [1, 3])
def test_planning_asks_the_database_the_same_for_every_size(
    cast: Cast, trainees: int, django_assert_num_queries: Callable[..., object]
) -> None:
    made = Visiting(cast, trainees=trainees)
    made.due()
    with django_assert_num_queries(32):
        visits.plan(made.cohort, by=None, at=NOW)


# --- Confirming and swapping ----------------------------------------------------------------------


def test_confirming_tells_school_and_trainee(one: Visiting) -> None:
    visit = one.planned()[0]
    visits.confirm(visit, by=one.cast.trainer, at=NOW)
    assert told("visit_confirmed") == ["Cor", "Leonie", "Petra"]
    assert refused(lambda: visits.confirm(visit, by=one.cast.trainer, at=NOW)) == "too_late"


def test_a_visit_that_has_begun_is_not_confirmed(one: Visiting) -> None:
    visit = one.planned()[0]
    late = at(TUESDAY, 10)
    assert refused(lambda: visits.confirm(visit, by=one.cast.trainer, at=late)) == "visit_past"


def test_choices_are_only_what_is_possible(one: Visiting) -> None:
    other = one.places[0].lesson(TUESDAY, time(13))
    colleague = one.another_trainer(day_parts=0b1000)
    visit = one.due()[0]
    assert {(c.lesson, c.trainer) for c in visits.choices(visit, at=NOW)} == {
        (one.lessons[0][0], one.trainer),
        (other, one.trainer),
        (other, colleague),
    }


def test_a_swap_to_a_colleague_asks_her_and_tells_who_counted_on_it(one: Visiting) -> None:
    colleague = one.another_trainer()
    visit = one.confirmed()[0]
    Email.objects.all().delete()
    visits.swap(visit, lesson=visit.lesson, trainer=colleague, by=one.cast.trainer, at=NOW)
    assert (visit.state, visit.trainer) == ("proposed", colleague)
    assert kinds() == ["training.visit_asked"] + ["training.visit_changed"] * 3


def test_a_trainer_who_takes_a_visit_confirms_it(one: Visiting) -> None:
    visit = one.due()[0]
    visits.swap(visit, lesson=one.lessons[0][0], trainer=one.trainer, by=one.cast.trainer, at=NOW)
    assert visit.state == "confirmed"


def test_a_swap_that_is_not_possible_changes_nothing(three: Visiting) -> None:
    first = three.planned()[0]
    lesson = three.lessons[0][1]  # another week
    code = refused(
        lambda: visits.swap(first, lesson=lesson, trainer=three.trainer, by=None, at=NOW)
    )
    assert code == "visit_not_possible"
    assert states() == ["proposed"] * 6


def test_the_database_has_the_last_word_when_two_take_one_moment(
    three: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = three.planned()[1]
    clash = three.places[1].lesson(TUESDAY, time(10, 15))
    monkeypatch.setattr("training.domain.visits.planning._possible", lambda *args: True)
    code = refused(
        lambda: visits.swap(second, lesson=clash, trainer=three.trainer, by=None, at=NOW)
    )
    assert code == "visit_taken"
    assert Visit.objects.get(pk=second.pk).lesson == three.lessons[1][0]


# --- Following lessons ----------------------------------------------------------------------------


def test_a_cancelled_lesson_opens_its_visit_again(one: Visiting) -> None:
    one.confirmed()
    Email.objects.all().delete()
    lessons.cancel(one.lessons[0][0], by=None, at=NOW, reason="ziek")
    visit = one.all()[0]
    assert (visit.state, visit.obstacle, visit.lesson, visit.trainer) == (
        "open",
        "lesson_cancelled",
        None,
        None,
    )
    assert kinds() == ["training.visit_reopened"] * 4
    leonie = Email.objects.get(kind="training.visit_reopened", user=one.cast.leader)
    assert one.lessons[0][0].get_absolute_url() in leonie.text


def test_a_moved_lesson_takes_its_visit_along(one: Visiting) -> None:
    one.confirmed()
    Email.objects.all().delete()
    lessons.move(one.lessons[0][0], day=TUESDAY, start=time(13), by=None, at=NOW)
    visit = one.all()[0]
    assert (visit.state, visit.starts.hour) == ("confirmed", 13)
    assert kinds() == ["training.visit_moved"] * 4


def test_a_proposal_follows_silently(one: Visiting) -> None:
    one.planned()
    lessons.move(one.lessons[0][0], day=TUESDAY, start=time(13), by=None, at=NOW)
    assert one.all()[0].starts.hour == 13
    assert kinds() == []


def test_a_lesson_moved_to_where_the_trainer_cannot_be_opens_the_visit(three: Visiting) -> None:
    three.confirmed()
    Email.objects.all().delete()
    lessons.move(three.lessons[0][0], day=TUESDAY, start=time(11), by=None, at=NOW)
    visit = three.all()[0]
    assert (visit.state, visit.obstacle) == ("open", "lesson_moved")
    assert set(kinds()) == {"training.visit_reopened"}


def test_a_lesson_moved_to_another_week_opens_the_visit(one: Visiting) -> None:
    one.planned()
    day = TUESDAY + timedelta(days=8)
    lessons.move(one.lessons[0][0], day=day, start=time(10), by=None, at=NOW)
    assert one.all()[0].obstacle == "lesson_moved"


def test_the_end_of_a_placement_opens_all_its_visits(one: Visiting) -> None:
    one.confirmed()
    placements.end(one.places[0].placement, by=None, at=NOW, reason="verhuizing")
    assert [visit.obstacle for visit in one.all()] == ["lesson_cancelled"] * 2


def test_the_tick_follows_lessons_that_changed_by_another_road(one: Visiting) -> None:
    one.confirmed()
    first, second = one.lessons[0]
    Lesson.objects.filter(pk=first.pk).update(state="cancelled")
    Lesson.objects.filter(pk=second.pk).update(during=lasting(at(TUESDAY + LATER, 13), 60))
    assert visits.reconcile(at=NOW) == 2
    assert [(v.state, v.obstacle) for v in one.all()] == [
        ("open", "lesson_cancelled"),
        ("confirmed", ""),
    ]
    assert visits.reconcile(at=NOW) == 0


# --- The report -----------------------------------------------------------------------------------


def report(one: Visiting, visit: Visit, when: object, **changes: object) -> None:
    scores = {each.pk: 3 for each in one.cohort.criteria.all()}
    facts = {"scores": scores, "went_well": "Rustig begin.", "next_step": "Afronden."} | changes
    visits.report(visit, by=one.cast.trainer, at=when, **facts)  # type: ignore[arg-type]


def test_both_sign_after_the_lesson(one: Visiting) -> None:
    visit = one.confirmed()[0]
    report(one, visit, at(TUESDAY, 11))
    assert (visit.state, visit.trainer_signed_at) == ("held", at(TUESDAY, 11))
    later = at(TUESDAY, 16)
    visits.sign_as_trainee(visit, by=one.cast.professional_user, at=later, reaction="Dank u.")
    assert (visit.state, visit.trainee_signed_at, visit.reaction) == ("signed", later, "Dank u.")
    assert [score.score for score in visit.scores.all()] == [3, 3]
    assert "training.visit_to_sign" in kinds()


def test_nothing_is_signed_before_the_lesson_took_place(one: Visiting) -> None:
    visit = one.confirmed()[0]
    assert refused(lambda: report(one, visit, at(TUESDAY, 9, 59))) == "visit_early"
    assert refused(lambda: report(one, visit, at(TUESDAY, 10, 59))) == "visit_draft_kept"
    visit.refresh_from_db()
    assert (visit.state, visit.went_well) == ("confirmed", "Rustig begin.")


def test_half_a_report_is_kept_as_a_draft(one: Visiting) -> None:
    visit = one.confirmed()[0]
    first, second = one.cohort.criteria.all()
    with pytest.raises(Incomplete) as caught:
        report(one, visit, at(TUESDAY, 12), scores={first.pk: 2, second.pk: None}, next_step=" ")
    assert caught.value.fields == [f"criterion_{second.pk}", "next_step"]
    visit.refresh_from_db()
    assert (visit.state, visit.went_well) == ("confirmed", "Rustig begin.")
    assert [(s.criterion, s.score) for s in visit.scores.all()] == [(first, 2)]


def test_only_the_visitor_reports_and_only_the_trainee_signs_for_herself(one: Visiting) -> None:
    visit = one.confirmed()[0]
    now, petra, thea = at(TUESDAY, 12), one.cast.professional_user, one.cast.trainer
    empty = {"scores": {}, "went_well": "", "next_step": ""}
    act = lambda: visits.save_draft(visit, by=petra, at=now, **empty)  # noqa: E731
    assert refused(act) == "visit_not_yours"
    report(one, visit, now)
    assert refused(lambda: visits.sign_as_trainer(visit, by=petra, at=now)) == "visit_not_yours"
    assert refused(lambda: visits.sign_as_trainee(visit, by=thea, at=now)) == "visit_not_yours"


def test_a_signed_report_stays_as_it_is(one: Visiting) -> None:
    visit = one.confirmed()[0]
    report(one, visit, at(TUESDAY, 12))
    assert refused(lambda: report(one, visit, at(TUESDAY, 13))) == "visit_signed"


def test_a_reaction_is_kept_without_signing(one: Visiting) -> None:
    visit = one.confirmed()[0]
    report(one, visit, at(TUESDAY, 12))
    visits.react(visit, reaction="Mee eens.", by=one.cast.professional_user, at=at(TUESDAY, 13))
    assert (visit.state, visit.reaction) == ("held", "Mee eens.")


# --- Missed and reminded --------------------------------------------------------------------------


def test_a_week_without_a_visit_is_missed_and_said(one: Visiting) -> None:
    one.due()
    assert visits.mark_missed(at=at(MONDAY + timedelta(days=6), 23)) == 0
    assert visits.mark_missed(at=at(MONDAY + LATER, 1)) == 1
    assert states() == ["missed", "open"]
    assert told("visit_missed") == ["Tess", "Thea", "Tom"]
    assert visits.mark_missed(at=at(MONDAY + LATER, 1)) == 0


def test_a_confirmed_visit_waits_two_weeks_for_its_report(one: Visiting) -> None:
    one.confirmed()
    assert visits.mark_missed(at=at(TUESDAY + timedelta(days=14), 23)) == 0
    assert visits.mark_missed(at=at(TUESDAY + timedelta(days=15), 1)) == 1
    assert one.all()[0].obstacle == "no_report"


def test_several_missed_visits_are_one_mail_to_each(cast: Cast) -> None:
    one = Visiting(cast, trainees=3, weeks=1)
    one.due()
    assert visits.mark_missed(at=at(MONDAY + LATER, 1)) == 3
    assert told("visit_missed") == ["Tess", "Thea", "Tom"]
    mail = Email.objects.get(kind="training.visit_missed", user__name="Tess")
    assert mail.subject == "3 praktijkbezoeken zijn gemist"
    assert mail.text.count("week van") == 3
    assert "Trainee 2" in mail.text


def test_the_trainer_says_that_a_visit_did_not_take_place(one: Visiting) -> None:
    visit = one.confirmed()[0]
    thea, now = one.cast.trainer, at(TUESDAY, 12)
    assert refused(lambda: visits.miss(visit, by=thea, at=now, reason=" ")) == "reason_missing"
    assert refused(lambda: visits.miss(visit, by=thea, at=NOW, reason="x")) == "visit_early"
    visits.miss(visit, by=thea, at=now, reason="De les viel uit.")
    assert (visit.state, visit.obstacle) == ("missed", "not_held")


def test_a_visit_opens_again_when_its_trainer_visits_no_more(one: Visiting) -> None:
    one.confirmed()
    one.cohort.trainers.remove(one.trainer)
    assert visits.reconcile(at=NOW) == 2
    assert [(visit.state, visit.obstacle) for visit in one.all()] == [("open", "trainer_gone")] * 2
    assert told("visit_reopened") == sorted(["Cor", "Leonie", "Petra", "Thea"] * 2)
    assert visits.reconcile(at=NOW) == 0


def test_the_school_hears_that_nobody_comes_to_the_lesson_of_who_stopped(one: Visiting) -> None:
    one.confirmed()
    enrolments.withdraw(one.enrolments[0], by=one.cast.professional_user, at=NOW)
    assert states() == ["cancelled", "cancelled"]
    assert told("visit_reopened") == sorted(["Cor", "Leonie", "Thea"] * 2)


def test_the_day_before_everybody_is_reminded_once(one: Visiting) -> None:
    one.confirmed()
    reminders.run(at=at(MONDAY - timedelta(days=1), 12))
    assert told("visit_reminder") == []
    for hour in (8, 9):
        reminders.run(at=at(MONDAY, hour))
    assert told("visit_reminder") == ["Cor", "Leonie", "Petra", "Thea"]
