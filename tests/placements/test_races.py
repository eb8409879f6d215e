"""Real threads on real PostgreSQL: the last hour, the same hour, and everything at once.

Each test prints its figures; the controls show that without the guard it would go wrong.
"""

import logging
import random
import time as time_module
from collections import Counter
from datetime import date, time
from threading import Event, Thread

import pytest
from django.db import connection, connections
from structlog.testing import capture_logs

from andersom.placements.domain import lessons, locks, placements
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import GroupMonth, Lesson, LessonGroup, Placement, RuleSet
from andersom.placements.states import LessonState
from andersom.workflow import domain as workflow
from providers.models import Member as ProviderMember
from providers.models import Professional
from schools.domain import requests
from schools.models import Member as SchoolMember
from schools.models import Request
from tests import people
from tests.factories.placements import NOW, Place, RequestFactory
from tests.placements.threads import outcome, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

DECEMBER = date(2026, 12, 1)
SCHOOL_DAYS = [date(2026, 12, day) for day in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18)]


@pytest.fixture
def place(transactional_db: None, caplog: pytest.LogCaptureFixture) -> Place:
    """The usual place, with nobody to mail: this is about the calendar."""
    caplog.set_level(logging.WARNING)
    cast = people.build_cast()
    SchoolMember.objects.all().delete()
    ProviderMember.objects.all().delete()
    Professional.objects.update(user=None)
    return Place(school=cast.school, professional=cast.professional)


def twenty_one_hours(place: Place) -> None:
    for day in SCHOOL_DAYS[:4]:
        place.lesson(day, time(8, 30), 315)


def last_hours(place: Place, count: int) -> list:
    """That many attempts at the last hour, each by another professional at another moment."""
    placements = [
        place.agreed(place.groups[:1], professional=place.another(f"Persoon {number}"))
        for number in range(10)
    ]
    moments = [
        (day, time(hour, minute))
        for day in SCHOOL_DAYS[4:]
        for hour in (8, 9, 10)
        for minute in (30, 35, 40, 45, 50, 55)
    ]

    def book(number: int) -> Lesson:
        day, start = moments[number % len(moments)]
        return lessons.add(
            placements[number % 10], day=day, start=start, minutes=60, by=None, at=NOW
        )

    return [lambda number=number: book(number) for number in range(count)]


def minutes(place: Place) -> int:
    return GroupMonth.objects.get(group=place.groups[0], month=DECEMBER).minutes


def free_the_last_hour(place: Place) -> None:
    Lesson.objects.filter(minutes=60).delete()
    assert minutes(place) == 21 * 60


def test_last_hour_has_one_winner(place: Place) -> None:
    """200 at once, five rounds."""
    twenty_one_hours(place)
    acts = last_hours(place, 200)
    for number in range(5):
        result = outcome(together(acts))
        print(f"round {number}: {dict(result)}")
        assert result["won"] == 1
        assert sum(result[key] for key in result if key.startswith("refused")) == 199
        assert minutes(place) == 22 * 60
        free_the_last_hour(place)


def test_last_hour_without_verbs_has_one_winner_too(place: Place) -> None:
    """The database alone: rows written as a shell or an import would."""
    twenty_one_hours(place)
    result = outcome(together(raw_hours(place)))
    print(dict(result))

    assert (result["won"], result["IntegrityError"]) == (1, 39)
    assert minutes(place) == 22 * 60


