"""For schools: new candidates and offers for open requests, answers, and what waits for a yes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nsmallest
from itertools import groupby
from typing import ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from andersom.accounts.models import User
from andersom.matching.domain import candidates, fits, shown
from andersom.matching.domain.fits import Fit
from andersom.matching.models import Proposal, Shown
from andersom.matching.states import ProposalState
from andersom.overview import emails
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import LessonState, PlacementState
from andersom.workflow.domain import came_into
from schools.models import Member, Request, School

from .desk import Desk, Post

MOST = 3  # candidates for one request; the rest stands on its page
ANSWERS = (ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.EXPIRED)


@dataclass(slots=True)
class Desktop:
    """What lies ready for one school. ``candidates`` are the best of each request."""

    candidates: list[list[Fit]] = field(default_factory=list)
    offers: list[Proposal] = field(default_factory=list)
    answers: list[Proposal] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    lessons: list[datetime] = field(default_factory=list)  # ends of those to be confirmed

    def anything_between(self, since: datetime, until: datetime) -> bool:
        """Whether, candidates aside, something came in this time."""
        return bool(
            self.answers
            or any(since <= offer.asked_at < until for offer in self.offers)
            or any(since <= placement.created_at < until for placement in self.placements)
            or any(since <= end < until for end in self.lessons)
        )


class SchoolDesk(Desk):
    # A request of a school has hundreds of candidates to look at, so fewer at a time: with four
    # requests a school and 10,000 professionals a batch has to end well before a task must.
    batch: ClassVar[int] = 20

    def audience(self) -> QuerySet[User]:
        member = Member.objects.filter(user=OuterRef("pk"), school__status=School.Status.OPEN)
        return User.objects.filter(Exists(member))

    def write(self, users: Sequence[User]) -> Post:
        post = Post()
        people = {user.pk: user for user in users}
        places = Member.objects.filter(user__in=people, school__status=School.Status.OPEN)
        members = sorted(places.values_list("user_id", "school_id"))
        schools = School.objects.in_bulk({school for _, school in members})
        desktops = self._desktops(schools.keys())
        seen = set(
            Shown.objects.to(users)
            .filter(request__school__in=schools)
            .values_list("user_id", "request_id", "professional_id")
        )
        for user, school in members:
            desktop = desktops[school]
            news = [new for card in desktop.candidates if (new := _unseen(user, card, seen))]
            if not news and not desktop.anything_between(*self.edition.period):
                continue
            told = [card[:MOST] for card in news]
            post.letters.append(
                emails.digest_school(
                    people[user],
                    schools[school],
                    told,
                    counts=[len(card) for card in news],
                    offers=desktop.offers,
                    answers=desktop.answers,
                    placements=desktop.placements,
                    lessons=len(desktop.lessons),
                    key=self.edition.key(school, user),
                    edition=self.edition,
                    at=self.at,
                )
            )
            # The page of the request shows all of them, so all of them count as seen.
            post.shown.extend(shown.row(user, fit, at=self.at) for card in news for fit in card)
        return post

    def _desktops(self, schools: Iterable[int]) -> dict[int, Desktop]:
        keys = list(schools)
        found: dict[int, Desktop] = defaultdict(Desktop)
        for card in self._best(keys):
            found[card[0].request.school_id].candidates.append(card)
        for proposal in self._proposals(keys):
            lying = found[proposal.request.school_id]
            offered = proposal.state == ProposalState.OFFERED
            (lying.offers if offered else lying.answers).append(proposal)
        for placement in self._placements(keys):
            found[placement.school_id].placements.append(placement)
        for school, end in self._lessons(keys):
            found[school].lessons.append(end)
        return found

    def _best(self, schools: list[int]) -> list[list[Fit]]:
        """The best candidates of each open request."""
        mine = Request.objects.seeking().filter(school__in=schools)
        openings = fits.openings(today=self.today, among=mine)
        found = fits.fits(openings, today=self.today)
        return [
            nsmallest(candidates.SHOWN, same, key=lambda fit: fit.order)
            for _, same in groupby(found, key=lambda fit: fit.request.pk)
        ]

    def _proposals(self, schools: list[int]) -> QuerySet[Proposal]:
        """Offers that wait for the school, and answers between the last round and this one."""
        since, until = self.edition.period
        expired = Q(state=ProposalState.EXPIRED, expired_at__gte=since, expired_at__lt=until)
        answered = Q(state__in=ANSWERS, answered_at__gte=since, answered_at__lt=until)
        waiting = Q(state=ProposalState.OFFERED)
        return (
            Proposal.objects.filter(request__school__in=schools)
            .annotate(expired_at=came_into(Proposal, ProposalState.EXPIRED))
            .filter(waiting | Q(offered=False) & (answered | expired))
            .select_related("request", "professional__provider")
            .order_by("answer_by", "pk")
        )

    def _placements(self, schools: list[int]) -> QuerySet[Placement]:
        return (
            Placement.objects.filter(
                school__in=schools, state=PlacementState.PROPOSED, school_confirmed_at=None
            )
            .select_related("professional")
            .order_by("created_at", "pk")
        )

    def _lessons(self, schools: list[int]) -> QuerySet[Lesson, tuple[int, datetime]]:
        """Lessons that are over and that nobody has called given or cancelled."""
        over = Lesson.objects.filter(
            placement__school__in=schools, state=LessonState.PLANNED, during__endswith__lt=self.at
        )
        return over.values_list("placement__school_id", "during__endswith")


def _unseen(user: int, card: Sequence[Fit], seen: set[tuple[int, int, int]]) -> list[Fit]:
    return [fit for fit in card if (user, fit.request.pk, fit.professional.pk) not in seen]
