"""Who switches what off, and what then still comes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from andersom.notifications import kinds, outbox
from andersom.notifications.domain import delivery, preferences, send
from andersom.notifications.domain.preferences import Choice, UnknownTopic
from andersom.notifications.kinds import ALWAYS, Kind, Topic
from andersom.notifications.models import Email, InboxItem, Preference
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def reminder(monkeypatch) -> str:
    known = {
        "tests.reminder": Kind(topic=Topic.REMINDER),
        "tests.booking": Kind(topic=Topic.BOOKING),
    }
    monkeypatch.setattr(kinds, "_kinds", known)
    return "tests.reminder"


def test_defaults_are_everything_and_a_weekly_digest():
    chosen = preferences.chosen(UserFactory())
    assert chosen == dict.fromkeys(chosen, Choice())
    assert Topic.DIGEST in chosen
    assert not set(chosen) & {*ALWAYS, Topic.TEAM}


def test_team_chooses_about_its_own_topic_too():
    assert Topic.TEAM in preferences.topics_of(UserFactory(is_staff=True))


def test_choice_is_kept_and_cancels_what_waits(reminder):
    user = UserFactory()
    waiting, other = EmailFactory(kind=reminder, user=user), EmailFactory(kind="tests.booking")
    preferences.choose(user, {Topic.REMINDER: Choice(mail=False, inside=False)})
    assert preferences.chosen(user)[Topic.REMINDER] == Choice(mail=False, inside=False)
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.state, waiting.last_error) == (EmailState.CANCELLED, "not wanted any more")
    assert other.state == EmailState.QUEUED


@pytest.mark.parametrize("topic", ["nonsense", Topic.BOOKING, Topic.ACCOUNT, Topic.TEAM])
def test_topic_that_is_not_hers_to_choose_is_refused(topic):
    with pytest.raises(UnknownTopic):
        preferences.choose(UserFactory(), {topic: Choice(mail=False)})
    assert not Preference.objects.exists()


PAGE = "notifications:preferences"


def test_page_saves_and_shows_what_was_chosen(client):
    user = UserFactory()
    client.force_login(user)
    url = reverse(PAGE)
    typed = {
        "digest-rhythm": "daily",
        "digest-inside": "on",
        "question-mail": "on",
        "question-inside": "on",
    }
    assert client.post(url, typed).status_code == 302
    chosen = preferences.chosen(user)
    assert chosen[Topic.QUESTION] == Choice()
    assert chosen[Topic.REMINDER] == Choice(mail=False, inside=False)
    assert chosen[Topic.DIGEST] == Choice(mail=False, rhythm="daily")
    form = client.get(url).context["form"]
    assert (form["digest-rhythm"].initial, form["digest-mail"].initial) == ("daily", False)
    assert (form["question-mail"].initial, form["reminder-mail"].initial) == (True, False)
    assert "team-mail" not in form.fields


def as_shown(form) -> dict[str, str]:
    """What a browser sends when its reader changes nothing."""
    shown = {name: field.initial for name, field in form.fields.items()}
    return {name: "on" if value is True else value for name, value in shown.items() if value}


def test_saving_untouched_after_stopping_the_mail_changes_nothing(client, monkeypatch):
    """The one click below a mail stops the mail; how often she reads it inside stays."""
    monkeypatch.setattr(kinds, "_kinds", {"tests.digest": Kind(topic=Topic.DIGEST)})
    user = UserFactory()
    preferences.choose(user, {Topic.DIGEST: Choice(rhythm="daily")})
    client.post(path_of(EmailFactory(kind="tests.digest", user=user)))
    before = preferences.chosen(user)
    assert before[Topic.DIGEST] == Choice(mail=False, rhythm="daily")
    client.force_login(user)
    form = client.get(reverse(PAGE)).context["form"]
    assert client.post(reverse(PAGE), as_shown(form)).status_code == 302
    assert preferences.chosen(user) == before


def test_never_takes_back_the_digest_that_waits(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {"tests.digest": Kind(topic=Topic.DIGEST)})
    user = UserFactory()
    waiting = EmailFactory(kind="tests.digest", user=user)
    preferences.choose(user, {Topic.DIGEST: Choice(rhythm="never")})
    waiting.refresh_from_db()
    assert waiting.state == EmailState.CANCELLED


@pytest.mark.parametrize(
    "name", ["nonsense-mail", "team-mail", "booking-inside", "digest-x-rhythm"]
)
def test_page_refuses_a_topic_that_is_not_hers_to_choose_and_keeps_the_rest(client, name):
    client.force_login(UserFactory(email="noor@example.org"))
    typed = {"digest-rhythm": "daily", "reminder-mail": "on", name: "on"}
    with capture_logs() as logged:
        answer = client.post(reverse(PAGE), typed)
    assert answer.status_code == 200
    assert "kennen wij niet" in answer.content.decode()
    form = answer.context["form"]
    assert (form["digest-rhythm"].value(), form["reminder-mail"].value()) == ("daily", True)
    assert not Preference.objects.exists()
    (line,) = [line for line in logged if line["event"] == "preference refused"]
    assert line["why"] == "unknown topic"
    assert "noor" not in str(line)


def test_page_refuses_an_unknown_rhythm_and_keeps_the_rest(client):
    user = UserFactory()
    client.force_login(user)
    answer = client.post(reverse("notifications:preferences"), {"digest-rhythm": "hourly"})
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert not Preference.objects.exists()


# --- The link below a mail ------------------------------------------------------------------------
def path_of(email: Email) -> str:
    return preferences.link(email).removeprefix("http://127.0.0.1:8000")


def test_opening_the_link_changes_nothing(client, reminder):
    email = EmailFactory(kind=reminder, user=UserFactory())
    for look in (client.get, client.head):
        assert look(path_of(email)).status_code == 200
    assert not Preference.objects.exists()


def test_one_click_of_a_mail_program_stops_the_topic(reminder):
    user = UserFactory()
    email = EmailFactory(kind=reminder, user=user)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path_of(email), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    row = Preference.objects.get()
    assert (row.user, row.topic, row.by_mail, row.inside) == (user, "reminder", False, True)


def test_mistake_is_taken_back_on_the_same_page(client, reminder):
    email = EmailFactory(kind=reminder, user=UserFactory())
    client.post(path_of(email))
    client.post(path_of(email), {"again": "1"})
    assert Preference.objects.get().by_mail


def test_reader_without_account_stops_the_mail_to_her_address(client, reminder, template):
    client.post(path_of(EmailFactory(kind=reminder, address="Noor@Example.org")))
    row = Preference.objects.get()
    assert (row.user, row.address, row.by_mail) == (None, "noor@example.org", False)
    assert not preferences.channels(None, reminder, "noor@example.org").mail
    assert preferences.channels(None, reminder, "anna@example.org").mail


def test_page_leads_on_to_the_choices_of_who_has_an_account(client, reminder):
    choices = reverse("notifications:preferences")
    hers = client.get(path_of(EmailFactory(kind=reminder, user=UserFactory())))
    of_guest = client.get(path_of(EmailFactory(kind=reminder, address="noor@example.org")))
    assert choices in hers.content.decode()
    assert choices not in of_guest.content.decode()


def test_opt_out_of_a_guest_counts_when_she_has_an_account(client, reminder):
    before = EmailFactory(kind=reminder, address="noor@example.org")
    client.post(path_of(before))
    noor = UserFactory(email="Noor@example.org")
    assert not preferences.channels(noor, reminder, noor.email).mail
    assert preferences.chosen(noor)[Topic.REMINDER] == Choice(mail=False)
    assert preferences.channels(UserFactory(), reminder).mail
    preferences.choose(noor, {Topic.REMINDER: Choice()})  # her own choice is the newer one
    assert preferences.channels(noor, reminder, noor.email).mail
    client.post(path_of(before))  # the old mail still stops what she gets at that address
    assert not preferences.channels(noor, reminder, noor.email).mail


def test_link_of_somebody_else_changes_nothing_for_her(client, reminder):
    noor, anna = UserFactory(email="noor@example.org"), UserFactory(email="anna@example.org")
    guest = EmailFactory(kind=reminder, address="gast@example.org")
    client.force_login(anna)
    for mail in (EmailFactory(kind=reminder, user=noor, address=noor.email), guest):
        with capture_logs() as logged:
            for act in (client.get, client.post):
                answer = act(path_of(mail))
                assert answer.status_code == 404
                page = answer.content.decode()
                assert "voor iemand anders" in page
                assert "anna@" in page
                assert mail.address not in page
        refused = [line for line in logged if line["event"] == "unsubscribe link refused"]
        assert [line["why"] for line in refused] == ["somebody else"] * 2
        assert "@" not in str(refused)
    assert not Preference.objects.exists()
    assert client.post(path_of(EmailFactory(kind=reminder, user=anna))).status_code == 200


def signed(content: object, salt: str = preferences.SALT) -> str:
    return signing.dumps(content, salt=salt)


@pytest.mark.parametrize(
    "key",
    [
        lambda: "x",
        lambda: "a:b:c",
        lambda: signed([1, "reminder"], salt="other"),
        lambda: signed([1, "nonsense"]),
        lambda: signed([1, "booking"]),
        lambda: signed([999_999, "reminder"]),
        lambda: signed("reminder"),
    ],
    ids=["text", "parts", "salt", "topic", "must come", "nobody", "no pair"],
)
def test_link_that_we_did_not_make_is_refused(client, key):
    url = reverse("notifications:unsubscribe", args=[key()])
    with capture_logs() as logged:
        for act in (client.get, client.post):
            answer = act(url)
            assert answer.status_code == 404
            assert "werkt niet" in answer.content.decode()
    assert not Preference.objects.exists()
    refused = [line for line in logged if line["event"] == "unsubscribe link refused"]
    assert [line["method"] for line in refused] == ["GET", "POST"]
    assert {line["why"] for line in refused} <= {"key", "reader", "booking"}


def test_link_with_a_changed_signature_tells_nobody_whose_it_is(client, reminder):
    email = EmailFactory(kind=reminder, address="noor@example.org")
    forged = path_of(email)[:-2] + "xx/"
    with capture_logs() as logged:
        answer = client.post(forged)
    assert answer.status_code == 404
    assert "noor" not in answer.content.decode() + str(logged)


def test_digest_that_she_never_wanted_and_now_does_comes_weekly(client, monkeypatch):
    """Never in her profile, then "I want them after all" below an old mail."""
    monkeypatch.setattr(kinds, "_kinds", {"tests.digest": Kind(topic=Topic.DIGEST)})
    user = UserFactory()
    preferences.choose(user, {Topic.DIGEST: Choice(mail=False, rhythm="never")})
    client.post(path_of(EmailFactory(kind="tests.digest", user=user)), {"again": "1"})
    assert preferences.chosen(user)[Topic.DIGEST] == Choice()


def test_mail_that_may_stop_carries_the_header_and_its_link_works(sink, client, reminder):
    user = UserFactory()
    EmailFactory(kind=reminder, user=user, not_before=NOW)
    EmailFactory(kind="tests.booking", user=user, not_before=NOW)
    delivery.deliver(NOW)
    one, other = sink.messages
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = one["List-Unsubscribe"].strip("<>")
    assert client.post(url.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert not preferences.channels(user, reminder).mail
    assert other["List-Unsubscribe"] is None


def test_switched_off_mail_is_not_written_and_stands_inside(reminder, template):
    kind = template("Subject: Dag\n\nHallo\n", "reminder")
    user = UserFactory()
    preferences.choose(user, {Topic.REMINDER: Choice(mail=False)})
    assert send(kind, to=user, key="a", context={}, at=NOW)
    assert not Email.objects.exists()
    assert InboxItem.objects.get().read_at is None


def test_fiftieth_mail_of_a_kind_in_an_hour_leaves_and_the_next_waits(reminder):
    EmailFactory.create_batch(49, kind=reminder, address="noor@example.org", not_before=NOW)
    EmailFactory(kind=reminder, address="noor@example.org", not_before=NOW - timedelta(hours=1))
    states = []
    for number in range(3):
        draft = outbox.Draft(
            kind=reminder,
            key=f"more:{number}",
            address="noor@example.org",
            language="nl",
            subject="Dag",
            text="Hallo",
            html="",
            at=NOW,
        )
        states.append(outbox.write(draft)[0].state)
    assert states == [EmailState.QUEUED, EmailState.HELD, EmailState.HELD]
