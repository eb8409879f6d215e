"""Every mail of the house is a kind with a topic, and every kind is a mail."""

from django.conf import settings

from andersom.notifications import kinds


def test_kinds_and_templates_are_the_same():
    folder = settings.BASE_DIR / "templates" / "emails"
    written = {f"{file.parent.name}.{file.stem}" for file in folder.glob("*/*.md")}
    assert set(kinds.known()) == written


def test_what_always_comes_says_why():
    assert all(str(why).strip() for why in kinds.ALWAYS.values())


def test_unknown_kind_is_mail_of_the_account():
    assert kinds.of("library.mail") == kinds.Kind(topic=kinds.Topic.ACCOUNT)
