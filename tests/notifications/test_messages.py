"""What is written, in whose transaction, and how often."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import batched

import pytest
from django.db import IntegrityError, connection, transaction
from structlog.testing import capture_logs

from andersom.accounts.models import User
from andersom.notifications import kinds, outbox
from andersom.notifications.domain import Letter, delivery, send, send_many
from andersom.notifications.models import Email, InboxItem, Preference
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LETTER = "Subject: Les van {{ name }}\n\nDag {{ name }}.\n\n[Kijk](https://andersom.example/)\n"


@pytest.fixture
def kind(template) -> str:
    return template(LETTER)


@pytest.mark.django_db
def test_user_gets_a_mail_and_a_line_on_the_page(kind):
    user = UserFactory(email="noor@example.org", language="en")
    assert send(kind, to=user, key="les:1", context={"name": "Noor"}, at=NOW, link="/lessen/1/")
    email, item = Email.objects.get(), InboxItem.objects.get()
    assert (email.address, email.user, email.language) == ("noor@example.org", user, "en")
    assert (email.state, email.not_before, email.key) == (EmailState.QUEUED, NOW, "les:1")
    assert email.message_id.endswith("@andersom.example>")
    assert (item.title, item.text) == ("Les van Noor", "Dag Noor.")
    assert (item.link, item.email) == ("/lessen/1/", email)


@pytest.mark.django_db
def test_address_gets_a_mail_only(kind):
    assert send(kind, to="x@example.org", key="a", context={"name": "x"}, at=NOW, language="nl")
    assert Email.objects.get().user is None
    assert not InboxItem.objects.exists()


@pytest.mark.django_db
def test_letter_of_which_the_term_is_over_stands_inside_and_is_not_mailed(kind, sink):
    """The act that wrote it goes on: it is told too late, which is no fault of whoever acts."""
    user, over = UserFactory(), NOW - timedelta(minutes=1)
    assert send(kind, to=user, key="a", context={"name": "x"}, at=NOW, not_after=over)
    assert send_many(many(kind, [user], not_after=over)) == 1
    assert set(Email.objects.values_list("state", "last_error")) == {("cancelled", "too late")}
    assert InboxItem.objects.count() == 2
    assert delivery.deliver(NOW) == 0


@pytest.mark.django_db
def test_same_key_changes_nothing(kind):
    user = UserFactory()
    assert send(kind, to=user, key="a", context={"name": "een"}, at=NOW)
    assert not send(kind, to=user, key="a", context={"name": "twee"}, at=NOW)
    assert Email.objects.get().subject == "Les van een"
    assert InboxItem.objects.count() == 1


@pytest.fixture
def reminder(kind, monkeypatch) -> str:
    """The same letter as a kind that a reader may switch off."""
    monkeypatch.setattr(kinds, "_kinds", {kind: kinds.Kind(topic=kinds.Topic.REMINDER)})
    return kind


@pytest.mark.django_db
def test_switched_off_mail_still_stands_on_the_page(reminder):
    user = UserFactory()
    Preference.objects.create(user=user, topic="reminder", by_mail=False)
    assert send(reminder, to=user, key="a", context={"name": "x"}, at=NOW)
    assert not send(reminder, to=user, key="a", context={"name": "x"}, at=NOW)
    assert not Email.objects.exists()
    item = InboxItem.objects.get()
    assert (item.email, item.read_at) == (None, None)


@pytest.mark.django_db
def test_quiet_message_counts_as_read(reminder):
    user = UserFactory()
    Preference.objects.create(user=user, topic="reminder", inside=False)
    assert send(reminder, to=user, key="a", context={"name": "x"}, at=NOW)
    assert Email.objects.get().address == user.email
    assert InboxItem.objects.get().read_at == NOW


@pytest.mark.django_db
def test_kind_that_nobody_registered_cannot_be_switched_off(kind):
    user = UserFactory()
    Preference.objects.create(user=user, topic="reminder", by_mail=False)
    send(kind, to=user, key="a", context={"name": "x"}, at=NOW)
    assert Email.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("topic", sorted(kinds.ALWAYS))
def test_database_refuses_to_switch_off_what_must_come(topic):
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(user=UserFactory(), topic=topic, by_mail=False)


@pytest.mark.django_db
def test_closed_account_gets_no_mail(kind):
    send(kind, to=UserFactory(deactivated=True), key="a", context={"name": "x"}, at=NOW)
    assert not Email.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\n\r\nbody",
        "a@example.org, b@example.org",
        "a@example.org b@example.org",
        "a@example.org\0",
        "no address",
        "@example.org",
        "a@",
        "",
        "<script>@example.org",
        "a@exam ple.org",
    ],
)
def test_address_that_is_none_is_refused(kind, address):
    with pytest.raises(ValueError, match="address"), capture_logs() as logged:
        send(kind, to=address, key="a", context={"name": "x"}, at=NOW)
    assert not Email.objects.exists()
    why = {"event": "mail refused", "kind": kind, "why": "not an address", "log_level": "warning"}
    assert logged == [why]


@pytest.mark.django_db
def test_database_refuses_a_header_of_two_lines(kind):
    send(kind, to="a@example.org", key="a", context={"name": "x"}, at=NOW)
    for field, value in (("subject", "a\nBcc: b"), ("address", "a@b.nl,c@d.nl")):
        with pytest.raises(IntegrityError, match="one_line"), transaction.atomic():
            Email.objects.update(**{field: value})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "link", ["https://evil.example/", "//evil.example", "javascript:x", "/\\x"]
)
def test_line_leads_to_nowhere_else(kind, link):
    with pytest.raises(IntegrityError, match="inbox_link"), transaction.atomic():
        send(kind, to=UserFactory(), key="a", context={"name": "x"}, at=NOW, link=link)


@pytest.mark.django_db
def test_huge_body_is_refused(template):
    kind = template("Subject: x\n\n{{ name }}\n")
    with pytest.raises(ValueError, match="longer"), capture_logs() as logged:
        send(kind, to="a@b.nl", key="a", context={"name": "x" * 10_000_000}, at=NOW)
    assert [(line["event"], line["kind"]) for line in logged] == [("mail refused", kind)]
    assert "a@b.nl" not in str(logged)


class StumbledError(Exception):
    pass


@transaction.atomic
def act(kind: str, stumble: int | None = None) -> None:
    for step in range(10):
        send(kind, to=f"a{step}@b.nl", key=f"step:{step}", context={"name": "x"}, at=NOW)
        if step == stumble:
            raise StumbledError


@pytest.mark.django_db(transaction=True)
def test_rolled_back_act_sends_nothing(kind):
    """Ten steps; the act fails after each of them in turn."""
    for stumble in range(10):
        with pytest.raises(StumbledError):
            act(kind, stumble)
        assert Email.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_committed_act_sends_each_once(kind):
    act(kind)
    assert Email.objects.count() == 10


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_generators_at_once_write_every_mail_once(kind):
    people = UserFactory.create_batch(500)

    def generate(seed: int) -> int:
        mine = random.Random(seed).sample(people, len(people))
        try:
            return sum(
                send(kind, to=user, key=f"digest:2027-W01:{user.pk}", context={"name": "x"}, at=NOW)
                for user in mine
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        written = list(pool.map(generate, range(10)))
    print(f"generators=10 users=500 rows={Email.objects.count()} written={written}")
    assert Email.objects.count() == 500
    assert InboxItem.objects.count() == 500
    assert sum(written) == 500


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_generators_at_once_write_five_thousand_rows_once() -> None:
    """The same at the size of the whole city: what keeps the second one out is the key."""

    def draft(number: int) -> outbox.Draft:
        return outbox.Draft(
            kind="tests.digest",
            key=f"digest:2027-W01:user:{number:04}",
            address=f"reader{number}@example.org",
            language="nl",
            subject="Nieuw",
            text="Hallo",
            html="",
            at=NOW,
        )

    def generate(_generator: int) -> int:
        try:
            rows = [outbox.row_of(draft(number)) for number in range(5000)]
            written = [outbox.write_many(part) for part in batched(rows, 500, strict=True)]
            return sum(is_new for part in written for _row, is_new in part.values())
        finally:
            connection.close()

    began = time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        written = list(pool.map(generate, range(10)))
    seconds = time.monotonic() - began
    print(f"generators=10 keys=5000 rows={Email.objects.count()} {written=} {seconds=:.1f}")
    assert Email.objects.count() == sum(written) == 5000


def many(kind: str, users: list[User], **facts: object) -> list[Letter]:
    return [
        Letter(kind=kind, to=user, key=f"d:{user.pk}", context={"name": user.name}, at=NOW, **facts)
        for user in users
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("readers", [3, 30])
def test_many_letters_take_as_many_queries_as_one(
    reminder, readers, django_assert_num_queries, django_capture_on_commit_callbacks
):
    users = UserFactory.create_batch(readers)
    Preference.objects.create(user=users[0], topic="reminder", by_mail=False, inside=True)
    with django_capture_on_commit_callbacks() as rung, django_assert_num_queries(9):
        assert send_many(many(reminder, users, link="/lessen/")) == readers
    assert len(rung) == 1
    assert Email.objects.count() == readers - 1
    assert InboxItem.objects.filter(link="/lessen/", read_at=None).count() == readers
    assert InboxItem.objects.exclude(email=None).count() == readers - 1
    assert send_many(many(reminder, users)) == 0


@pytest.mark.django_db
def test_a_letter_that_cannot_be_written_is_no_matter_of_the_others(kind):
    good, bad = UserFactory(email="goed@example.org"), UserFactory(email="twee@a@b.example")
    with capture_logs() as logged:
        assert send_many(many(kind, [bad, good])) == 1
    assert [line["why"] for line in logged] == ["not one address"]
    assert "twee" not in str(logged)
    assert [mail.user for mail in Email.objects.all()] == [good]
    assert [item.user for item in InboxItem.objects.all()] == [good]


@pytest.mark.django_db
def test_letter_without_its_variable_says_which_and_one_that_stumbles_quotes_nobody(
    template, monkeypatch
):
    kind, noor = template("Subject: Dag\n\n{{ unknown }}\n"), UserFactory()
    with capture_logs() as logged:
        assert send_many(many(kind, [noor])) == 0
    assert "unknown" in logged[0]["why"]

    def stumble(*_args: object, **_more: object) -> None:
        raise ValueError("invalid literal: noor@example.org")

    monkeypatch.setattr("andersom.notifications.texts.render", stumble)
    with capture_logs() as logged:
        assert send_many(many(kind, [noor])) == 0
    assert [(line["error"], line["why"]) for line in logged] == [("ValueError", "")]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_who_race_past_the_limit_pass_it_by_no_more_than_their_number(kind):
    """The limit is a dam against loops, not an exact count (`outbox.hold_floods`)."""
    racers, each = 8, 10
    start = threading.Barrier(racers)

    def write(racer: int) -> None:
        start.wait(30)
        try:
            for number in range(each):
                key = f"{racer}:{number}"
                send(kind, to="noor@example.org", key=key, context={"name": "x"}, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(racers) as pool:
        list(pool.map(write, range(racers)))
    queued = Email.objects.filter(state=EmailState.QUEUED).count()
    print(f"{racers=} mails={racers * each} limit={outbox.MOST_AN_HOUR} {queued=}")
    assert Email.objects.count() == racers * each
    assert outbox.MOST_AN_HOUR <= queued <= outbox.MOST_AN_HOUR + racers
