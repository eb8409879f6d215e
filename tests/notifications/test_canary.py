"""B6: what real acts write to two organisations names nobody's address but the reader's."""

import pytest

from andersom.notifications import kinds, outbox
from andersom.notifications.models import Email
from andersom.placements.domain import placements
from tests.factories.placements import NOW, Place, RequestFactory
from tests.people import ACTORS

pytestmark = pytest.mark.django_db


def test_no_mail_of_a_placement_names_the_address_of_somebody_else(cast):
    for school, professional in (
        (cast.school, cast.professional),
        (cast.other_school, cast.other_professional),
    ):
        place = Place(school=school, professional=professional)
        request = RequestFactory(school=place.school, groups=place.groups)
        placements.propose(request, place.professional, by=None, at=NOW)
    everybody = {user.email for name in ACTORS if (user := cast.actor(name))}
    mails = Email.objects.all()
    readers = {mail.user for mail in mails}
    assert readers >= {cast.owner, cast.other_editor, cast.leader, cast.other_leader}
    for mail in mails:
        words = f"{mail.subject}\n{mail.text}\n{mail.html}".lower()
        assert not [email for email in everybody - {mail.address} if email in words]


def test_control_a_mail_that_tells_an_address_is_seen_wherever_it_is_written():
    """The watch of `tests/conftest.py` stands over every test."""
    kind = next(name for name in kinds.known() if name.startswith("placements."))
    draft = outbox.Draft(
        kind=kind,
        key="a",
        address="noor@example.org",
        language="nl",
        subject="Dag",
        text="Mail anna@example.org",
        html="",
        at=NOW,
        about="1",
    )
    with pytest.raises(AssertionError, match="tells"):
        outbox.row_of(draft)