def raw_hours(place: Place) -> list:
    """Forty attempts at the last hour, an hour apart so that nobody overlaps."""
    placements = [
        place.agreed(place.groups[:1], professional=place.another(f"Persoon {number}"))
        for number in range(10)
    ]

    def write(number: int) -> Lesson:
        day = SCHOOL_DAYS[4 + number // 5]
        with workflow.transaction.atomic():
            return place.lesson(day, time(8 + number % 5), 60, placement=placements[number % 10])

    return [lambda number=number: write(number) for number in range(40)]


def test_without_the_guard_the_last_hour_is_sold_more_than_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of both tests above: without locks and CHECK more than one wins."""
    twenty_one_hours(place)
    acts, raw = last_hours(place, 50), raw_hours(place)
    monkeypatch.setattr(locks, "take", lambda professionals, groups: None)
    drop = "ALTER TABLE placements_groupmonth DROP CONSTRAINT group_month_cap"
    restore = """
        UPDATE placements_lesson SET state = 'cancelled' WHERE minutes = 60;
        ALTER TABLE placements_groupmonth ADD CONSTRAINT group_month_cap
        CHECK (minutes <= limit_minutes + extra_minutes)"""
    with connection.cursor() as cursor:
        cursor.execute(drop)
        try:
            by_verb = outcome(together(acts))
            Lesson.objects.filter(minutes=60).delete()
            by_hand = outcome(together(raw))
        finally:
            cursor.execute(restore)
    print(dict(by_verb), dict(by_hand))
    assert by_verb["won"] > 1
    assert by_hand["won"] > 1


def test_same_hour_of_a_professional_has_one_winner(place: Place) -> None:
    """100 overlapping attempts, five rounds: half for one group, half for another."""
    second = place.agreed(place.groups[1:])
    chosen = [place.placement, second]

    def book(number: int) -> Lesson:
        start = time(9, number % 50)
        return lessons.add(
            chosen[number % 2], day=SCHOOL_DAYS[5], start=start, minutes=60, by=None, at=NOW
        )

    for number in range(5):
        result = outcome(together([lambda n=n: book(n) for n in range(100)]))
        print(f"round {number}: {dict(result)}")
        assert result["won"] == 1
        assert sum(result[key] for key in result if key.startswith("refused")) == 99
        Lesson.objects.all().delete()


def test_held_lock_gives_a_polite_answer_in_time(place: Place) -> None:
    """Somebody holds the group for long; ten others are told to try again."""
    held, done = Event(), Event()

    def hold() -> None:
        with workflow.transaction.atomic():
            locks.take([], [place.groups[0].pk])
            held.set()
            done.wait(30)
        connections.close_all()

    holder = Thread(target=hold)
    holder.start()
    held.wait(10)

    def book(number: int) -> Lesson:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '400ms'")
        return lessons.add(
            place.placement, day=SCHOOL_DAYS[number], start=time(9), minutes=60, by=None, at=NOW
        )

    result = outcome(together([lambda n=n: book(n) for n in range(10)]))
    done.set()
    holder.join()
    assert result == {"refused busy": 10}


# Everything at once.

OPERATIONS, WORKERS = 2000, 8


class Storm:
    """Random acts of one thread, by verbs and by hand, on shared groups and professionals."""

    def __init__(self, place: Place, placements: list, seed: int) -> None:
        self.place, self.placements = place, placements
        self.random = random.Random(seed)
        self.results: Counter[str] = Counter()

    def run(self, count: int) -> None:
        try:
            for _number in range(count):
                acts = [*[self.book] * 6, self.cancel, self.move, self.move, self.resize]
                act = self.random.choice([*acts, self.delete, self.flip, self.by_hand])
                self.results[self.done(act)] += 1
        finally:
            connections.close_all()

    def done(self, act) -> str:
        try:
            act()
        except Refused as refused:
            return f"refused {refused.code}"
        except Exception as error:
            return f"{type(error).__name__} {workflow.sqlstate(error)}"
        return "done"

    def moment(self) -> dict:
        return {
            "day": self.random.choice(SCHOOL_DAYS)
            if self.random.random() < 0.8
            else date(2027, 1, self.random.randint(4, 8)),
            "start": time(self.random.choice((9, 10, 13)), self.random.choice((0, 15))),
        }

    def lesson(self) -> Lesson | None:
        found = Lesson.objects.filter(state=LessonState.PLANNED).order_by("?")
        return found.select_related("placement__school", "professional").first()

    def book(self) -> None:
        lessons.add(
            self.random.choice(self.placements),
            **self.moment(),
            minutes=self.random.choice((45, 60)),
            by=None,
            at=NOW,
        )

    def cancel(self) -> None:
        if lesson := self.lesson():
            lessons.cancel(lesson, by=None, at=NOW, reason="toeval")

    def move(self) -> None:
        if lesson := self.lesson():
            lessons.move(lesson, **self.moment(), by=None, at=NOW)

    def resize(self) -> None:
        if lesson := self.lesson():
            start = lesson.starts.time()
            lessons.move(lesson, day=lesson.day, start=start, minutes=30, by=None, at=NOW)

    def delete(self) -> None:
        if lesson := self.lesson():
            workflow.retrying(lesson.delete)()

    def flip(self) -> None:
        professional = self.random.choice(self.placements).professional
        status = self.random.choice(("licensed", *["subject_competent"] * 3))

        workflow.retrying(Professional.objects.filter(pk=professional.pk).update)(licence=status)

    def by_hand(self) -> None:
        """A lesson that grows by raw SQL, without lock or question."""
        if lesson := self.lesson():
            longer = lessons.during(lesson.day, lesson.starts.time(), 75)
            workflow.retrying(Lesson.objects.filter(pk=lesson.pk).update)(during=longer)


def ledger_and_sum() -> list[tuple]:
    """Months of which the ledger differs from the sum of its lessons, in one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT m.group_id, m.month, m.minutes, m.limit_minutes, coalesce(s.total, 0)
              FROM placements_groupmonth m
              LEFT JOIN (
                  SELECT lg.group_id, date_trunc('month', lower(l.during)
                           AT TIME ZONE 'Europe/Amsterdam')::date AS month,
                         sum(extract(epoch FROM upper(l.during) - lower(l.during)) / 60) AS total
                    FROM placements_lessongroup lg JOIN placements_lesson l ON l.id = lg.lesson_id
                   WHERE l.state IN ('planned', 'given') AND l.licence <> 'licensed'
                   GROUP BY 1, 2) s USING (group_id, month)
             WHERE m.minutes <> coalesce(s.total, 0)
                OR m.minutes > m.limit_minutes OR m.minutes < 0""")
        return cursor.fetchall()


def test_ledger_is_right_at_every_moment_of_a_storm(place: Place) -> None:
    seed = random.randrange(1_000_000)
    placements = [place.placement, place.agreed(place.groups)] + [
        place.agreed(groups, professional=place.another(f"Persoon {number}"))
        for number in range(3)
        for groups in (place.groups[:1], place.groups[1:], place.groups)
    ]
    RuleSet.objects.update(limit_minutes=4 * 60)  # tight, so that the limit is met often
    storms = [Storm(place, placements, seed + number) for number in range(WORKERS)]
    threads = [Thread(target=storm.run, args=(OPERATIONS // WORKERS,)) for storm in storms]
    for thread in threads:
        thread.start()
    snapshots, wrong = 0, []
    while any(thread.is_alive() for thread in threads):
        wrong += ledger_and_sum()
        snapshots += 1
        threads[0].join(0.005)  # leaves the processor to those who write
    for thread in threads:
        thread.join()

    total: Counter[str] = sum((storm.results for storm in storms), Counter())
    print(f"seed {seed}, {snapshots} snapshots, {dict(total)}")
    assert wrong == ledger_and_sum() == []
    assert total.total() == OPERATIONS
    assert total["done"] > OPERATIONS // 10
    assert total["refused over_cap"] > 0
    # By hand the database says no without a sentence; nothing else may go wrong.
    assert {key.split()[0] for key in total} <= {"done", "refused", "IntegrityError"}
    assert not overlaps()


def overlaps() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT a.id, b.id FROM placements_lesson a JOIN placements_lesson b
                ON a.id < b.id AND a.during && b.during AND a.professional_id = b.professional_id
             WHERE a.state = 'planned' AND b.state = 'planned'
            UNION ALL
            SELECT a.lesson_id, b.lesson_id FROM placements_lessongroup a
              JOIN placements_lessongroup b
                ON a.id < b.id AND a.during && b.during AND a.group_id = b.group_id
             WHERE a.takes_time AND b.takes_time""")
        return cursor.fetchall()


