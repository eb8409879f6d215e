"""Whatever happens in whatever order: every question and every promise ends with one word.

`ANDERSOM_LONG=1` draws many more stories.
"""

import os
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from andersom.matching.domain import promises, proposals
from andersom.matching.models import Proposal
from andersom.matching.states import UNSEEN
from andersom.notifications.models import Email
from andersom.placements.domain import placements
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import Placement
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from providers.models import Professional
from schools.domain import requests
from schools.models import Request
from tests.factories.matching import NOW, fitting, open_request
from tests.people import Cast

pytestmark = pytest.mark.django_db

PEOPLE = 5
WHO = st.integers(0, PEOPLE - 1)
LONG = bool(os.environ.get("ANDERSOM_LONG"))
KNOWN_REFUSALS = (proposals.TooLate, proposals.Unfit, Refused, IllegalMove)


class Story(RuleBasedStateMachine):
    """A request of De Zeemeeuw and five professionals of Klankrijk, from November on."""

    cast: ClassVar[Cast]
    people: ClassVar[list[Professional]]
    draft: ClassVar[Request]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = NOW
        self.ticked = True
        draft = Request.objects.get(pk=self.draft.pk)
        self.request = requests.post(draft, by=self.cast.leader, at=self.now)

    def teardown(self) -> None:
        self.pass_days(60)
        self.everything_that_ended_was_told_once()
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def latest(self, who: int) -> Proposal | None:
        return Proposal.objects.filter(professional=self.people[who]).order_by("-pk").first()

    @rule(who=st.lists(WHO, min_size=1, unique=True), at_once=st.integers(1, 3))
    def ask(self, who: list[int], at_once: int) -> None:
        chosen = [self.people[each] for each in who]
        self.attempt(
            lambda: proposals.ask(
                self.request, chosen, by=self.cast.leader, at=self.now, at_once=at_once
            )
        )

    @rule(who=WHO, verb=st.sampled_from(["accept", "decline", "withdraw", "take_out"]))
    def answer(self, who: int, verb: str) -> None:
        proposal = self.latest(who)
        if proposal is None:
            return
        more = {"refusal": "no_time"} if verb == "decline" else {}
        act = getattr(proposals, verb)
        self.attempt(lambda: act(proposal, by=self.cast.leader, at=self.now, **more))

    @rule(verb=st.sampled_from(["confirm", "confirm", "cancel"]))
    def work_out(self, verb: str) -> None:
        placement = Placement.objects.order_by("-pk").first()
        if placement is None:
            return
        if verb == "cancel":
            by = self.cast.leader
            self.attempt(lambda: placements.cancel(placement, by=by, at=self.now, reason="Nee"))
        for side in ("school", "provider"):
            self.attempt(lambda s=side: placements.confirm(placement, side=s, by=None, at=self.now))

    @rule(verb=st.sampled_from(["withdraw", "close"]), meant=st.integers(0, 3))
    def end(self, verb: str, meant: int) -> None:
        if not meant:  # seldom, else there is no story
            request = Request.objects.get(pk=self.request.pk)
            act = getattr(requests, verb)
            self.attempt(lambda: act(request, by=self.cast.leader, at=self.now))

    @rule(days=st.integers(0, 6))
    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)
        proposals.settle(at=self.now)
        promises.keep(at=self.now)
        proposals.settle(at=self.now)
        assert proposals.settle(at=self.now) + promises.keep(at=self.now) == 0
        self.ticked = True

    def attempt(self, act: object) -> None:
        self.ticked = False
        try:
            with transaction.atomic():
                act()  # type: ignore[operator]
        except KNOWN_REFUSALS:
            pass

    @invariant()
    def everything_that_ended_was_told_once(self) -> None:
        if not self.ticked:
            return
        for proposal in Proposal.objects.all():
            self.check_question(proposal)
        self.check_request(Request.objects.get(pk=self.request.pk), self.now)

    def check_question(self, proposal: Proposal) -> None:
        closed = told(f"proposal_closed:{proposal.pk}:")
        asked = told(f"proposal_asked:{proposal.pk}:")
        verbs = [move.verb for move in Move.objects.of(proposal)]
        if proposal.state in UNSEEN:
            assert (asked, closed) == (0, 0)
        elif "fall_through" in verbs:
            stopped = Email.objects.filter(
                kind="placements.placement_stopped", key__contains=f":{proposal.placement_id}:"
            )
            assert (asked, closed) == (1, 0)
            assert stopped.filter(address="olga@example.org").count() == 1
        elif proposal.state in {"asked", "accepted", "declined"}:
            assert (asked, closed) == (1, 0)
        else:
            assert (asked, closed) == (1, 1), verbs

    def check_request(self, request: Request, now: datetime) -> None:
        promise = f"promise_over:{request.pk}:{request.promised_by}:"
        today: date = now.date()
        assert request.promised_by
        if request.is_seeking:
            assert told(promise) == 2 * (request.promised_by < today)
            assert request.end
            assert request.end >= today
        else:
            assert told(promise) <= 2
            last = Move.objects.of(request).filter(verb__in=["fill", "close", "withdraw"]).last()
            assert last
            kind = "request_filled" if last.verb == "fill" else "request_ended"
            mails = Email.objects.filter(kind=f"schools.{kind}", address="cor@example.org")
            assert mails.filter(created_at=last.at).count() == 1


def told(prefix: str) -> int:
    return Email.objects.filter(key__startswith=prefix).count()


def test_every_question_and_promise_ends_with_one_word(cast: Cast) -> None:
    Story.cast = cast
    Story.people = [fitting(cast.provider, f"P{number}") for number in range(PEOPLE)]
    Story.draft = open_request(cast.school, state="draft", posted_at=None)
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=300 if LONG else 10,
            stateful_step_count=40 if LONG else 15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not LONG,
        ),
    )
