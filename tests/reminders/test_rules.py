"""What holds for every rule: due once, in constant queries, true when written, never twice."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from andersom.notifications import kinds
from andersom.notifications.domain import delivery, reminders
from andersom.notifications.models import Email, InboxItem
from andersom.notifications.states import EmailState
from schools.models import Member
from tests.notifications.sink import Sink
from tests.placements.threads import together
from tests.reminders.scenes import SCENES, Scene

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
every_rule = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.kind)


def rule(kind: str) -> reminders.Rule:
    return next(one for one in reminders.known() if one.kind == kind)


def written(kind: str) -> int:
    return Email.objects.filter(kind=kind).count()


def test_every_rule_has_a_scene() -> None:
    assert [one.kind for one in reminders.known()] == sorted(scene.kind for scene in SCENES)


@every_rule
def test_it_is_due_from_its_minute_on_and_told_once(scene: Scene) -> None:
    scene.build(2)
    reminders.run(at=scene.at - MINUTE)
    assert written(scene.kind) == 0
    assert reminders.run(at=scene.at)[scene.kind] == 2 * scene.each
    assert reminders.run(at=scene.at)[scene.kind] == 0
    assert reminders.run(at=scene.at + timedelta(hours=1))[scene.kind] == 0
    assert written(scene.kind) == 2 * scene.each


@every_rule
def test_a_tick_that_was_lost_for_six_hours_is_caught_up(scene: Scene) -> None:
    scene.build(1)
    late = scene.at + timedelta(hours=6)
    if not reminders.is_awake(late):
        late = scene.at + timedelta(hours=5)  # Friday afternoon and six hours is in the night
    in_time = all(one.not_after is None or one.not_after > late for one in due(scene))
    assert reminders.run(at=late)[scene.kind] == (scene.each if in_time else 0)


def due(scene: Scene) -> list[reminders.Reminder]:
    return list(rule(scene.kind).due(scene.at))


@every_rule
def test_what_is_due_is_true_and_needed(scene: Scene) -> None:
    """Else it would be written and taken back for ever."""
    scene.build(2)
    found = due(scene)
    holds = kinds.of(scene.kind).holds
    assert holds is not None
    assert all(one.about and holds(one.about) for one in found)
    assert all(one.not_after and one.not_after > scene.at for one in found)
    assert len({one.key for one in found}) == len(found) == 2 * scene.each
    assert all(len(one.key) <= 180 and len(one.about) <= 120 for one in found)


@every_rule
def test_the_queries_do_not_grow_with_the_number(scene: Scene) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            reminders._run(rule(scene.kind), scene.at, None)
        return len(caught)

    scene.build(2)
    reminders._run(rule(scene.kind), scene.at - timedelta(days=90), None)
    few = queries()
    Email.objects.all().delete()
    InboxItem.objects.all().delete()
    scene.build(4)
    assert queries() == few
    assert written(scene.kind) >= 4 * scene.each


@every_rule
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_runs_at_once_write_one_each(scene: Scene) -> None:
    scene.build(2)
    results = together([lambda: reminders._run(rule(scene.kind), scene.at, None)] * 4)
    assert sum(int(one) for one in results if not isinstance(one, Exception)) == 2 * scene.each
    assert not [one for one in results if isinstance(one, Exception)]
    assert written(scene.kind) == 2 * scene.each
    assert set(Counter(Email.objects.values_list("key", flat=True)).values()) == {1}


@every_rule
def test_what_is_over_when_the_mail_server_comes_back_is_not_sent(scene: Scene, sink: Sink) -> None:
    scene.build(1)
    reminders.run(at=scene.at)
    Email.objects.exclude(kind=scene.kind).delete()
    last = max(one.not_after for one in Email.objects.filter(kind=scene.kind) if one.not_after)
    assert delivery.deliver(last + MINUTE) == 0
    states = Email.objects.filter(kind=scene.kind).values_list("state", flat=True)
    assert set(states) == {EmailState.CANCELLED}
    assert reminders.run(at=scene.at + MINUTE)[scene.kind] == 0


@every_rule
def test_what_changed_before_the_mail_left_goes(scene: Scene, sink: Sink) -> None:
    scene.build(1)
    reminders.run(at=scene.at)
    Email.objects.exclude(kind=scene.kind).delete()
    scene.change()
    assert delivery.deliver(scene.at + MINUTE) == 0
    assert {*Email.objects.values_list("state", "last_error")} == {("cancelled", "no longer true")}
    assert not InboxItem.objects.filter(kind=scene.kind).exists()
    assert reminders.run(at=scene.at + 2 * MINUTE)[scene.kind] == 0


@pytest.mark.parametrize("scene", [one for one in SCENES if one.leave], ids=lambda one: one.kind)
def test_who_left_before_the_mail_did_does_not_get_it(scene: Scene, sink: Sink) -> None:
    scene.build(1)
    reminders.run(at=scene.at)
    Email.objects.exclude(kind=scene.kind).delete()
    assert scene.leave
    scene.leave()
    assert delivery.deliver(scene.at + MINUTE) == 0
    assert {*Email.objects.values_list("state", "last_error")} == {("cancelled", "no longer true")}


def test_who_left_the_school_does_not_hear_of_a_visit(sink: Sink) -> None:
    scene = next(one for one in SCENES if one.kind == "training.visit_reminder")
    scene.build(1)
    reminders.run(at=scene.at)
    Email.objects.exclude(kind=scene.kind).delete()
    Member.objects.all().delete()
    assert delivery.deliver(scene.at + MINUTE) == 2  # the trainer and the trainee


@every_rule
def test_what_holds_is_sent(scene: Scene, sink: Sink) -> None:
    scene.build(1)
    reminders.run(at=scene.at)
    Email.objects.exclude(kind=scene.kind).delete()
    assert delivery.deliver(scene.at + MINUTE) == scene.each
