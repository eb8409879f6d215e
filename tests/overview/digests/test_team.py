"""What the project team reads: what is stuck."""

import pytest

from andersom import beat
from andersom.notifications.domain import delivery
from andersom.notifications.models import Heartbeat, Undeliverable
from andersom.overview.models import Edition
from tests.factories.matching import NOW, fitting, open_request
from tests.factories.notifications import EmailFactory
from tests.overview.digests.rounds import MONDAY, NEXT_MONDAY, digest, look, readers, wall
from tests.people import Cast

pytestmark = pytest.mark.django_db
TEAM = ["tess@example.org", "tom@example.org"]


@pytest.fixture(autouse=True)
def _everything_runs() -> None:
    """Nothing of the timetable stands still, at any of the moments here."""
    for name in beat.TICKS:
        later = wall("2026-12-31T00:00")
        Heartbeat.objects.create(name=name, last_look=later, last_success=later)


def team_look(*args: object) -> int:
    return look(*args, audience="team")


def test_nothing_stuck_is_silence(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    open_request(cast.school)
    assert team_look() == 0


def test_what_is_stuck_is_told_to_the_team_once(cast: Cast) -> None:
    fitting(cast.provider, "Anna", grid=0b10)
    open_request(cast.school, title="Past niemand")
    open_request(cast.school, title="Voorbij", start="2026-11-02", end="2026-11-20")
    Undeliverable.objects.create(address="weg@example.org", cause="bounced", since=NOW)
    EmailFactory(state="failed")
    assert team_look() == 2
    assert readers("team") == TEAM
    mail = digest("tess@example.org", "team")
    assert mail.key == f"digest:2026-W48:team:user:{cast.team.pk}"
    for words in (
        "1 open aanvraag past bij niemand",
        "Past niemand (De Zeemeeuw)",
        "Voorbij (De Zeemeeuw)",
        "1 adres",
        "1 mail",
    ):
        assert words in mail.text
    assert "weg@example.org" not in mail.text
    assert team_look(NEXT_MONDAY) == 2  # by now the first has been quiet for days
    assert team_look(wall("2026-12-07T07:00")) == 0


def test_digest_of_who_left_the_team_does_not_leave(cast: Cast) -> None:
    open_request(cast.school)
    team_look()
    mail = digest("tess@example.org", "team")
    assert delivery.needed(mail, set())
    type(cast.team).objects.filter(pk=cast.team.pk).update(is_staff=False)
    assert not delivery.needed(mail, set())


def test_team_reads_again_when_something_changes(cast: Cast) -> None:
    open_request(cast.school, title="Eerste")
    team_look()
    open_request(cast.school, title="Tweede", end="2027-03-01")
    assert team_look(NEXT_MONDAY) == 2
    assert Edition.objects.filter(audience="team", rhythm="weekly").count() == 2


def test_team_hears_by_the_clock_of_its_readers(cast: Cast) -> None:
    open_request(cast.school)
    assert team_look(MONDAY.replace(hour=6)) == 0
    assert team_look(wall("2026-11-23T07:00")) == 2
