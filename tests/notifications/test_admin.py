from datetime import UTC, datetime

import pytest
from django.core import signing
from django.urls import reverse

from andersom.notifications.models import Email
from tests.factories.notifications import EmailFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db
LIST = "admin:notifications_email_changelist"


@pytest.fixture
def team(cast: Cast):
    return cast.client("team")


def test_list_tells_when_it_left_or_may_leave_and_how_often_it_was_tried(team):
    day = datetime(2026, 11, 24, 9, tzinfo=UTC)
    EmailFactory(not_before=day, attempts=2)
    EmailFactory(sent=True, sent_at=day, address="")
    page = team.get(reverse(LIST)).content.decode()
    assert page.count("24-11-2026 10:00") == 2
    assert "2 keer geprobeerd" in page
    assert "(gewist)" in page


def test_list_shows_and_finds(team):
    EmailFactory(subject="Mislukt", failed=True, address="noor@example.org")
    EmailFactory(subject="Iets heel anders", sent=True)
    page = team.get(reverse(LIST), {"q": "noor@"}).content.decode()
    assert "Mislukt" in page
    assert "Iets heel anders" not in page
    assert 'data-tone="danger"' in page


def test_list_filters_by_what_a_mail_is_about(team):
    EmailFactory(subject="Uw les is verplaatst", kind="placements.lesson_moved")
    EmailFactory(subject="Nieuw wachtwoord", kind="account.mail")  # of a library: not registered
    asked = {topic: team.get(reverse(LIST), {"over": topic}) for topic in ("booking", "account")}
    pages = {topic: page.content.decode() for topic, page in asked.items()}
    assert "Uw les is verplaatst" in pages["booking"]
    assert "Nieuw wachtwoord" not in pages["booking"]
    assert "Nieuw wachtwoord" in pages["account"]
    assert "Uw les is verplaatst" not in pages["account"]
    assert team.get(reverse(LIST), {"over": "nonsense"}).status_code == 200


@pytest.mark.parametrize("size", [2, 40])
def test_list_has_as_many_queries_for_more(team, size, django_assert_max_num_queries):
    EmailFactory.create_batch(size)
    with django_assert_max_num_queries(25) as asked:
        team.get(reverse(LIST))
    rows = [query for query in asked.captured_queries if "notifications_email" in query["sql"]]
    assert len(rows) <= 7


def test_mail_is_shown_as_it_was_sent(team):
    email = EmailFactory(text="Dag <b>", html="<p style='x'>Dag</p>")
    url = reverse("admin:notifications_email_change", args=[email.pk])
    assert "Dag &lt;b&gt;" in team.get(url).content.decode()
    html = team.get(reverse("admin:notifications_email_html", args=[email.pk]))
    assert html.content == b"<p style='x'>Dag</p>"
    assert "sandbox" in html["Content-Security-Policy"]


def test_secrets_are_not_shown(team):
    email = EmailFactory(kind="account.mail", text="code 99", html="<p>code 99</p>")
    url = reverse("admin:notifications_email_change", args=[email.pk])
    assert "code 99" not in team.get(url).content.decode()
    assert team.get(reverse("admin:notifications_email_html", args=[email.pk])).content == b""


def test_keys_of_signed_links_are_for_their_reader_only(team):
    one, two = (signing.dumps([1, n], salt="x") for n in (1, 2))
    address = "https://andersom.example/passend/link"
    text = f"Dag\n\nJa:\n{address}/{one}/?antwoord=yes\n\nNee: {address}/{two}/ en {address}/{one}/"
    email = EmailFactory(text=text, html=f'<a href="{address}/{one}/?antwoord=yes">ja</a>')
    page = team.get(reverse("admin:notifications_email_change", args=[email.pk])).content.decode()
    html = team.get(reverse("admin:notifications_email_html", args=[email.pk])).content.decode()
    edit = reverse("admin:notifications_email_edit", args=[email.pk])
    form = team.get(edit)
    for shown in (page, html, form.content.decode()):
        assert "/passend/link/verborgen-1/" in shown
        assert not {one, two} & {key for key in (one, two) if key in shown}
    typed = form.context["form"].initial["text"].replace("Dag", "Dag Noor")
    assert typed.count("verborgen-1/") == 2
    team.post(edit, {"subject": "Nieuw", "text": typed})
    found = Email.objects.get()
    assert found.text.startswith(text.replace("Dag", "Dag Noor"))
    assert f"{address}/{two}/" in found.html


def test_action_goes_through_the_verb_and_tells_what_it_could_not_do(team):
    failed, sent = EmailFactory(failed=True), EmailFactory(sent=True)
    data = {"action": "cancel", "_selected_action": [failed.pk, sent.pk]}
    page = team.post(reverse(LIST), data, follow=True).content.decode()
    assert Email.objects.get(pk=failed.pk).state == "cancelled"
    assert Email.objects.get(pk=sent.pk).state == "sent"
    assert page.count('class="success"') == page.count('class="warning"') == 1


def test_nobody_types_in_a_mail(team):
    email = EmailFactory(text="Dag")
    url = reverse("admin:notifications_email_change", args=[email.pk])
    assert team.post(url, {"text": "Anders"}).status_code == 403
    assert team.get(reverse("admin:notifications_email_add")).status_code == 403


def test_others_see_nothing(cast: Cast):
    assert cast.client("leader").get(reverse(LIST)).status_code in {302, 403}


def test_sending_again_leads_to_the_new_mail_or_tells_why_not(team):
    sent, wiped = EmailFactory(sent=True), EmailFactory(sent=True, text="", html="")
    step = {"verb": "resend"}
    answer = team.post(reverse("admin:notifications_email_step", args=[sent.pk]), step)
    new = Email.objects.get(key=f"{sent.key}~again:1")
    assert answer.url == reverse("admin:notifications_email_change", args=[new.pk])
    url = reverse("admin:notifications_email_step", args=[wiped.pk])
    page = team.post(url, step, follow=True).content.decode()
    assert "De tekst is niet meer bewaard." in page
