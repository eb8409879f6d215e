"""Placements and lessons, with the school and the professional they need."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import factory
from django.apps import apps

from andersom.placements.domain import first_rules, lessons
from andersom.placements.models import Lesson, LessonGroup, Placement, RuleSet, Slot
from andersom.placements.states import LessonState, PlacementState
from providers.models import Professional, VogRecord
from schools.models import Group, Request, School
from tests import people

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(2026, 11, 30), date(2026, 12, 18)


def rules(region: str = "den-haag") -> RuleSet:
    """The first rule set, also in a database that a test has emptied."""
    first_rules.fill(apps.get_model, region=region)
    return RuleSet.objects.filter(region=region).earliest("valid_from")


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    school_year = 2026
    label = factory.Sequence(lambda number: f"7-{number}")
    years = 0b0100_0000


class PlacementFactory(factory.django.DjangoModelFactory):
    """Needs ``school`` and ``professional``; proposed, unless ``agreed``."""

    class Meta:
        model = Placement
        skip_postgeneration_save = True

    domain = factory.LazyFunction(people.domain)
    start, end = FIRST_DAY, LAST_DAY
    created_at = NOW

    class Params:
        agreed = factory.Trait(
            state=PlacementState.AGREED,
            school_confirmed_at=NOW,
            provider_confirmed_at=NOW,
        )

    @factory.post_generation
    def groups(self: Placement, create: bool, given: Sequence[Group] | None) -> None:
        if create and given:
            self.groups.set(given)


class RequestFactory(factory.django.DjangoModelFactory):
    """An open request of ``school``: Monday mornings until the Christmas holiday."""

    class Meta:
        model = Request
        skip_postgeneration_save = True

    title = "Muziek voor groep 7"
    domain = factory.LazyFunction(people.domain)
    start, end = FIRST_DAY, LAST_DAY
    day_parts = 0b01
    lesson_minutes = 60
    state = "open"
    posted_at = NOW

    @factory.post_generation
    def groups(self: Request, create: bool, given: Sequence[Group] | None) -> None:
        if create and given:
            self.groups.set(given)


@dataclass
class Place:
    """A school with two groups, a professional, and an agreed placement of hers for the first."""

    school: School
    professional: Professional
    groups: list[Group] = field(default_factory=list)
    placement: Placement = field(init=False)

    def __post_init__(self) -> None:
        rules()
        with_vog(self.professional)
        if not self.groups:
            self.groups = [GroupFactory(school=self.school, label=label) for label in ("7A", "7B")]
        self.placement = self.agreed(self.groups[:1])

    def agreed(self, groups: Sequence[Group], **facts: object) -> Placement:
        facts = {"school": self.school, "professional": self.professional} | facts
        return PlacementFactory(agreed=True, groups=groups, **facts)

    def another(self, name: str) -> Professional:
        """A colleague at the same provider."""
        area = people.postcode_area("2566")
        return with_vog(people.professional(self.professional.provider, name, area))

    def lesson(
        self,
        day: date,
        start: time = time(9),
        minutes: int = 60,
        *,
        placement: Placement | None = None,
        groups: Sequence[Group] | None = None,
        state: str = LessonState.PLANNED,
    ) -> Lesson:
        """A lesson as it stands in the calendar, without asking what is allowed."""
        placement = placement or self.placement
        chosen = tuple(groups or placement.groups.all())
        return lessons.create(placement, [lessons.during(day, start, minutes)], chosen, state)[0]


def with_vog(professional: Professional) -> Professional:
    """Her certificate of conduct was seen some months before the lessons of these tests."""
    VogRecord.objects.get_or_create(
        professional=professional, issued_on=date(2026, 3, 2), seen_on=date(2026, 3, 16)
    )
    return professional


def slot(placement: Placement, weekday: int = 0, start: time = time(9), minutes: int = 60) -> Slot:
    return Slot.objects.create(placement=placement, weekday=weekday, start=start, minutes=minutes)


def counted(group: Group, month: date) -> int:
    """An independent sum of what should stand in the ledger."""
    rows = LessonGroup.objects.filter(group=group).select_related("lesson__professional")
    return sum(
        row.lesson.minutes
        for row in rows
        if row.lesson.state in {LessonState.PLANNED, LessonState.GIVEN}
        and row.lesson.licence != Professional.Licence.LICENSED
        and row.lesson.starts.date().replace(day=1) == month
    )


def weekly_lessons(place: Place, first: date, weeks: int, start: time = time(10)) -> list[Lesson]:
    """Planned lessons of one hour on the same weekday of consecutive weeks."""
    return [place.lesson(first + timedelta(days=7 * week), start) for week in range(weeks)]
