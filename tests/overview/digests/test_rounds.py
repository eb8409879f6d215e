"""Nobody gets a digest twice and nobody misses one, whatever happens to who writes them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from andersom.accounts.models import User
from andersom.notifications.domain import send_many
from andersom.notifications.models import Email, Heartbeat
from andersom.overview.domain import digests
from andersom.overview.domain.digests import editions, rounds
from andersom.overview.domain.digests.provider import ProviderDesk
from andersom.overview.models import Edition
from andersom.overview.tasks import write_digests
from providers.models import Member
from tests.factories.matching import fitting, open_request
from tests.overview.digests.rounds import MONDAY, look, readers
from tests.people import Cast


def colleagues(cast: Cast, many: int) -> None:
    """So many more members of Klankrijk, of whom Anna fits an open request."""
    users = User.objects.bulk_create(
        User(email=f"lid{number}@example.org", name=f"Lid {number}") for number in range(many)
    )
    Member.objects.bulk_create(
        Member(provider=cast.provider, user=user, role="editor") for user in users
    )
    fitting(cast.provider, "Anna")
    open_request(cast.school)


def at_once(act, workers: int) -> list[int]:
    def run(_number: int) -> int:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))


@pytest.mark.django_db(transaction=True)
def test_ten_generators_at_once_write_every_digest_once(cast: Cast, monkeypatch) -> None:
    """Whoever comes second in a round leaves it alone."""
    monkeypatch.setattr(ProviderDesk, "batch", 20)
    colleagues(cast, 99)
    assert sum(at_once(look, 10)) == 100
    while look():  # who met a locked round leaves the rest to the next look
        pass
    assert len(readers()) == len(set(readers())) == 100
    edition = Edition.objects.get(name="2026-W48", audience="provider")
    assert (edition.done, edition.readers) == (102, 102)  # Eddy and Petra read nothing new
    assert edition.written == 100
    assert edition.finished_at == MONDAY


@pytest.mark.django_db(transaction=True)
def test_keys_hold_even_when_nothing_else_does(cast: Cast) -> None:
    """Ten writers of the very same letters, without any lock between them."""
    colleagues(cast, 99)
    edition = next(one for one in editions.due(MONDAY) if one.audience == "provider")
    users = list(User.objects.filter(provider_memberships__provider=cast.provider))

    def write() -> int:
        return send_many(ProviderDesk(edition, at=MONDAY).write(users).letters)

    assert sum(at_once(write, 10)) == 100
    assert len(readers()) == len(set(readers())) == 100


@pytest.mark.django_db
def test_round_that_broke_off_goes_on_where_it_was(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(ProviderDesk, "batch", 6)
    colleagues(cast, 9)
    whole = ProviderDesk.write

    def dies(self: ProviderDesk, users: list[User]) -> object:
        if self.edition.done >= 6:
            raise ConnectionError
        return whole(self, users)

    monkeypatch.setattr(ProviderDesk, "write", dies)
    with pytest.raises(ExceptionGroup):
        look()
    assert len(readers()) == 4
    monkeypatch.setattr(ProviderDesk, "write", whole)
    assert look(MONDAY + timedelta(hours=6)) == 6
    assert len(set(readers())) == 10


@pytest.mark.django_db
def test_round_that_breaks_does_not_silence_the_others(cast: Cast, monkeypatch) -> None:
    colleagues(cast, 1)

    def breaks(self: ProviderDesk, users: list[User]) -> object:
        raise LookupError

    monkeypatch.setattr(ProviderDesk, "write", breaks)
    with pytest.raises(ExceptionGroup) as told:
        digests.look(at=MONDAY)
    assert [type(error) for error in told.value.exceptions] == [LookupError]
    assert readers() == []
    assert readers("school") == ["cor@example.org", "leonie@example.org"]
    assert {edition.audience for edition in Edition.objects.unfinished()} == {"provider"}


@pytest.mark.django_db
def test_look_ends_with_its_budget_and_the_next_goes_on(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(ProviderDesk, "batch", 6)
    colleagues(cast, 9)
    clock = iter(range(0, 1000, 30))
    monkeypatch.setattr(rounds, "monotonic", lambda: next(clock))
    editions.due(MONDAY)
    Edition.objects.exclude(audience="provider", rhythm="weekly").update(finished_at=MONDAY)
    assert [digests.look(at=MONDAY + timedelta(minutes=each)) for each in range(3)] == [4, 6, 0]


@pytest.mark.django_db
def test_tick_shows_how_far_it_is(cast: Cast, time_machine) -> None:
    time_machine.move_to(MONDAY, tick=False)
    colleagues(cast, 3)
    write_digests()
    pulse = Heartbeat.objects.get(name="digests")
    assert pulse.count == Email.objects.filter(kind__startswith="overview.").count() > 4
    assert pulse.done == pulse.of > 0
    write_digests()
    assert Heartbeat.objects.get(name="digests").count == 0
