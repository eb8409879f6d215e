"""A weekly digest for 10,000 people and 400 open requests, against a loop of queries per person.

    make bench        # RECIPIENTS=10000 REQUESTS=400 SEED=1 SAMPLE=25 by default

The loop asks for each person what the pages of the product ask: which requests may fit her, the
verdict on each, and then it sends. That takes so long that only a sample of the people is asked;
its time is scaled up. A second loop is the digest itself with one reader at a time: what the same
code costs when nothing is shared.

Prints times and ratios; only the ratios travel between machines. Asserts that all find the same
matches, that a batch costs as many queries with few readers as with many, and that memory does not
grow with the number of batches.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from andersom.accounts.models import User
from andersom.demo.bulk import build_bulk
from andersom.lib.dates import SCHOOL_WEEK, dagdeel_bit
from andersom.matching.domain import candidates, fits, shown
from andersom.matching.domain.candidates import Candidate
from andersom.matching.models import Shown
from andersom.matching.models.search import new_pairs
from andersom.notifications import texts
from andersom.notifications.domain import Letter, send, send_many
from andersom.notifications.models import Email, InboxItem
from andersom.overview.domain.digests import editions
from andersom.overview.domain.digests.provider import MOST, ProviderDesk
from andersom.overview.domain.digests.rounds import write_batch
from andersom.overview.models import Edition
from andersom.reference.models import Domain, PostcodeArea
from providers.models import Professional
from schools.models import Group, Request, School
from tests.bench.conftest import Record
from tests.factories.placements import rules
from tests.overview.digests.rounds import MONDAY

RECIPIENTS = int(os.environ.get("RECIPIENTS", "10000"))
REQUESTS = int(os.environ.get("REQUESTS", "400"))
SEED = int(os.environ.get("SEED", "1"))
SAMPLE = int(os.environ.get("SAMPLE", "25"))
TODAY = MONDAY.date()
TIMES_LESS = 50
FLAT = 0.05  # of the memory, at most, is taken by the second half of the batches


def people() -> None:
    """Everybody of a bulk of professionals gets an account of her own."""
    build_bulk(professionals=RECIPIENTS, offers=0, seed=SEED, today=TODAY)
    found = list(Professional.objects.order_by("pk"))
    users = User.objects.bulk_create(
        (User(email=f"p{each.pk}@example.org", name=each.name) for each in found), batch_size=2000
    )
    for each, user in zip(found, users, strict=True):
        each.user = user
    Professional.objects.bulk_update(found, ["user"], batch_size=2000)


def demand() -> None:
    """A school for every two requests; each asks for a group of its own, on two half days."""
    rules()
    random = Random(SEED)
    areas = list(PostcodeArea.objects.visitable().exclude(district=None).order_by("pc4"))
    domains = list(Domain.objects.order_by("pk"))
    schools = School.objects.bulk_create(
        School(
            location_code=f"{number // 26:02}Z{chr(65 + number % 26)}00",
            institution_code=f"{number // 26:02}Z{chr(65 + number % 26)}",
            name=f"School {number}",
            postcode="2566AA",
            city="'s-Gravenhage",
            municipality="0518",
            postcode_area=random.choice(areas),
        )
        for number in range(max(1, REQUESTS // 2))
    )
    groups = Group.objects.bulk_create(
        Group(school=school, school_year=2026, label=f"g{number}", years=1 << number)
        for school in schools
        for number in range(8)
    )
    half_days = [dagdeel_bit(day, half) for day in SCHOOL_WEEK for half in (0, 1)]
    requests = Request.objects.bulk_create(
        Request(
            school=schools[number % len(schools)],
            title=f"Aanvraag {number}",
            domain=random.choice(domains),
            start=date(2027, 1, 5),
            end=date(2027, 1, 5) + timedelta(weeks=random.choice((6, 10, 20))),
            day_parts=sum(random.sample(half_days, 2)),
            lesson_minutes=60,
            state="open",
            posted_at=MONDAY - timedelta(days=2),
        )
        for number in range(REQUESTS)
    )
    through = Request.groups.through
    through.objects.bulk_create(
        through(request=request, group=random.choice(groups)) for request in requests
    )


class Clock:
    """Time spent in what is not matching or queueing: putting words on paper."""

    def __init__(self) -> None:
        self.rendering = 0.0
        self.letters = 0

    @contextmanager
    def watching(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        whole = texts.render

        def render(*args: Any, **kwargs: Any) -> texts.Rendered:
            began = time.perf_counter()
            try:
                return whole(*args, **kwargs)
            finally:
                self.rendering += time.perf_counter() - began
                self.letters += 1

        with monkeypatch.context() as patch:
            patch.setattr(texts, "render", render)
            yield


def timed(act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[float, Clock]:
    """Seconds of matching and queueing, and what rendering took beside them."""
    clock = Clock()
    began = time.perf_counter()
    with clock.watching(monkeypatch):
        act()
    return time.perf_counter() - began - clock.rendering, clock


def edition() -> Edition:
    editions.due(MONDAY)
    return Edition.objects.get(audience="provider", rhythm="weekly")


def start_again() -> None:
    for model in (InboxItem, Email, Shown, Edition):
        model.objects.all()._raw_delete("default")


def whole_round() -> float:
    """Write to everybody; how much memory was taken when half of them had theirs."""
    desk, halfway = ProviderDesk(edition(), at=MONDAY), 0.0
    while write_batch(desk) is not None:
        if not halfway and desk.edition.done * 2 >= RECIPIENTS:
            halfway = memory_mb()
    return halfway


def loop_of_verbs(sample: list[User], words: dict[str, Any]) -> dict[int, set[int]]:
    """For each person the questions of the pages: which may fit, a verdict on each, one mail."""
    openings = fits.openings(today=TODAY)
    facts = [each.facts for each in openings]
    found: dict[int, set[int]] = {}
    for user in sample:
        for professional in Professional.objects.bookable().filter(user=user):
            fitting = {}
            for key, _, _ in new_pairs(facts, [professional.pk]):
                request = Request.objects.select_related("school__postcode_area").get(pk=key)
                verdict = candidates.judge(request, professional, today=TODAY)
                if isinstance(verdict, Candidate):
                    fitting[key] = verdict
            found[user.pk] = set(fitting)
            if fitting:
                key = f"digest:loop:{user.pk}"
                about = f"{user.pk}:{professional.provider_id}:" + ",".join(
                    map(str, list(fitting)[:MOST])
                )
                kind = "overview.digest_provider"
                send(kind, to=user, key=key, context=words, about=about, at=MONDAY)
    return found


def some_words() -> dict[str, Any]:
    """What a letter of the usual length says."""
    desk = ProviderDesk(edition(), at=MONDAY)
    letters: list[Letter] = desk.write(list(desk.readers()[:200])).letters
    middle = sorted(letters, key=lambda letter: len(letter.context["cards"]))[len(letters) // 2]
    return dict(middle.context)


def one_at_a_time(sample: list[User]) -> None:
    """The digest's own code, with nothing shared between readers but the requests."""
    desk = ProviderDesk(edition(), at=MONDAY)
    for user in sample:
        post = desk.write([user])
        send_many(post.letters)
        shown.remember(post.shown)


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.django_db
def test_digest_against_a_loop_per_person(monkeypatch: pytest.MonkeyPatch, record: Record) -> None:
    people()
    demand()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL statement_timeout = 0")
    sample = list(User.objects.filter(professionals__active=True).order_by("?")[:SAMPLE])

    write_batch(ProviderDesk(edition(), at=MONDAY))  # warm
    start_again()
    halfway: list[float] = []
    took, clock = timed(lambda: halfway.append(whole_round()), monkeypatch)
    grown = memory_mb() - halfway[-1]
    assert grown <= FLAT * memory_mb()
    letters, pairs = Email.objects.count(), Shown.objects.count()
    told = {
        user.pk: set(Shown.objects.filter(user=user).values_list("request_id", flat=True))
        for user in sample
    }
    start_again()

    words = some_words()
    slow, slow_clock = timed(lambda: told_by_loop.update(loop_of_verbs(sample, words)), monkeypatch)
    for user in sample:  # the letter holds at most five of what fits
        assert told[user.pk] <= told_by_loop.get(user.pk, set())
        assert bool(told[user.pk]) == bool(told_by_loop.get(user.pk))
    start_again()
    single, single_clock = timed(lambda: one_at_a_time(sample), monkeypatch)
    start_again()

    scale = RECIPIENTS / len(sample)
    print(f"\n{RECIPIENTS} readers × {REQUESTS} requests (seed {SEED}): ", end="")
    print(f"{letters} letters with {pairs} matches; {grown:.0f} MB more than halfway")
    report("loop of queries per person", slow * scale, slow_clock.rendering * scale, slow * scale)
    report("one reader at a time", single * scale, single_clock.rendering * scale, slow * scale)
    report("the round, in batches", took, clock.rendering, slow * scale)
    times_less, words_ms = slow * scale / took, 1000 * clock.rendering / max(1, clock.letters)
    record(
        f"digest of {RECIPIENTS} people × {REQUESTS} requests, against a loop of queries a person",
        beside=f"{took:.1f} s, words {words_ms:.2f} ms a letter, "
        f"{grown:.0f} of {memory_mb():.0f} MB after half of them",
        target=f"≥ {TIMES_LESS} × less time",
        met=times_less >= TIMES_LESS,
        times_less=f"{times_less:.0f}",
        than_single=f"{single * scale / took:.1f}",
    )


told_by_loop: dict[int, set[int]] = {}


def report(name: str, seconds: float, rendering: float, base: float) -> None:
    share = base / seconds
    print(f"{name:28} {seconds:10.1f} s   {share:7.1f} × less   rendering {rendering:7.1f} s")


@pytest.mark.django_db
def test_a_batch_costs_the_same_queries(monkeypatch: pytest.MonkeyPatch, record: Record) -> None:
    monkeypatch.setitem(globals(), "RECIPIENTS", 600)
    monkeypatch.setitem(globals(), "REQUESTS", 40)
    people()
    demand()
    counts = {}
    for batch in (10, 100, 500):
        start_again()
        monkeypatch.setattr(ProviderDesk, "batch", batch)
        desk = ProviderDesk(edition(), at=MONDAY)
        write_batch(desk)
        with CaptureQueriesContext(connection) as queries:
            write_batch(desk)
        counts[batch] = len(queries)
    print(f"\nqueries of a batch: {counts}")
    grow = max(counts.values()) - min(counts.values())
    record(
        "digest queries of a batch of 10, 100 or 500",
        target="the same",
        met=not grow,
        queries=max(counts.values()),
        queries_grow=grow,
    )
    assert not grow
