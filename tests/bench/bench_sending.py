"""How long the outbox takes to send a mail, on one connection and on four, to a local server.

Four connections are those of a worker with a long queue: two in each of its two processes.

    make bench        # MAILS=4000 by default

Real digests in the queue, the real sweep, a real SMTP server in another process. Prints
milliseconds a mail and what it is a multiple of: the bare SMTP conversation with a mail that is
ready. Asserts that every mail left exactly once.
"""

import gc
import multiprocessing
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from andersom.notifications import gallery, texts
from andersom.notifications.domain import delivery
from andersom.notifications.models import Email
from andersom.notifications.states import EmailState
from tests.bench.conftest import Record
from tests.factories.notifications import EmailFactory
from tests.notifications.sink import free_port
from tests.overview.digests.rounds import MONDAY

TARGETS = {1: (1, 2), 2: (2, 1)}  # processes → connections in each, milliseconds a mail at most
MAILS = int(os.environ.get("MAILS", "4000"))
SMTP = "andersom.notifications.smtp.EmailBackend"
FORKED = multiprocessing.get_context("fork")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(settings: Any) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink", str(port)], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    assert server.stdout.readline() == "ready\n"
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    settings.MAILERS = settings.MAILERS | {"delivery": {"BACKEND": SMTP, "OPTIONS": options}}
    yield port
    server.terminate()
    server.communicate(timeout=5)


def fill() -> None:
    """As many digests as are asked for, all due."""
    (sample, *_) = gallery.samples("overview.digest_provider")
    words = texts.render(sample.kind, sample.context, language="nl")
    Email.objects.all().delete()
    Email.objects.bulk_create(
        EmailFactory.build(
            kind=sample.kind,
            key=f"bench:{number}",
            message_id=f"<bench-{number}@andersom.example>",
            not_before=MONDAY,
            created_at=MONDAY,
            subject=words.subject,
            text=words.text,
            html=words.html,
        )
        for number in range(MAILS)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notifications_email")


def milliseconds(processes: int, connections: int) -> tuple[float, float]:
    """A mail on the clock, and of the processor: what others do on this machine stretches one."""
    fill()
    connection.close()  # each process opens its own
    gc.collect()
    gc.freeze()  # what other measurements left here is not looked through by those who send
    began, worked = time.perf_counter(), os.times()
    workers = [FORKED.Process(target=sweep, args=(connections,)) for _process in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took, now = time.perf_counter() - began, os.times()
    spent = now.children_user + now.children_system - worked.children_user - worked.children_system
    assert Email.objects.filter(state=EmailState.SENT).count() == MAILS
    return 1000 * took / MAILS, 1000 * spent / MAILS


def sweep(connections: int) -> None:
    """What a process of the worker does with a long queue."""
    connection.close()
    while delivery.deliver(MONDAY, connections=connections):
        pass


def bare(port: int) -> float:
    """The conversation alone, with a mail that is made already."""
    fill()
    letter = delivery.compose(Email.objects.all()[0]).message().as_bytes()
    client = smtplib.SMTP("127.0.0.1", port)
    began = time.perf_counter()
    for _number in range(MAILS):
        client.sendmail("a@andersom.example", ["b@example.org"], letter)
    took = time.perf_counter() - began
    client.quit()
    return 1000 * took / MAILS


def test_milliseconds_a_mail(port: int, record: Record) -> None:
    least = bare(port)
    print(f"\n{MAILS} digests to a server on this machine")
    print(f"{'the conversation alone':28} {least:7.2f} ms a mail")
    for processes, (each, most) in TARGETS.items():
        taken, worked = milliseconds(processes, each)
        connections = processes * each
        name = "1 connection" if connections == 1 else f"{connections} connections"
        figures = f"{taken:.2f} ms a mail ({worked:.2f} ms of the processor)"
        print(f"{'sweep, ' + name:28} {figures}   {taken / least:5.1f} × the conversation")
        record(
            f"sending {MAILS} digests on {name}, against the bare conversation",
            beside=figures,
            target=f"≤ {most} ms a mail",
            met=taken <= most,
            **{f"on_{connections}": f"{taken / least:.1f}"},
        )
