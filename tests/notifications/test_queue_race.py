"""The team takes hold of mail while sweeps send it: what a person was told is what happened."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import mailers
from django.db import connection

from andersom.accounts.models import User
from andersom.notifications.domain import delivery, queue
from andersom.notifications.models import Email
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory
from tests.notifications.sink import Sink

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MAILS = 120
VERBS = ("hold", "cancel", "edit")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def act(email: Email, verb: str, by: User) -> bool:
    """Whether the person was told that it was done."""
    try:
        if verb == "edit":
            queue.edit(email, subject="Nieuw", text="Anders", seen=None, by=by, at=NOW)
        else:
            getattr(queue, verb)(email, by=by, at=NOW)
    except queue.RefusedError:
        return False
    return True


def test_what_the_team_was_told_is_what_the_reader_got(sink: Sink) -> None:
    seed = random.randrange(10_000)
    sink.latency = 0.005
    emails, tess = EmailFactory.create_batch(MAILS, not_before=NOW), UserFactory(staff=True)
    order = random.Random(seed).sample(emails, MAILS)
    chosen = {email.pk: VERBS[number % 3] for number, email in enumerate(order)}
    start = threading.Barrier(4)

    def sweep(_number: int) -> int:
        start.wait(10)
        try:
            return delivery.deliver(NOW, connections=1)
        finally:
            connection.close()

    def team(mine: list[Email]) -> dict[int, bool]:
        start.wait(10)
        try:
            return {email.pk: act(email, chosen[email.pk], tess) for email in mine}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sweeps = [pool.submit(sweep, number) for number in range(2)]
        people = [pool.submit(team, order[::2]), pool.submit(team, order[1::2])]
        told = {pk: done for each in people for pk, done in each.result().items()}
        sent = sum(each.result() for each in sweeps)
    sent += delivery.deliver(NOW)

    subjects = {str(one["Message-ID"]): str(one["Subject"]) for one in sink.messages}
    print(f"{seed=} mails={MAILS} {sent=} done={sum(told.values())} refused={told_no(told)}")
    assert 0 < sum(told.values()) < MAILS  # or nothing was raced
    assert sent == len(sink.messages) == len(subjects)
    for email in emails:
        got = subjects.get(email.message_id)
        assert got == expected(chosen[email.pk], done=told[email.pk])
    left = Counter(Email.objects.values_list("state", flat=True))
    assert left[EmailState.SENT] == sent
    assert set(left) <= {EmailState.SENT, EmailState.HELD, EmailState.CANCELLED}


def told_no(told: dict[int, bool]) -> int:
    return sum(not done for done in told.values())


def expected(verb: str, *, done: bool) -> str | None:
    """The subject that the reader gets, or None for no mail."""
    if not done:
        return "Dag"
    return "Nieuw" if verb == "edit" else None


def test_control_without_asking_the_state_tells_the_team_what_is_not_so(sink: Sink) -> None:
    """Negative control: the same change of words without the guard of `queue.edit`."""
    email = EmailFactory(not_before=NOW)
    batch = delivery.claim(NOW, timedelta(minutes=2))
    with mailers["delivery"] as mailer:
        assert Email.objects.filter(pk=email.pk).update(subject="Nieuw") == 1
        delivery.Sweep(NOW, mailer, timedelta(minutes=2)).send_all(batch)
    assert Email.objects.get().subject == "Nieuw"
    assert [str(one["Subject"]) for one in sink.messages] == ["Dag"]
