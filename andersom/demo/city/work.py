"""What happened in the demo city: requests, proposals, placements and lessons, told by the verbs.

Every act takes place at its own moment in the past, in the order in which people would do it.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from andersom.accounts.models import User
from andersom.demo.city import texts
from andersom.demo.city.days import Days, Period, moment
from andersom.demo.city.supply import Supply
from andersom.lib.dates import ONE_DAY
from andersom.matching.domain import offers, proposals
from andersom.matching.models import Proposal
from andersom.placements import hours
from andersom.placements.domain import lessons, placements
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import LessonState
from andersom.reference.models import LearningArea, SubjectTag
from providers.models import Professional
from schools.domain import requests
from schools.models import Request, School

POSTED_BEFORE, POSTED_LEAST = 21, 12  # days before a period starts, and ago


class UnfitError(LookupError):
    """The story asks somebody who does not fit: the texts of the city contradict each other."""


class Work:
    """Tells what happened, one request at a time."""

    def __init__(self, supply: Supply, days: Days) -> None:
        self.supply, self.days = supply, days

    def draft(self, key: str, school: School, period: Period, at: datetime) -> Request:
        row = texts.read("requests")[key]
        tags = list(SubjectTag.objects.filter(name__in=row["tags"]).select_related("domain"))
        first = next(tag for tag in tags if tag.name == row["tags"][0])
        groups = school.groups.in_year(period.school_year)
        values: dict[str, Any] = {
            "title": row["title"],
            "domain": first.domain,
            "tags": tags,
            "learning_area": LearningArea.objects.get(slug=row["area"]),
            "purpose": row["purpose"],
            "vision": row["vision"],
            "goals": row.get("goals", ""),
            "wishes": row.get("wishes", ""),
            "groups": list(groups.filter(label__in=row["groups"])),
            "start": period.start,
            "end": period.end,
            "day_parts": texts.dagdelen(row["free"]),
            "blocks_per_week": row["blocks"],
            "lesson_minutes": row["minutes"],
            "together": row.get("together", False),
            "licensed_only": row.get("licensed", False),
            "budget": row["budget"] * 100 if "budget" in row else None,
        }
        leader = leader_of(school)
        return requests.start(school, by=leader, at=at, **values)

    def post(self, key: str, school: School, period: Period, *, ago: int | None = None) -> Request:
        """Post a request: three weeks before it starts, or so many days ago."""
        day = self.days.before(period.start, by=POSTED_BEFORE, least=POSTED_LEAST)
        at = moment(day if ago is None else self.days.today - ago * ONE_DAY, 9)
        request = self.draft(key, school, period, at)
        requests.save(request, step=requests.LAST_STEP, by=None, at=at)
        return requests.post(request, by=leader_of(school), at=at + timedelta(minutes=20))

    def ask(
        self,
        request: Request,
        *names: str,
        after: int = 1,
        words: str = "",
        at_once: int | None = None,
    ) -> list[Proposal]:
        """Choose professionals by name, so many days after the request was posted.

        Those who are asked at once come first, then those who stand in line.
        """
        people = [self.supply.people[name] for name in names]
        leader, at = leader_of(request.school), _after(request, after)
        asked = proposals.ask(request, people, by=leader, at=at, message=words, at_once=at_once)
        if asked.unfit:
            raise UnfitError(f"{request}: {asked.unfit}")
        return [*asked.proposals, *asked.in_line]

    def offer(self, request: Request, name: str, *, at: datetime, note: str = "") -> Proposal:
        """Somebody offers herself to a school."""
        person = self.supply.people[name]
        by = self._speaker(person)
        return offers.offer(request, person, by=by, at=at, note=note)

    def accept(
        self,
        proposal: Proposal,
        *,
        slots: Sequence[tuple[int, str]] = (),
        note: str = "",
    ) -> Placement:
        """A yes the day after the question; ``slots`` are weekday and time of the lessons."""
        by = self._speaker(proposal.professional)
        at = proposal.asked_at + ONE_DAY
        placement = proposals.accept(proposal, by=by, at=at, note=note)
        if slots:
            minutes = proposal.request.lesson_minutes
            wanted = [hours.Slot(day, time.fromisoformat(start), minutes) for day, start in slots]
            placements.repropose(placement, slots=wanted, by=by, at=at + timedelta(hours=1))
        return placement

    def confirm(self, placement: Placement, *, school: bool = True) -> Placement:
        """The provider says yes after a day, the school, if it does, after another."""
        at = placement.created_at + ONE_DAY
        by = self.supply.owner_of(placement.professional)
        placements.confirm(placement, side="provider", by=by, at=at)
        if school:
            by = leader_of(placement.school)
            placements.confirm(placement, side="school", by=by, at=at + ONE_DAY)
        return placement

    def agree(self, proposal: Proposal, **details: Any) -> Placement:
        return self.confirm(self.accept(proposal, **details))

    def give_lessons(self) -> None:
        """Tick off what was over by yesterday; the last day is still to do."""
        past = Lesson.objects.filter(
            state=LessonState.PLANNED, during__endswith__lt=moment(self.days.today, 0)
        )
        for lesson in past.select_related("professional__provider").order_by("during"):
            by = lesson.professional.user or self.supply.owner_of(lesson.professional)
            lessons.give(lesson, by=by, at=lesson.during.upper + timedelta(minutes=20))

    def _speaker(self, professional: Professional) -> User:
        user: User = professional.user or self.supply.owner_of(professional)
        return user


def leader_of(school: School) -> User:
    return school.members.leaders().select_related("user").get().user


def _after(request: Request, days: int) -> datetime:
    """So many days after a request was posted."""
    if request.posted_at is None:
        raise ValueError("this request was not posted")
    return request.posted_at + days * ONE_DAY
