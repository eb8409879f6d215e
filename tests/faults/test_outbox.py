"""B1, B2: killed workers and mail servers that say one thing and do another."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.mail import mailers
from django.db import connection
from django.utils import timezone

from andersom.notifications.domain import delivery, send_many
from andersom.notifications.domain.messages import Letter
from andersom.notifications.models import Email
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory
from tests.notifications.killing import NAIVE, fill, judged, left, states, sweeper, tormented_pair
from tests.notifications.sink import process_env

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_ten_generators_at_once_write_each_of_5000_once(record, template):
    kind = template("Subject: Nieuw voor {{ name }}\n\nDag {{ name }}\n")
    people, at = UserFactory.create_batch(5000), timezone.now()

    def write(seed: int) -> int:
        """In an order of its own, as many at a time as a digest does."""
        mine = random.Random(seed).sample(people, len(people))
        letters = [
            Letter(kind=kind, to=user, key=f"B3:{user.pk}", context={"name": user.name}, at=at)
            for user in mine
        ]
        try:
            return sum(send_many(letters[n : n + 200]) for n in range(0, len(letters), 200))
        finally:
            connection.close()

    began = time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        written = list(pool.map(write, range(10)))
    rows = Email.objects.count()
    seconds = round(time.monotonic() - began)
    figures = {"lost": 5000 - rows, "double": rows - len(set(Email.objects.values_list("user")))}
    record("B3 ten generators, 5,000 readers", rows=rows, **figures, seconds=seconds)
    assert rows == sum(written) == 5000


@pytest.mark.parametrize("seed", [1, None], ids=["fixed seed", "random seed"])
def test_workers_killed_fifty_times(sink, record, seed):
    box, port = sink
    seed = seed or random.randrange(10_000)
    wanted, began = fill(5000), time.monotonic()
    env = process_env(box, port) | {"LOG_LEVEL": "ERROR"}
    kills = tormented_pair(sweeper(1.5), env, box, times=50, every=(40, 90), seed=seed)
    lost, double = judged(box, wanted)
    seconds = round(time.monotonic() - began)
    figures = {"mails": 5000, "kills": kills, "lost": lost, "double": double}
    record("B1 two workers, kill -9 at random", **figures, seconds=seconds, seed=seed)
    assert kills == 50
    assert (lost, double) == (0, 0)


def test_control_without_claims_doubles(sink, record):
    """Negative control: fetch a batch, send it, mark it at the end."""
    box, port = sink
    wanted = fill(1000)
    env = process_env(box, port) | {"LOG_LEVEL": "ERROR"}
    kills = tormented_pair(NAIVE, env, box, times=10, every=(40, 90), seed=1)
    _lost, copies = judged(box, wanted)
    record("B1 control: batches marked at the end", mails=1000, kills=kills, copies=copies)
    assert copies > 0


def test_log_of_the_relay_that_comes_late_doubles_nothing(sink, record, tmp_path, settings):
    """A claim holds longer than the log of the relay is behind."""
    box, port = sink
    box.log_delay = 2.0
    wanted = fill(300)
    env = process_env(box, port) | {"LOG_LEVEL": "ERROR"}
    kills = tormented_pair(sweeper(4), env, box, times=8, every=(20, 40), seed=7)
    lost, double = judged(box, wanted)
    record("B2 log of the relay 2 s behind", mails=300, kills=kills, lost=lost, double=double)
    assert (lost, double) == (0, 0)


def test_server_that_takes_a_mail_and_says_no_doubles_nothing(sink, record, settings):
    box, port = sink
    relay = "tests.notifications.sink.LoggedRelay"
    options = {"host": "127.0.0.1", "port": port, "timeout": 5, "log": str(box.log)}
    settings.MAILERS = settings.MAILERS | {"delivery": {"BACKEND": relay, "OPTIONS": options}}
    EmailFactory.create_batch(50, not_before=timezone.now() - timedelta(minutes=1))
    wanted = set(Email.objects.values_list("message_id", flat=True))
    box.liar = True
    now = timezone.now()
    delivery.deliver(now)
    box.liar = False
    delivery.deliver(now + timedelta(hours=1))
    lost, double = judged(box, wanted)
    record("B2 server says 451 after it took the mail", mails=50, lost=lost, double=double)
    assert (lost, double) == (0, 0)
    assert states() == {EmailState.SENT: 50}
    assert mailers["delivery"].lookup(next(iter(wanted)))
    assert left() == 0
