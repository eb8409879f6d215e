"""From a yes to agreed work: propose dates, let both sides confirm, plan the lessons."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Literal

from andersom.accounts.models import User
from andersom.lib.dates import ONE_DAY, ZONE, local_date
from andersom.placements import emails, hours
from andersom.placements.domain import lessons, locks, planning
from andersom.placements.domain.planning import Facts, Wish
from andersom.placements.domain.refusals import Refused, verb
from andersom.placements.models import Lesson, Placement, Slot
from andersom.placements.states import (
    DATE_PASSED,
    LESSON,
    PLACEMENT,
    REQUEST_ENDED,
    SETTLED,
    LessonState,
    PlacementState,
)
from andersom.workflow import domain as workflow
from providers.models import Professional
from schools.domain import requests
from schools.models import Group, Request
from schools.states import REQUEST

type Side = Literal["school", "provider"]

FOLLOWS: dict[str, Callable[..., Request]] = {
    "fill": requests.fill,
    "fill_partly": requests.fill_partly,
    "reopen": requests.reopen,
}


@verb
def propose(
    request: Request,
    professional: Professional,
    *,
    by: User | None,
    at: datetime,
    slots: Sequence[hours.Slot] | None = None,
    groups: Sequence[Group] | None = None,
    only: int = 0,
) -> Placement:
    """A placement with proposed lessons for a posted request, from tomorrow on at the earliest.

    For ``groups`` of the request, or all of them. Without ``slots`` times are chosen that suit the
    request and the professional, in the dagdelen ``only`` if she named some:
    `planning.short_of_moments` says which group found too few. Dates that are not possible stand in
    ``placement.skipped`` with their reason; a placement without any lesson is possible: its page
    then asks for other times. Both sides get a mail.
    """
    start = max(_required(request.start), local_date(at) + ONE_DAY)
    placement = Placement.objects.create(
        request=request,
        school=request.school,
        professional=professional,
        domain=_required(request.domain),
        learning_area=request.learning_area,
        phase=Placement.Phase.COVER
        if request.purpose == Request.Purpose.COVER
        else Placement.Phase.TRIAL,
        start=start,
        end=max(_required(request.end), start),
        created_at=at,
    )
    chosen = list(request.groups.order_by("label") if groups is None else groups)
    placement.groups.set(chosen)
    workflow.record(placement, "propose", target=placement.state, by=by, at=at)
    if slots is None:
        slots = planning.choose_slots(request, professional, chosen, start=start, only=only)
    _write_dates(placement, slots)
    short = planning.short_of_moments(placement)
    emails.placement_proposed(placement, short=short, at=at)
    return placement


@verb
def repropose(
    placement: Placement,
    *,
    slots: Sequence[hours.Slot],
    by: User | None,
    at: datetime,
    start: date | None = None,
    end: date | None = None,
    teacher_present: bool | None = None,
) -> Placement:
    """Other weekly times, and perhaps another period, for a placement that is still proposed.

    What either side had confirmed is undone, for it concerned other dates.
    """
    _lock_proposed(placement)
    placement.start = max(start or placement.start, local_date(at) + ONE_DAY)
    placement.end = max(end or placement.end, placement.start)
    groups = placement.groups.all()
    for day in (placement.start, placement.end):
        lessons.refuse_other_school_year(groups, day)
    if teacher_present is not None:
        placement.teacher_present = teacher_present
    placement.school_confirmed_at = placement.provider_confirmed_at = None
    placement.save()
    placement.lessons.filter(state=LessonState.PROPOSED).delete()
    placement.slots.all().delete()
    _write_dates(placement, slots)
    state = placement.state
    workflow.record(placement, "repropose", source=state, target=state, by=by, at=at)
    short = planning.short_of_moments(placement)
    emails.placement_proposed(placement, short=short, at=at)
    return placement


@verb
def confirm(placement: Placement, *, side: Side, by: User | None, at: datetime) -> Placement:
    """One side agrees with the proposed dates; when both have, the lessons are planned.

    A second yes of the same side changes nothing. Raises Refused ``lessons_lost`` with the dates
    that somebody else has taken in the meantime; nothing is confirmed then.
    """
    _lock_proposed(placement)
    if placement.confirmed_by(side):
        return placement
    if not placement.lessons.filter(state=LessonState.PROPOSED).exists():
        raise Refused("no_dates")
    setattr(placement, f"{side}_confirmed_at", at)
    placement.save(update_fields=[f"{side}_confirmed_at"])
    state = placement.state
    workflow.record(placement, f"confirm_{side}", source=state, target=state, by=by, at=at)
    if placement.school_confirmed_at and placement.provider_confirmed_at:
        _agree(placement, by=by, at=at)
    return placement


@verb
def cancel(placement: Placement, *, by: User | None, at: datetime, reason: str) -> Placement:
    """Stop before or after the agreement: lessons that are still to come do not take place."""
    return _stop(placement, "cancel", by=by, at=at, reason=reason)


@verb
def end(placement: Placement, *, by: User | None, at: datetime, reason: str) -> Placement:
    """A decent end of agreed work: lessons still to come are cancelled, given ones stay."""
    return _stop(placement, "end", by=by, at=at, reason=reason)


@verb
def set_contract(
    placement: Placement, contract: str, *, by: User | None, at: datetime
) -> Placement:
    """Record how the professional is engaged; the platform makes no contract and judges none."""
    placement.contract = contract
    placement.save(update_fields=["contract"])
    workflow.record(
        placement,
        "set_contract",
        source=placement.state,
        target=placement.state,
        by=by,
        reason=contract,
        at=at,
    )
    return placement


def lost_dates(placement: Placement) -> list[tuple[Lesson, hours.Skipped]]:
    """Proposed lessons that are no longer possible, each with the reason why."""
    wish = Wish.of(placement)
    proposed = list(
        placement.lessons.filter(state=LessonState.PROPOSED)
        .order_by("during")
        .prefetch_related("groups")
    )
    if not proposed:
        return []
    period: dict[str, Any] = {"start": proposed[0].day, "end": proposed[-1].day}
    facts = Facts(Wish.of(placement, **period))
    found = []
    for lesson in proposed:
        start = lesson.during.lower.astimezone(ZONE).time()
        groups = tuple(group.pk for group in lesson.groups.all())
        if skipped := facts.refuse(wish.at(lesson.day, start, lesson.minutes, groups)):
            found.append((lesson, skipped))
    return found


def _lock_proposed(placement: Placement) -> None:
    """Hold what changes with the placement, and refresh it; refuses one no longer proposed."""
    locks.take_all_of(placement)
    placement.refresh_from_db()
    if placement.state != PlacementState.PROPOSED:
        raise Refused("too_late")


def _write_dates(placement: Placement, slots: Sequence[hours.Slot]) -> None:
    Slot.objects.bulk_create(
        Slot(
            placement=placement,
            weekday=slot.weekday,
            start=slot.start,
            minutes=slot.minutes,
            group_id=slot.groups[0] if slot.groups else None,
        )
        for slot in slots
    )
    wish = Wish.of(placement, slots=tuple(slots))
    series = Facts(wish).series()
    planned = [
        (lessons.during(each.day, each.start, each.minutes), each.groups) for each in series.lessons
    ]
    lessons.write(placement, planned, LessonState.PROPOSED)
    placement.skipped = [
        {
            "day": skipped.day.isoformat(),
            "start": f"{skipped.slot.start:%H:%M}",
            "minutes": skipped.slot.minutes,
            "groups": [group.label for group in wish.groups if group.pk in skipped.slot.groups],
            "code": skipped.code,
            "params": planning.params_to_keep(skipped, wish.groups),
        }
        for skipped in series.skipped
    ]
    placement.save(update_fields=["skipped"])


def _agree(placement: Placement, *, by: User | None, at: datetime) -> None:
    gone = placement.lessons.filter(state=LessonState.PROPOSED, during__startswith__lte=at)
    workflow.move_all(gone, LESSON, "cancel", by=by, at=at, reason=DATE_PASSED)
    if not placement.lessons.filter(state=LessonState.PROPOSED).exists():
        raise Refused("no_dates")
    if lost := lost_dates(placement):
        raise Refused(
            "lessons_lost",
            days=[lesson.day.isoformat() for lesson, _skipped in lost],
            reasons=[skipped.code for _lesson, skipped in lost],
        )
    proposed = placement.lessons.filter(state=LessonState.PROPOSED)
    workflow.move_all(proposed, LESSON, "plan", by=by, at=at)
    workflow.move(placement, PLACEMENT, "agree", by=by, at=at)
    if placement.request:
        fill_request(placement.request, by=by, at=at)
    emails.placement_agreed(placement, at=at)


def _stop(
    placement: Placement, step: str, *, by: User | None, at: datetime, reason: str
) -> Placement:
    if not reason.strip():
        raise Refused("reason_needed")
    locks.take_all_of(placement)
    to_come = placement.lessons.filter(
        state__in=[LessonState.PROPOSED, LessonState.PLANNED], during__startswith__gt=at
    )
    workflow.move(placement, PLACEMENT, step, by=by, at=at, reason=reason)
    stopped = workflow.move_all(to_come, LESSON, "cancel", by=by, at=at, reason=reason)
    lessons.tell_followers(stopped, "cancel", by=by, at=at)
    if placement.request and step == "cancel":
        fill_request(placement.request, by=by, at=at)
    emails.placement_stopped(placement, at=at, reason=reason)
    return placement


def request_ended(request: Request, step: str, *, by: User | None, at: datetime) -> None:
    """Dates that were still on the table go when the school closes or withdraws its request."""
    proposed = list(request.placements.filter(state=PlacementState.PROPOSED).order_by("pk"))
    groups = Group.objects.filter(placements__in=proposed)
    locks.take([each.professional_id for each in proposed], groups.values_list("pk", flat=True))
    for placement in proposed:
        cancel(placement, by=by, at=at, reason=REQUEST_ENDED)


def fill_request(request: Request, *, by: User | None, at: datetime) -> None:
    """Let the request follow its settled placements: filled when each group has lessons in one.

    Somebody is still sought for a group that found no moment. A request that the school closed or
    withdrew stays as it is. Placements that agree at one moment wait here for each other: else
    neither would see the groups of the other.
    """
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    wanted = set(request.groups.values_list("pk", flat=True))
    served = set(
        Group.objects.filter(
            lesson_groups__lesson__in=Lesson.objects.standing().filter(
                placement__request=request, placement__state__in=SETTLED
            )
        ).values_list("pk", flat=True)
    )
    step = "fill" if wanted and wanted <= served else "fill_partly" if served else "reopen"
    if REQUEST.may(request.state, step) and REQUEST.target(request.state, step) != request.state:
        FOLLOWS[step](request, by=by, at=at)


def _required[T](fact: T | None) -> T:
    if fact is None:
        raise ValueError("a posted request is complete")
    return fact
