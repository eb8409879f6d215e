from email.utils import make_msgid
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, mailers
from django.urls import reverse

from andersom.notifications.models import InboxItem
from tests.factories.accounts import UserFactory
from tests.factories.notifications import InboxItemFactory

pytestmark = pytest.mark.django_db
INBOX = "/berichten/"


@pytest.fixture
def noor(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_inbox_shows_own_messages_only(client, noor):
    InboxItemFactory(user=noor, title="Voor Noor <b>")
    InboxItemFactory(title="Voor een ander")
    page = client.get(INBOX).content.decode()
    assert "Voor Noor &lt;b&gt;" in page
    assert "Voor een ander" not in page


def test_inbox_asks_to_sign_in(client):
    assert client.get(INBOX).status_code == 302


@pytest.mark.parametrize("size", [2, 19])
def test_inbox_has_as_many_queries_for_more(client, noor, size, django_assert_max_num_queries):
    InboxItemFactory.create_batch(size, user=noor)
    with django_assert_max_num_queries(30) as asked:
        client.get(INBOX)
    sql = [query["sql"] for query in asked.captured_queries]
    assert sum("notifications_inboxitem" in one for one in sql) == 4  # menu, unread, count, page


def test_inbox_filters_on_unread(client, noor):
    InboxItemFactory(user=noor, title="Oud", read=True)
    InboxItemFactory(user=noor, title="Vers")
    page = client.get(INBOX, {"unread": "on", "page": "x"}).content.decode()
    assert "Vers" in page
    assert "Oud" not in page


def test_open_marks_as_read_and_leads_on(client, noor):
    item = InboxItemFactory(user=noor, link="/gezondheid/")
    response = client.post(reverse("notifications:read", args=[item.pk]))
    assert (response.status_code, response["Location"]) == (302, "/gezondheid/")
    assert InboxItem.objects.get().read_at is not None


def test_message_of_somebody_else_does_not_exist(client, noor):
    item = InboxItemFactory()
    assert client.post(reverse("notifications:read", args=[item.pk])).status_code == 404
    assert InboxItem.objects.get().read_at is None


def test_reading_takes_a_post(client, noor):
    item = InboxItemFactory(user=noor)
    assert client.get(reverse("notifications:read", args=[item.pk])).status_code == 405
    assert client.get(reverse("notifications:read_all")).status_code == 405


def test_all_are_read_at_once(client, noor):
    InboxItemFactory.create_batch(3, user=noor)
    foreign = InboxItemFactory()
    client.post(reverse("notifications:read_all"))
    assert list(InboxItem.objects.unread()) == [foreign]


@pytest.fixture
def mailbox(settings, tmp_path: Path) -> Path:
    settings.DEMO = True
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    settings.MAILERS = settings.MAILERS | {
        "delivery": {
            "BACKEND": "andersom.notifications.mailbox.MailboxBackend",
            "OPTIONS": {"folder": str(settings.MAILBOX_DIR)},
        }
    }
    return settings.MAILBOX_DIR


def post(subject: str = "Uw code", to: str = "noor@example.org") -> str:
    html = '<p style="color:red">Code <script>x</script></p>'
    message_id = make_msgid(domain="andersom.example")
    letter = EmailMultiAlternatives(
        subject,
        "Uw code:\n\nABC-DEF\n\nhttps://andersom.example/uitnodiging/x/",
        to=[to],
        headers={"Message-ID": message_id},
    )
    letter.attach_alternative(html, "text/html")
    mailers["delivery"].send_messages([letter])
    return message_id


def test_mailbox_lists_what_was_delivered_without_signing_in(client, mailbox):
    post()
    post("<b>Raar</b>", "cor@example.org")
    page = client.get("/postvak/").content.decode()
    assert "noor@example.org" in page
    assert "&lt;b&gt;Raar&lt;/b&gt;" in page
    found = client.get("/postvak/", {"q": "COR@"}).content.decode()
    assert "noor@example.org" not in found


def test_letter_shows_its_text_with_links(client, mailbox):
    post()
    (file,) = mailbox.iterdir()
    page = client.get(f"/postvak/{file.stem}/").content.decode()
    assert "ABC-DEF" in page
    assert 'href="https://andersom.example/uitnodiging/x/"' in page


def test_html_of_a_letter_can_do_nothing(client, mailbox):
    post()
    (file,) = mailbox.iterdir()
    response = client.get(f"/postvak/{file.stem}/html/")
    assert response.content.startswith(b'<p style="color:red">')
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_mailbox_remembers_what_it_took(mailbox):
    taken = post()
    backend = mailers["delivery"]
    assert backend.lookup(taken)
    assert not backend.lookup("<other@x>")


def test_unknown_letter_does_not_exist(client, mailbox):
    assert client.get("/postvak/aaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404
    assert client.get("/postvak/settings/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox(client, mailbox, settings):
    post()
    (file,) = mailbox.iterdir()
    settings.DEMO = False
    for path in ("", f"{file.stem}/", f"{file.stem}/html/"):
        assert client.get(f"/postvak/{path}").status_code == 404
