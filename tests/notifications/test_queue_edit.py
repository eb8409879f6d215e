"""The team changes a mail that waits; what left or was claimed stays as it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from andersom.notifications.domain import delivery, queue
from andersom.notifications.models import Email, InboxItem
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory, InboxItemFactory
from tests.people import Cast

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEXT = "Dag,\n\n- een\n- twee\n\n> gezegd\n\nBekijk:\nhttps://andersom.example/x/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Cast):
    return cast.client("team")


def edit(email, **more):
    act = {"subject": "Nieuw", "text": TEXT, "seen": email.edited_at, "at": NOW, **more}
    queue.edit(email, by=UserFactory(staff=True), **act)


def page_of(email):
    return reverse("admin:notifications_email_edit", args=[email.pk])


@pytest.mark.parametrize("trait", [{}, {"held": True}])
def test_words_change_and_html_is_laid_out_anew(trait):
    email = EmailFactory(**trait)
    edit(email)
    found = Email.objects.get()
    assert (found.subject, found.edited_at) == ("Nieuw", NOW)
    assert found.text.startswith(TEXT)
    assert found.edited_by is not None
    assert "<li" in found.html
    assert "<blockquote" in found.html
    assert 'class="m-button-link" href="https://andersom.example/x/"' in found.html
    assert found.html.startswith("<!doctype html>")


def test_signature_comes_once_and_not_in_the_body():
    email = EmailFactory(kind="events.hello", text="Dag\n\n-- \nAndersom Den Haag\nhttps://x/")
    edit(email, text=email.text)
    edit(email, text=email.text)
    found = Email.objects.get()
    assert found.text.count("\n-- \n") == 1
    assert "/afmelden/" in found.text
    assert "/afmelden/" in found.html


@pytest.mark.parametrize("trait", ["sent", "failed", "in_doubt"])
def test_what_does_not_wait_stays(trait):
    email = EmailFactory(**{trait: True})
    with pytest.raises(queue.RefusedError):
        edit(email)
    assert Email.objects.get().subject == "Dag"


def test_claimed_mail_stays(sink):
    email = EmailFactory(not_before=NOW)
    delivery.claim(NOW, timedelta(minutes=2))
    with pytest.raises(queue.RefusedError):
        edit(email)


def test_second_editor_does_not_wipe_the_first():
    email = EmailFactory()
    edit(email)
    with pytest.raises(queue.RefusedError):
        edit(email, seen=None, subject="Anders")
    assert Email.objects.get().subject == "Nieuw"


def test_secret_stays():
    email = EmailFactory(kind="account.mail")
    with pytest.raises(queue.RefusedError):
        edit(email)


def test_unread_message_changes_along():
    email = EmailFactory()
    InboxItemFactory(email=email)
    InboxItemFactory(email=email, read=True, title="Gelezen")
    edit(email)
    titles = set(InboxItem.objects.values_list("title", flat=True))
    assert titles == {"Nieuw", "Gelezen"}
    assert "Bekijk" not in InboxItem.objects.get(title="Nieuw").text


def test_edited_mail_arrives_edited(sink):
    email = EmailFactory(not_before=NOW)
    edit(email)
    assert delivery.deliver(NOW) == 1
    assert sink.messages[0]["Subject"] == "Nieuw"


# --- The page -------------------------------------------------------------------------------------
def test_page_saves_and_goes_back(team, cast):
    email = EmailFactory(held=True)
    answer = team.post(page_of(email), {"subject": "Nieuw", "text": "Anders", "seen": ""})
    assert answer.url == reverse("admin:notifications_email_change", args=[email.pk])
    assert Email.objects.get().edited_by == cast.team


def test_nothing_typed_is_lost_when_the_mail_left_meanwhile(team):
    email = EmailFactory(sent=True)
    page = team.post(page_of(email), {"subject": "Mijn", "text": "Woorden", "seen": ""})
    text = page.content.decode()
    assert "Deze mail wacht niet meer: de stand is nu ‘verstuurd’." in text
    assert 'value="Mijn"' in text
    assert "Woorden</textarea>" in text


def test_nothing_typed_is_lost_when_somebody_was_first(team):
    email = EmailFactory()
    edit(email)
    page = team.post(page_of(email), {"subject": "Mijn", "text": "Woorden", "seen": ""})
    assert "Iemand anders heeft deze mail intussen gewijzigd." in page.content.decode()
    assert "Woorden</textarea>" in page.content.decode()


def test_line_break_in_the_subject_is_refused(team):
    email = EmailFactory()
    page = team.post(page_of(email), {"subject": "a\nBcc: b@c.nl", "text": "x", "seen": ""})
    assert "Een onderwerp is één regel." in page.content.decode()


@pytest.mark.parametrize("size", [60_000, 1_500_000])
def test_text_that_is_too_long_is_refused_and_kept(team, size):
    email = EmailFactory()
    page = team.post(page_of(email), {"subject": "a", "text": "x" * size, "seen": ""})
    assert page.status_code == 200
    assert "50.000" in page.content.decode() or "50000" in page.content.decode()
    assert "x" * size in page.content.decode()


def test_body_of_ten_megabytes_is_refused(team):
    email = EmailFactory()
    page = team.post(page_of(email), {"subject": "a", "text": "x" * 10_000_000, "seen": ""})
    assert page.status_code == 413
    assert "te groot" in page.content.decode()
    assert Email.objects.get().text == "Hallo"


def test_secret_is_neither_shown_nor_changed(team):
    email = EmailFactory(kind="account.mail", text="code 99", subject="Code 99")
    page = team.get(page_of(email)).content.decode()
    assert "<textarea" not in page
    assert "code 99" not in page
    team.post(page_of(email), {"subject": "x", "text": "y", "seen": ""})
    assert Email.objects.get().text == "code 99"


def test_page_of_a_mail_has_its_buttons_and_frames(team):
    email = EmailFactory(held=True)
    answer = team.get(reverse("admin:notifications_email_change", args=[email.pk]))
    page = answer.content.decode()
    assert [verb in page for verb in ('value="release"', 'value="cancel"', 'value="hold"')] == [
        True,
        True,
        False,
    ]
    assert '<iframe class="letter-frame" sandbox ' in page
    assert "frame-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("trait", "verb", "state"),
    [
        ({}, "hold", "held"),
        ({"held": True}, "release", "queued"),
        ({"in_doubt": True}, "cancel", "cancelled"),
        ({"sent": True}, "hold", "sent"),
        ({"sent": True}, "nonsense", "sent"),
    ],
)
def test_button_goes_through_the_verb(team, trait, verb, state):
    email = EmailFactory(**trait)
    url = reverse("admin:notifications_email_step", args=[email.pk])
    assert team.post(url, {"verb": verb}).status_code == 302
    assert Email.objects.get().state == EmailState(state)


def test_trouble_is_the_first_filter(team):
    EmailFactory(subject="Mislukt!", failed=True)
    EmailFactory(subject="Onzeker!", in_doubt=True)
    EmailFactory(subject="Verstuurd!", sent=True)
    url = reverse("admin:notifications_email_changelist")
    page = team.get(url, {"let_op": "ja"}).content.decode()
    assert [word in page for word in ("Mislukt!", "Onzeker!", "Verstuurd!")] == [True, True, False]
    assert page.index("let_op=ja") < page.index("state__exact")