def test_placements_that_agree_at_once_fill_their_request(place: Place) -> None:
    """Each serves one group; whoever comes last sees the groups of the other."""
    people_ = [place.another("Persoon 1"), place.another("Persoon 2")]
    for number in range(5):
        request = RequestFactory(school=place.school, groups=place.groups, day_parts=0b1 << number)
        found = [
            placements.propose(request, professional, by=None, at=NOW, groups=[group])
            for professional, group in zip(people_, place.groups, strict=True)
        ]
        for each in found:
            placements.confirm(each, side="provider", by=None, at=NOW)
        agree = [
            lambda each=each: placements.confirm(each, side="school", by=None, at=NOW)
            for each in found
        ]
        assert outcome(together(agree)) == {"won": 2}
        request.refresh_from_db()
        assert request.state == "filled"


def close_while_the_school_agrees(place: Place, patch: pytest.MonkeyPatch) -> tuple[list, list]:
    """What came of both, and how often PostgreSQL had to break a deadlock.

    The school agrees when the other has closed the request, and not yet stopped what hangs on it.
    """
    request = RequestFactory(school=place.school, groups=place.groups[:1])
    proposed = placements.propose(request, place.another("Persoon 1"), by=None, at=NOW)
    placements.confirm(proposed, side="provider", by=None, at=NOW)
    closed = Event()

    def wait_a_little(*_args: object, **_facts: object) -> None:
        closed.set()
        time_module.sleep(0.5)

    def agree() -> Placement:
        closed.wait(10)
        return placements.confirm(proposed, side="school", by=None, at=NOW)

    patch.setattr(requests.emails, "request_ended", wait_a_little)
    with capture_logs() as logged:
        result = together([lambda: requests.close(request, by=None, at=NOW, reason="Klaar"), agree])
    proposed.refresh_from_db()
    request.refresh_from_db()
    states = [request.state, proposed.state, *(type(each).__name__ for each in result)]
    return states, [line for line in logged if line["event"] == "retry"]


