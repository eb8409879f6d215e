"""A real worker on a real Valkey: rung by a commit, it delivers at once."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from andersom.notifications import tasks
from andersom.notifications.domain import delivery, send
from andersom.notifications.models import Email, Heartbeat
from andersom.notifications.states import EmailState
from tests.factories.notifications import EmailFactory
from tests.notifications.sink import Sink, process_env, serve

ROOT = Path(__file__).resolve().parents[2]
WORKER = [sys.executable, "-m", "celery", "--app", "andersom.celery", "worker", "--pool", "solo"]
WORKER += ["--without-mingle", "--without-gossip", "--loglevel", "error"]

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sink_and_worker(tmp_path: Path) -> Iterator[Sink]:
    sink = Sink(log=tmp_path / "relay.log")
    controller = serve(sink)
    env = process_env(sink, controller.port)
    with current_app.connection_for_write() as line:
        line.default_channel.client.flushdb()  # rings of earlier tests
    tasks.forget()
    worker = subprocess.Popen(
        WORKER, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield sink
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(10)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait(10)
    controller.stop()


def test_worker_delivers_what_a_commit_rang_for(sink_and_worker, template):
    kind = template("Subject: Dag {{ name }}\n\nHallo\n")
    began = time.monotonic()
    with transaction.atomic():
        send(kind, to="noor@example.org", key="a", context={"name": "x"}, at=timezone.now())
    while not Email.objects.filter(state=EmailState.SENT).exists():
        assert time.monotonic() < began + 30, Email.objects.values()
        time.sleep(0.05)
    assert [str(one["To"]) for one in sink_and_worker.messages] == ["noor@example.org"]
    print(f"from commit to sent, worker start included: {time.monotonic() - began:.1f} s")


def test_nothing_rings_when_the_act_is_rolled_back(template, monkeypatch):
    rung: list[int] = []
    monkeypatch.setattr("andersom.notifications.doorbell._listeners", [lambda: rung.append(1)])
    kind = template("Subject: x\n\nHallo\n")
    with transaction.atomic():
        send(kind, to="a@b.nl", key="a", context={}, at=timezone.now())
        transaction.set_rollback(True)
    assert rung == []
    with transaction.atomic():
        for key in ("a", "b", "c"):
            send(kind, to="a@b.nl", key=key, context={}, at=timezone.now())
    assert rung == [1]
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize(
    "broker", ["redis+socket:///nowhere/valkey.sock?virtual_host=0", "redis://127.0.0.1:1/0"]
)
def test_dead_redis_neither_breaks_nor_slows_a_commit(template, monkeypatch, broker):
    monkeypatch.setattr(current_app.conf, "broker_write_url", broker)
    tasks.forget()
    kind, began = template("Subject: x\n\nHallo\n"), time.monotonic()
    for number in range(20):
        send(kind, to="a@b.nl", key=f"k{number}", context={}, at=timezone.now())
    assert Email.objects.count() == 20
    assert time.monotonic() - began < 3
    tasks.forget()


def test_redis_that_never_answers_costs_at_most_its_patience(template, monkeypatch):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        broker = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        monkeypatch.setattr(current_app.conf, "broker_write_url", broker)
        tasks.forget()
        began = time.monotonic()
        kind = template("Subject: x\n\nHallo\n")
        for number in range(5):
            send(kind, to="a@b.nl", key=f"k{number}", context={}, at=timezone.now())
        assert time.monotonic() - began < 3 * tasks.PATIENCE
        tasks.forget()
    assert Email.objects.count() == 5


def test_long_queue_is_shared_with_another_process(sink_and_worker, monkeypatch):
    """Whoever sweeps here sends nothing, so what leaves was sent by the worker that joined in."""
    EmailFactory.create_batch(3, not_before=timezone.now())
    monkeypatch.setattr(delivery, "LONG_QUEUE", 3)
    kept = []
    monkeypatch.setattr(delivery, "deliver", lambda at, connections: kept.append(connections) or 0)
    began = time.monotonic()
    tasks.sweep.apply()
    while Email.objects.exclude(state=EmailState.SENT).exists():
        assert time.monotonic() < began + 30, Email.objects.values()
        time.sleep(0.05)
    assert len(sink_and_worker.messages) == 3
    assert kept == [settings.MAIL_CONNECTIONS // 2]


@pytest.mark.parametrize(("waiting", "away"), [(2, False), (3, True)], ids=["short", "no Redis"])
def test_sweep_that_nobody_joins_has_all_connections(monkeypatch, waiting, away):
    EmailFactory.create_batch(waiting, not_before=timezone.now())
    monkeypatch.setattr(delivery, "LONG_QUEUE", 3)
    monkeypatch.setattr(tasks, "_quiet_until", time.monotonic() + 60 if away else 0)
    kept = []
    monkeypatch.setattr(delivery, "deliver", lambda at, connections: kept.append(connections) or 0)
    tasks.sweep.apply()
    assert kept == [settings.MAIL_CONNECTIONS]


def test_cron_without_a_worker_asks_nobody_to_join_in(monkeypatch):
    EmailFactory.create_batch(3, not_before=timezone.now())
    monkeypatch.setattr(delivery, "LONG_QUEUE", 3)
    monkeypatch.setattr(tasks, "_call", lambda task: pytest.fail("asked"))
    kept = []
    monkeypatch.setattr(delivery, "deliver", lambda at, connections: kept.append(connections) or 0)
    tasks.sweep()
    assert kept == [settings.MAIL_CONNECTIONS]
