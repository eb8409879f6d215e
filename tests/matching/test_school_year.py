"""A school year in the demo city, day by day: nobody is forgotten, passed over or mailed in summer.

Schools post requests, for one group or two, and ask the best candidates in waves; professionals say
yes, no, another day or nothing, by a seeded lot, and some offer themselves; every look of the
timetable runs at the end of each school day, early on each Monday, and each Monday of a holiday.
The clock is an argument of the domain and stands still within a look.

`ANDERSOM_LONG=1` simulates five times as many requests, with a look every day.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from random import Random
from typing import Any, ClassVar

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.module_loading import import_string

from andersom import beat
from andersom.demo import city
from andersom.demo.city.work import leader_of
from andersom.lib.dates import SCHOOL_WEEK, dagdelen_in, days, instant, local_date
from andersom.matching.domain import candidates, demand, offers, proposals
from andersom.matching.models import Proposal
from andersom.matching.states import UNSEEN, ProposalState
from andersom.notifications import kinds
from andersom.notifications.domain import delivery
from andersom.notifications.models import Email
from andersom.notifications.tasks import sweep
from andersom.placements.domain import placements
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import Placement
from andersom.placements.states import PlacementState
from andersom.reference.domain import holidays
from andersom.reference.models import Domain, PostcodeArea
from andersom.workflow.models import Move
from providers.models import Availability, Member, Professional, Provider, VogRecord
from providers.states import Review
from schools.domain import requests
from schools.models import Request, School
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

LONG = bool(os.environ.get("ANDERSOM_LONG"))
REQUESTS = 250 if LONG else 50
FIRST, LAST = date(2026, 8, 31), date(2027, 9, 3)
LAST_POST = date(2027, 6, 4)
TWINS = {"Tweeling A": 3, "Tweeling B": 1, "Tweeling C": 2, "Tweeling D": 1, "Tweeling E": 1}
MORE_THAN = 3
REFUSALS = ["no_time", "no_time", "too_far", "price", "other_groups", "other"]


class Postbox(BaseEmailBackend):
    """Takes every mail, and remembers who got what on which day."""

    got: ClassVar[list[tuple[str, str, str, str]]] = []  # Message-ID, address, subject, text
    readers: ClassVar[dict[str, str]] = {}  # key → address, which the outbox forgets meanwhile

    @classmethod
    def note_readers(cls) -> None:
        known = Email.objects.exclude(address="").values_list("key", "address")
        cls.readers.update(known)

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            number = message.extra_headers["Message-ID"]
            self.got.append((number, message.to[0], message.subject, message.body))
        return len(email_messages)


@dataclass
class Year:
    """What happens, and what was counted on the way."""

    lot: Random
    schools: list[School]
    domains: list[Domain]
    counts: Counter[str] = field(default_factory=Counter)
    to_ask: list[Request] = field(default_factory=list)
    # (request, professional) → providers of those who had the same score when they were chosen.
    equals: dict[tuple[int, int], set[int]] = field(default_factory=dict)

    def day(self, today: date) -> None:
        """A school day: post, ask, answer, confirm."""
        at = instant(today, time(9))
        waiting, self.to_ask = self.to_ask, []
        for request in waiting:
            self.ask(request, at)
        for proposal in list(Proposal.objects.unanswered().for_reading().order_by("pk")):
            (self.answer_offer if proposal.offered else self.answer)(proposal, at)
        for placement in list(Placement.objects.filter(state=PlacementState.PROPOSED)):
            self.work_out(placement, at)
        if today <= LAST_POST and self.lot.random() < REQUESTS / 175:
            self.post(today, at)

    def post(self, today: date, at: datetime) -> None:
        school = self.lot.choice(self.schools)
        count = self.lot.choice([1, 1, 2])
        start = today + timedelta(days=self.lot.randint(10, 30))
        values = {
            "title": f"Vraag {self.counts['requests'] + 1}",
            "domain": self.lot.choice(self.domains),
            "groups": self.lot.sample(list(school.groups.in_year(2026)), count),
            "start": start,
            "end": min(start + timedelta(days=self.lot.randint(28, 70)), date(2027, 7, 9)),
            "day_parts": self.lot.choice([0b11, 0b1100, 0b11_0000, 0b1111_0000_11, 0b11_1111_1111]),
            "budget": self.lot.choice([None, 4500, 6000, 8000]),
        }
        by = leader_of(school)
        draft = requests.start(school, by=by, at=at, **values)
        try:
            with transaction.atomic():
                self.to_ask.append(requests.post(draft, by=by, at=at))
                self.counts["requests"] += 1
        except requests.Incomplete:
            requests.discard(draft)

    def ask(self, request: Request, at: datetime) -> None:
        """The best so many, in waves; seldom nobody, as happens. Now and then somebody offers."""
        try:
            best = candidates.best(request, today=local_date(at), limit=50)
        except demand.Unmatchable:
            return
        if best and self.lot.random() < 0.25:
            self.offer(request, self.lot.choice(best).professional, at)
        if self.lot.random() < 0.1:
            return
        chosen = best[: self.lot.randint(1, 6)]
        people = [each.professional for each in chosen]
        size = self.lot.randint(1, 3)
        asked = proposals.ask(request, people, by=leader_of(request.school), at=at, at_once=size)
        self.counts["in line"] += len(asked.in_line)
        totals: dict[int, set[int]] = defaultdict(set)
        for each in best:
            totals[each.explanation.total].add(each.professional.provider_id)
        for each in chosen:
            key = request.pk, each.professional.pk
            self.equals[key] = totals[each.explanation.total]

    def offer(self, request: Request, professional: Professional, at: datetime) -> None:
        member = professional.provider.members.select_related("user").first()
        if member:
            offers.offer(request, professional, by=member.user, at=at)
            self.counts["offers"] += 1

    def answer_offer(self, proposal: Proposal, at: datetime) -> None:
        drawn, leader = self.lot.random(), leader_of(proposal.request.school)
        try:
            with transaction.atomic():
                if drawn < 0.10:
                    offers.agree(proposal, by=leader, at=at)
                    self.counts["offers accepted"] += 1
                elif drawn < 0.20:
                    offers.turn_down(proposal, by=leader, at=at, reason="somebody_else")
                elif drawn < 0.25 and proposal.asked_by:
                    offers.take_back(proposal, by=proposal.asked_by, at=at)
        except (proposals.TooLate, proposals.Unfit, Refused):
            self.counts["too late"] += 1

    def forgotten(self) -> Counter[tuple[int, int]]:
        """(provider, equal) → invitations of a provider in the year, while the equal had none."""
        told = Proposal.objects.told().filter(offered=False)
        had = Counter(told.values_list("professional__provider", flat=True))
        owner = dict(told.values_list("professional", "professional__provider"))
        return Counter(
            {
                (owner[she], equal): had[owner[she]]
                for (_request, she), equals in self.equals.items()
                for equal in equals
                if she in owner and not had[equal]
            }
        )

    def passed_over(self) -> Counter[tuple[int, int]]:
        """(she, equal) → how often she was asked while the equal had never been asked by then."""
        told = Proposal.objects.told().filter(offered=False).order_by("asked_at", "pk")
        told = told.select_related("professional")
        invited: set[int] = set()
        found: Counter[tuple[int, int]] = Counter()
        for _moment, wave in groupby(told, key=lambda proposal: proposal.asked_at):
            asked = list(wave)
            invited |= {proposal.professional.provider_id for proposal in asked}
            for proposal in asked:
                equals = self.equals.get((proposal.request_id, proposal.professional_id), set())
                for owner in equals - invited:
                    found[proposal.professional.provider_id, owner] += 1
        return found

    def answer(self, proposal: Proposal, at: datetime) -> None:
        """In a given day most people do nothing."""
        drawn = self.lot.random()
        try:
            with transaction.atomic():
                if drawn < 0.10:
                    proposals.accept(proposal, by=None, at=at)
                    self.counts["yes"] += 1
                elif drawn < 0.28:
                    refusal = self.lot.choice(REFUSALS)
                    proposals.decline(proposal, by=None, at=at, refusal=refusal)
                    self.counts["no"] += 1
                elif drawn < 0.34:
                    self.other_day(proposal, at)
        except (proposals.TooLate, proposals.Unfit, Refused):
            self.counts["too late"] += 1

    def other_day(self, proposal: Proposal, at: datetime) -> None:
        others = [1 << n for n in range(10) if not proposal.request.day_parts >> n & 1]
        if not others:
            return
        mask = self.lot.choice(others)
        proposals.decline(proposal, by=None, at=at, refusal="other_day", other_day_parts=mask)
        assert dagdelen_in(mask)
        self.counts["another day"] += 1
        if self.lot.random() < 0.5:
            by = leader_of(proposal.request.school)
            asked = proposals.ask_other_days(proposal, by=by, at=at)
            self.counts["asked for another day"] += len(asked.proposals)

    def work_out(self, placement: Placement, at: datetime) -> None:
        """Both confirm, seldom one stops."""
        if self.lot.random() < 0.6:
            return
        try:
            with transaction.atomic():
                if self.lot.random() < 0.15:
                    placements.cancel(placement, by=None, at=at, reason="Toch niet")
                    return
                placements.confirm(placement, side="school", by=None, at=at)
                placements.confirm(placement, side="provider", by=None, at=at)
                self.counts["agreed"] += 1
        except Refused:
            self.counts["dates lost"] += 1


def twins() -> None:
    """Providers of whom nobody could say who is better, one with three professionals."""
    area = PostcodeArea.objects.get(pc4="2566")
    domain = Domain.objects.order_by("pk").first()
    for place, (name, people) in enumerate(TWINS.items()):
        slug = name.lower().replace(" ", "-")
        facts = {"kvk_number": f"9900000{place}", "state": Review.APPROVED}
        provider = Provider.objects.create(name=name, slug=slug, **facts)
        Member.objects.create(provider=provider, user=UserFactory(), role="owner")
        for number in range(people):
            twin = Professional.objects.create(
                provider=provider,
                name=f"{name} {number}",
                postcode_area=area,
                travel_radius=20_000,
                weekly_capacity=1_200,
            )
            twin.domains.add(domain)
            Availability.objects.create(professional=twin, valid_from=FIRST, grid=0b11_1111_1111)
            VogRecord.objects.create(
                professional=twin, issued_on=FIRST, seen_on=FIRST, organisation=name
            )


def looks(today: date) -> None:
    """Everything on the timetable, once; what it wrote leaves at once, as somebody rang for it."""
    if today.weekday() == 0:
        Postbox.note_readers()
    for task, _seconds in beat.TICKS.values():
        import_string(task)()
    sweep()


@contextmanager
def on(machine: Any, today: date, clock: time) -> Iterator[None]:
    machine.move_to(instant(today, clock), tick=False)
    yield


def is_school_day(today: date) -> bool:
    return today.weekday() in SCHOOL_WEEK and not holidays.closed_days(today, today)


def test_a_school_year_forgets_nobody(time_machine: Any, settings: Any, monkeypatch: Any) -> None:
    settings.MAILERS = settings.MAILERS | {
        "delivery": {"BACKEND": "tests.matching.test_school_year.Postbox"}
    }
    monkeypatch.setattr(Postbox, "got", [])
    monkeypatch.setattr(Postbox, "readers", {})
    # Nobody changes the holidays in this year, and they are read ten times a look.
    monkeypatch.setattr(holidays, "_table", cache(holidays._table))
    monkeypatch.setattr(delivery, "BUDGET", timedelta(hours=1))
    time_machine.move_to(datetime(2026, 8, 31, 6, tzinfo=UTC), tick=False)
    city.build(datetime(2026, 8, 31, 6, tzinfo=UTC))
    twins()
    year = Year(
        Random(2026),
        [school for school in School.objects.all() if has_leader(school)],
        # Every second request in the domain of the twins, so that equals meet.
        [Domain.objects.order_by("pk")[0]] * 4 + list(Domain.objects.order_by("pk")[1:5]),
    )
    for today in days(FIRST, LAST):
        school_day = is_school_day(today)
        if school_day and today.weekday() == 0:
            with on(time_machine, today, time(7, 30)):
                looks(today)
        if school_day:
            with on(time_machine, today, time(9)):
                year.day(today)
        if school_day or today.weekday() == 0 or LONG:
            with on(time_machine, today, time(17)):
                looks(today)
                check_questions(today)
    Postbox.note_readers()
    check_requests(LAST)
    check_every_question_was_closed()
    check_mail()
    for counted in (year.passed_over(), year.forgotten()):
        assert [pair for pair, times in counted.items() if times > MORE_THAN] == []
    figures(year)


def has_leader(school: School) -> bool:
    return school.members.leaders().count() == 1 and school.groups.in_year(2026).exists()


def check_questions(today: date) -> None:
    """After the looks of a day no question waits past its term."""
    assert not Proposal.objects.unanswered().filter(answer_by__lt=today).exists()
    if not holidays.summer(today):
        late = Request.objects.seeking().filter(promised_by__lt=today, answered_at=None)
        assert not late.exists()
        assert not Request.objects.seeking().filter(end__lt=today).exists()


def check_requests(today: date) -> None:
    """Every promise ended with one word to everybody at the school."""
    for request in Request.objects.exclude(posted_at=None).select_related("school"):
        members = list(request.school.members.values_list("user__email", flat=True))
        if request.answered_at:
            told = keyed(f"promise_over:{request.pk}:{request.promised_by}:")
            assert told == Counter(members), request
        if request.is_seeking:
            assert request.answered_at or request.promised_by >= today
        else:
            last = Move.objects.of(request).filter(verb__in=["fill", "close", "withdraw"]).last()
            assert last
            kind = "request_filled" if last.verb == "fill" else "request_ended"
            told = keyed(f"schools.{kind}:{request.pk}:", created_at=last.at)
            who = last.by.email if last.by and kind == "request_ended" else ""
            assert told == Counter(email for email in members if email != who), request


def check_every_question_was_closed() -> None:
    """Whoever was asked heard once how it ended, unless she ended it; who was not heard nothing."""
    for proposal in Proposal.objects.filter(offered=True):
        check_offer(proposal)
    for proposal in Proposal.objects.filter(offered=False):
        asked, closed = (
            keyed(f"proposal_asked:{proposal.pk}:"),
            keyed(f"proposal_closed:{proposal.pk}:"),
        )
        stopped = Move.objects.of(proposal).filter(verb="fall_through").exists()
        if proposal.state in UNSEEN:
            assert (asked, closed) == (Counter(), Counter())
        elif proposal.state in {"accepted", "declined"} or stopped:
            assert closed == Counter()
            assert asked
        else:
            assert proposal.state != ProposalState.ASKED
            assert closed == asked != Counter(), proposal


def check_offer(proposal: Proposal) -> None:
    """The school read it, and one word ended it: to who offered, or to the school if she did."""
    moves = Move.objects.of(proposal)
    if proposal.state == ProposalState.ACCEPTED or moves.filter(verb="fall_through").exists():
        end = "offer_accepted"
    elif moves.filter(verb="withdraw", by__isnull=False).exists():
        end = "offer_taken_back"
    else:
        end = "offer_closed"
    assert proposal.state != ProposalState.OFFERED
    ends = ("offer_accepted", "offer_taken_back", "offer_closed")
    told = {name: keyed(f"{name}:{proposal.pk}:") for name in ("offer_made", *ends)}
    assert [name for name, mails in told.items() if mails] == ["offer_made", end], proposal
    assert all(times == 1 for mails in told.values() for times in mails.values()), proposal


def keyed(prefix: str, **facts: Any) -> Counter[str]:
    """Address → number of mails with such a key."""
    found = Email.objects.filter(key__startswith=prefix, **facts)
    return Counter(Postbox.readers[key] for key in found.values_list("key", flat=True))


def check_mail() -> None:
    """Nobody got the same mail twice, and in the summer holiday only what may not wait."""
    twice = Counter((address, subject, text) for _, address, subject, text in Postbox.got)
    assert [mail[:2] for mail, times in twice.items() if times > 1] == []
    assert len({number for number, *_ in Postbox.got}) == len(Postbox.got)
    sent = Email.objects.filter(sent_at__gte=instant(FIRST, time(0))).values_list("kind", "sent_at")
    assert len(sent) > 100
    summer = [
        kind
        for kind, at in sent
        if holidays.summer(local_date(at)) and kinds.of(kind).topic not in kinds.ALWAYS
    ]
    assert summer == []


def figures(year: Year) -> None:
    states = Counter(Proposal.objects.values_list("state", flat=True))
    print(f"\na school year: {dict(year.counts)}")
    print(f"proposals: {dict(states)}; mails: {len(Postbox.got)}")
    print(f"requests: {Request.objects.all().counted()}")
    told = Email.objects.filter(kind__in=["matching.promise_over", "matching.promise_near"])
    print(f"promises: {Counter(told.values_list('kind', flat=True))}")
    per = Counter(
        Proposal.objects.told()
        .filter(professional__provider__name__startswith="Tweeling")
        .values_list("professional__provider__name", flat=True)
    )
    print(f"invitations of equals: {dict(sorted(per.items()))}; passed over: {year.passed_over()}")
    print(f"equals without any: {year.forgotten()}")