def test_closing_a_request_while_its_dates_are_agreed_meets_no_deadlock(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    states, retries = close_while_the_school_agrees(place, monkeypatch)
    assert states == ["closed", "cancelled", "Request", "Refused"]
    assert not retries


def test_control_with_the_request_last_postgresql_breaks_a_deadlock(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def request_last(placement: Placement) -> None:
        locks.take([placement.professional_id], placement.groups.values_list("pk", flat=True))

    monkeypatch.setattr(locks, "take_all_of", request_last)
    states, retries = close_while_the_school_agrees(place, monkeypatch)
    print(states, len(retries))
    assert retries


def test_closing_takes_all_professionals_before_any_group(place: Place) -> None:
    """Somebody else has the second professional and then wants the group of the first."""
    one, two = place.another("Persoon 1"), place.another("Persoon 2")
    request = RequestFactory(school=place.school, groups=place.groups)
    for professional, group in zip((one, two), place.groups, strict=True):
        placements.propose(request, professional, groups=[group], by=None, at=NOW)
    held = Event()

    def plan() -> None:
        with workflow.transaction.atomic():
            locks.take([two.pk], [])
            held.set()
            time_module.sleep(0.5)
            locks.take([], [place.groups[0].pk])

    def close() -> Request:
        held.wait(10)
        return requests.close(request, by=None, at=NOW, reason="Klaar")

    with capture_logs() as logged:
        result = outcome(together([plan, close]))
    assert result == {"won": 2}
    assert not [line for line in logged if line["event"] == "retry"]


def test_form_sent_five_times_at_once_does_its_work_once(place: Place) -> None:
    """Two in parallel and more after; all get the same answer."""
    user = people.person("truus", "Truus")
    ran = []

    def act() -> str:
        ran.append(1)
        return "/klaar/"

    def send() -> str:
        return workflow.once(user, "sleutel", act, at=NOW)

    answers = [*together([send] * 5), send()]

    assert (set(answers), len(ran)) == ({"/klaar/"}, 1)


def test_ledger_locks_are_taken_in_one_order(place: Place) -> None:
    """Bulk updates that touch the same months from both ends meet no deadlock."""
    for number in range(8):
        placement = place.agreed(place.groups, professional=place.another(f"Persoon {number}"))
        for step, day in enumerate((SCHOOL_DAYS[number], date(2027, 1, 4 + number % 5))):
            place.lesson(day, time(9 + number // 5 + step), 30, placement=placement)
    keys = list(Lesson.objects.order_by("pk").values_list("pk", flat=True))
    halves = [keys[::2], keys[1::2]]

    def shake(number: int) -> int:
        present = bool(number % 4 < 2)
        return Lesson.objects.filter(pk__in=halves[number % 2]).update(teacher_present=present)

    result = outcome(together([lambda n=n: shake(n) for n in range(40)], at_once=8))
    assert result == {"won": 40}
    assert not ledger_and_sum()
    assert LessonGroup.objects.filter(counted=True).count() == 32
