"""The page of what runs by itself, and the alarms that the team gets."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from andersom.beat import TICKS
from andersom.notifications.domain import heartbeats
from andersom.notifications.models import Heartbeat
from andersom.overview.domain import running
from tests.factories.notifications import EmailFactory
from tests.people import Cast

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def all_look(at: datetime = NOW) -> None:
    for name in TICKS:
        with heartbeats.look(name, at=at):
            pass


def alarms(at: datetime) -> dict[str, str]:
    with translation.override("en"):
        return told(at)


def told(at: datetime) -> dict[str, str]:
    return {run.name: run.alarm for run in running.runs(at) if run.alarm}


def test_everything_on_the_timetable_has_words():
    assert set(running.WORDS) == set(TICKS) == set(running.expected())


def test_what_never_looked_is_late():
    assert running.late(NOW) == sorted(TICKS)


def test_late_begins_after_five_minutes():
    all_look()
    assert running.late(NOW + timedelta(minutes=4)) == []
    assert running.late(NOW + timedelta(minutes=6)) == sorted(TICKS)


def test_look_that_fails_does_not_count():
    all_look(NOW - timedelta(minutes=6))
    with pytest.raises(ZeroDivisionError), heartbeats.look("mail", at=NOW):
        1 / 0  # noqa: B018
    assert "mail" in running.late(NOW)


def test_mail_that_waits_although_the_sweep_runs_is_an_alarm():
    EmailFactory(not_before=NOW - timedelta(minutes=14))
    all_look()
    assert alarms(NOW) == {}
    EmailFactory(not_before=NOW - timedelta(minutes=16))
    assert list(alarms(NOW)) == ["mail"]


def test_mail_that_a_server_puts_off_for_many_is_an_alarm_and_for_few_is_none():
    EmailFactory.create_batch(4, not_before=NOW + timedelta(minutes=5), attempts=2)
    all_look()
    assert alarms(NOW) == {}
    EmailFactory(not_before=NOW + timedelta(minutes=5), attempts=2)
    assert alarms(NOW)["mail"].startswith("5 mails")


def test_mail_that_a_server_refuses_for_many_is_an_alarm_and_for_few_is_none():
    EmailFactory.create_batch(4, failed=True, not_before=NOW - timedelta(minutes=20))
    all_look()
    assert alarms(NOW) == {}
    EmailFactory(failed=True, not_before=NOW - timedelta(minutes=20))
    assert "refused 5 readers" in alarms(NOW)["mail"]
    all_look(NOW + timedelta(hours=1))
    assert alarms(NOW + timedelta(hours=1)) == {}


def test_backlog_that_leaves_is_no_alarm():
    EmailFactory.create_batch(9, not_before=NOW - timedelta(minutes=40))
    all_look()
    with heartbeats.look("mail", at=NOW) as look:
        look.count = 200
    assert alarms(NOW) == {}


def test_alarm_tells_a_dead_worker_from_a_look_that_fails():
    all_look(NOW - timedelta(minutes=6))
    with pytest.raises(ZeroDivisionError), heartbeats.look("mail", at=NOW):
        1 / 0  # noqa: B018
    found = alarms(NOW)
    assert "mail server" in found["mail"]
    assert "Check worker and beat" in found["events"]


def test_progress_is_seen_while_it_runs_and_gone_at_the_next_look():
    with heartbeats.look("mail", at=NOW) as look:
        look.progress(25, 100)
        (mail,) = (run for run in running.runs(NOW) if run.name == "mail")
        assert (mail.busy, mail.pulse.done, mail.pulse.of) == (True, 25, 100)
        look.count = 100
    pulse = Heartbeat.objects.get(name="mail")
    assert (pulse.count, pulse.last_handled) == (100, pulse.last_success)
    with heartbeats.look("mail", at=NOW + timedelta(minutes=1)):
        pass
    later = Heartbeat.objects.get(name="mail")
    assert (later.done, later.of, later.count) == (0, 0, 0)
    assert later.last_handled == pulse.last_handled


def test_team_sees_the_page_and_htmx_only_its_middle(cast: Cast):
    team = cast.client("team")
    with time_machine.travel(NOW, tick=False):
        all_look()
        Heartbeat.objects.filter(name="mail").update(done=3, of=9)
        EmailFactory(failed=True)
        whole = team.get(reverse("overview:running")).content.decode()
        part = team.get(reverse("overview:running"), headers={"HX-Request": "true"})
    assert "<h1>" in whole
    assert 'value="3"' in whole
    assert "<html" not in part.content.decode()
    assert part.content.decode() in whole or "hx-get" in part.content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_page_asks_as_much_for_many_mails(cast: Cast, size, django_assert_num_queries):
    with time_machine.travel(NOW, tick=False):
        team = cast.client("team")
        EmailFactory.create_batch(size)
        all_look()
        team.get(reverse("overview:running"))
        with django_assert_num_queries(18):
            team.get(reverse("overview:running"))


def test_queue_that_does_not_move_stands_in_the_tray_too(cast: Cast):
    with time_machine.travel(NOW, tick=False):
        all_look()
        team = cast.client("team")
        assert "staan stil" not in team.get("/").content.decode()
        EmailFactory(not_before=NOW - timedelta(minutes=16))
        assert "staan stil" in team.get("/").content.decode()


def test_standstill_stands_in_the_tray_of_the_team(cast: Cast):
    home = cast.client("team").get("/").content.decode()
    assert reverse("overview:running") in home
    assert "staan stil" in home
