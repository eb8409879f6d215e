"""Mail as its reader finds it, from the outbox."""

import re
from urllib.parse import urlsplit

from andersom.notifications.models import Email


def latest(address: str, kind: str = "") -> Email:
    """The newest mail to somebody; ``kind`` may be its beginning."""
    found = Email.objects.filter(address=address, kind__startswith=kind).order_by("-pk").first()
    assert found, f"no {kind or 'mail'} for {address}: {list(everything())}"
    return found


def everything() -> list[tuple[str, str]]:
    return list(Email.objects.order_by("pk").values_list("address", "kind"))


def count(state: str) -> int:
    return Email.objects.filter(state=state).count()


def code_in(mail: Email) -> str:
    """The code that stands alone on a line."""
    found = re.search(r"^([A-Z0-9]{3,6}-?[A-Z0-9]{3,6})$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


def link_in(mail: Email, part: str) -> str:
    """Path of the link whose path contains ``part``."""
    links = [urlsplit(url).path for url in re.findall(r"https?://[^\s)>\]]+", mail.text)]
    found = [path for path in links if part in path]
    assert found, mail.text
    return found[0]
