"""The form of all rules: when they run, what they hold back, and that none silences another."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from andersom.notifications import kinds, tasks
from andersom.notifications.domain import delivery, reminders
from andersom.notifications.domain.reminders import Reminder, Rule
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.models import Email, Heartbeat, InboxItem
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
JULY = datetime(2027, 7, 20, 9, tzinfo=UTC)  # in the summer holiday


@pytest.fixture
def tell(template: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes a rule that tells one user each time; ``true`` is what its mail is asked."""
    monkeypatch.setattr(reminders, "_rules", {})
    monkeypatch.setattr(kinds, "_kinds", dict(kinds.known()))
    user = UserFactory(email="reader@example.org")

    def register(name: str = "rule", *, day: date | None = None, true: bool = True) -> None:
        kind = template("Subject: Denk eraan\n\nMorgen.", name=name)
        kinds.register("tests", {name: Kind(topic=Topic.REMINDER)})

        def due(at: datetime) -> Iterator[Reminder]:
            yield Reminder(
                kind=kind, to=user, key=f"{name}:1", context={}, at=at, about="1", day=day
            )

        reminders.register(Rule(kind, due, lambda about: true))

    return register


def test_it_is_told_once(tell: Callable[..., None]) -> None:
    tell()
    assert reminders.run(at=MORNING) == {"tests.rule": 1}
    assert reminders.run(at=MORNING + timedelta(minutes=2)) == {"tests.rule": 0}
    assert [one.key for one in Email.objects.all()] == ["rule:1"]
    assert [one.title for one in InboxItem.objects.all()] == ["Denk eraan"]


@pytest.mark.parametrize(
    ("moment", "awake"),
    [
        (datetime(2026, 11, 24, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 19, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 20, 0, tzinfo=UTC), False),
        (datetime(2027, 3, 28, 5, 59, tzinfo=UTC), False),  # the day that the clock went forward
        (datetime(2027, 3, 28, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 6, 59, tzinfo=UTC), False),  # the day that it went back
        (datetime(2026, 10, 25, 7, 0, tzinfo=UTC), True),
    ],
)
def test_nobody_is_told_at_night(tell: Callable[..., None], moment: datetime, awake: bool) -> None:
    tell()
    assert reminders.run(at=moment) == ({"tests.rule": 1} if awake else {})


def test_in_the_summer_holiday_only_what_is_about_a_day_in_it(tell: Callable[..., None]) -> None:
    tell("undated")
    tell("now", day=date(2027, 7, 21))
    tell("later", day=date(2027, 9, 1))
    assert reminders.run(at=JULY) == {"tests.undated": 0, "tests.now": 1, "tests.later": 0}
    september = datetime(2027, 8, 30, 6, tzinfo=UTC)
    assert reminders.run(at=september) == {"tests.undated": 1, "tests.now": 0, "tests.later": 1}


def test_a_rule_that_fails_does_not_silence_the_others(tell: Callable[..., None]) -> None:
    def broken(at: datetime) -> Iterator[Reminder]:
        raise ZeroDivisionError
        yield

    kinds.register("tests", {"broken": Kind(topic=Topic.REMINDER)})
    tell()
    reminders.register(Rule("tests.broken", broken, lambda about: True))
    with pytest.raises(ExceptionGroup):
        reminders.run(at=MORNING)
    assert Email.objects.count() == 1


def test_what_is_not_true_any_more_goes_and_may_come_again(
    tell: Callable[..., None], sink: Sink
) -> None:
    tell(true=False)
    reminders.run(at=MORNING)
    assert delivery.deliver(MORNING) == 0
    gone = Email.objects.get()
    assert (gone.state, gone.last_error) == (EmailState.CANCELLED, "no longer true")
    assert not InboxItem.objects.exists()
    assert reminders.run(at=MORNING + timedelta(minutes=2)) == {"tests.rule": 1}
    assert Email.objects.get(state=EmailState.QUEUED).key == "rule:1"


def test_a_question_that_cannot_be_answered_stops_one_mail_only(
    tell: Callable[..., None], sink: Sink
) -> None:
    tell("lost")
    tell("fine")

    def fails(about: str) -> bool:
        raise LookupError(about)

    kinds.let_hold("tests.lost", fails)
    reminders.run(at=MORNING)
    assert delivery.deliver(MORNING) == 1
    assert Email.objects.get(kind="tests.lost").state == EmailState.FAILED


def test_the_tick_beats() -> None:
    tasks.remind()
    assert Heartbeat.objects.get(name="reminders").last_success is not None
