"""What a school asks: written as a draft in steps, posted, and filled or ended."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.lib import dates
from andersom.reference.domain import holidays
from andersom.ui.texts import years_text
from andersom.workflow.domain import move, record
from schools import emails
from schools.domain import calendar, period, promises, week
from schools.domain import groups as group_lists
from schools.models import Group, Request, School
from schools.states import REQUEST, RequestState

WHAT, WHY, GROUPS, WHEN, WISHES, CHECK = range(1, 7)
LAST_STEP = CHECK
# How far ahead a first period is looked for.
LOOK_AHEAD = timedelta(days=400)
COPIED = (
    *("title", "offer", "domain", "learning_area", "purpose", "vision", "goals", "day_parts"),
    *(
        "blocks_per_week",
        "lesson_minutes",
        "together",
        "language",
        "licensed_only",
        "wishes",
        "budget",
    ),
)

# Told when a request ends: whoever has open questions about it closes them in the same transaction.
Follower = Callable[..., None]
_followers: list[Follower] = []


class NotADraft(Exception):  # noqa: N818 - it reports a refusal, not a fault
    """What was posted is not edited any more; copy it, or withdraw it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a draft from being posted, and the step where it is solved."""

    step: int
    text: str


class Incomplete(Exception):  # noqa: N818
    """A draft that cannot be posted yet; ``problems`` say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def follow(follower: Follower) -> None:
    """Register ``follower(request, verb, by=, at=)``: called when a request ends."""
    if follower not in _followers:
        _followers.append(follower)


# --- Writing a draft ------------------------------------------------------------------------------


@transaction.atomic
def start(school: School, *, by: User, at: datetime, **prefill: Any) -> Request:
    """Make a draft with a sensible period and all dagdelen of the school.

    ``prefill`` are fields of `Request`, for example those of an offer; ``tags`` and ``groups`` too.
    """
    request = Request(school=school, created_by=by, created_at=at)
    first, last = first_period(school, today=dates.local_date(at), whole_year=False)
    fitting = week.dagdelen(calendar.timetable(school))
    _fill(request, {"start": first, "end": last, "day_parts": fitting} | prefill)
    record(request, "start", target=request.state, by=by, at=at)
    return request


@transaction.atomic
def save(request: Request, *, step: int, by: User | None, at: datetime, **values: Any) -> Request:
    """Save what one step of a draft holds; going back later keeps it. Raises NotADraft.

    As long as nobody chose a period, the suggested one follows the purpose. ``new_groups`` are
    rows of groups that the school gets along the way.
    """
    today = dates.local_date(at)
    stored = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not stored.is_draft:
        raise NotADraft
    if step == WHY and stored.saved_steps < WHEN:
        lasting = values.get("purpose", stored.purpose) == Request.Purpose.STRUCTURAL
        first, last = first_period(stored.school, today=today, whole_year=lasting)
        values |= {"start": first, "end": last}
    if rows := values.pop("new_groups", ()):
        added = _add_groups(stored, rows, by=by, at=at)
        values["groups"] = {*values.get("groups", ()), *added}
    return _fill(stored, values | {"saved_steps": max(step, stored.saved_steps)})


def year_of_new_groups(request: Request, today: date) -> int:
    """School year of groups that are added with a draft: that of its period."""
    return dates.school_year_of(request.start or today)


def _add_groups(
    request: Request, rows: Collection[group_lists.Row], *, by: User | None, at: datetime
) -> QuerySet[Group]:
    year = year_of_new_groups(request, dates.local_date(at))
    group_lists.add_all(request.school, year, rows, by=by, at=at)
    labels = [row.label for row in rows]
    return request.school.groups.in_year(year).filter(label__in=labels)


@transaction.atomic
def copy(request: Request, *, by: User, at: datetime) -> Request:
    """A new draft with the same question, from the next school Monday on.

    Groups of an earlier school year are replaced by those with the same name in the new one.
    """
    values = {name: getattr(request, name) for name in COPIED}
    lasting = request.purpose == Request.Purpose.STRUCTURAL
    first, last = first_period(request.school, today=dates.local_date(at), whole_year=lasting)
    labels = request.groups.values_list("label", flat=True)
    groups = request.school.groups.active().in_year(dates.school_year_of(first))
    return start(
        request.school,
        by=by,
        at=at,
        **values,
        start=first,
        end=last,
        saved_steps=WISHES,
        tags=request.tags.all(),
        groups=groups.filter(label__in=labels),
    )


@transaction.atomic
def discard(request: Request) -> None:
    """Throw a draft away. Raises NotADraft."""
    stored = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not stored.is_draft:
        raise NotADraft
    stored.delete()


def first_period(school: School, *, today: date, whole_year: bool) -> tuple[date, date]:
    """A period to start from: see `period.suggest`."""
    horizon = today + LOOK_AHEAD
    return period.suggest(
        today,
        calendar.closed_days(school, today, horizon),
        holidays.school_holidays(today, horizon),
        whole_year=whole_year,
    )


def next_step(request: Request) -> int:
    """Where to go on with a draft: the first step that was not saved yet."""
    return min(request.saved_steps + 1, CHECK)


def title_of(request: Request) -> str:
    """A title in Dutch from subject and years: "Muziek en dans voor groep 5 t/m 8"."""
    with translation.override("nl"):
        tags = [tag.name for tag in request.tags.all()][:2]
        subject = _(" and ").join(tags) if tags else str(request.domain or _("Request"))
        years = 0
        for group in request.groups.all():
            years |= group.years
        text = _("%(subject)s for %(years)s") % {"subject": subject, "years": years_text(years)}
        text = text if years else subject
    return Truncator(text[:1].upper() + text[1:]).chars(120)


# --- Judging a draft ------------------------------------------------------------------------------


def problems(request: Request, *, today: date) -> list[Problem]:
    """What keeps a draft from being posted, in the order of the steps."""
    found = []
    if request.domain_id is None:
        found.append(Problem(WHAT, _("Choose a domain.")))
    groups = list(request.groups.all())
    if not groups:
        found.append(Problem(GROUPS, _("Choose at least one group.")))
    if any(group.school_id != request.school_id for group in groups):
        found.append(Problem(GROUPS, _("Choose groups of your own school only.")))
    if wrong := period_problem(request.start, request.end, groups, today=today):
        found.append(Problem(WHEN, wrong[1]))
    if not request.day_parts:
        found.append(Problem(WHEN, _("Choose at least one day part.")))
    elif wrong := room_problem(
        request.school,
        request.day_parts,
        minutes=request.lesson_minutes,
        blocks=request.blocks_per_week,
        groups=request.lessons_per_block,
    ):
        found.append(Problem(WHEN, wrong[1]))
    return found


def room_problem(
    school: School, day_parts: int, *, minutes: int, blocks: int, groups: int
) -> tuple[str, str] | None:
    """Field and sentence when the weekly lessons do not fit in the dagdelen; None when they do.

    ``groups`` have lessons of their own, so many ``blocks`` each; groups together count as one.
    """
    times = calendar.timetable(school)
    if not day_parts & week.dagdelen(times, at_least=minutes):
        most = week.longest_part(times)
        text = _("No day part that you chose is this long; your longest has %(most)s minutes.")
        return "lesson_minutes", text % {"most": most}
    room = week.room(times, day_parts, minutes=minutes, groups=groups)
    if room >= blocks * groups:
        return None
    facts = {"room": room, "wanted": blocks * groups, "groups": groups}
    if groups == 1:
        text = _(
            "%(wanted)s lessons a week do not fit: there is room for %(room)s, one in each day "
            "part. Choose more day parts, or fewer or shorter lessons."
        )
        return "day_parts", text % facts
    text = _(
        "The lessons of all %(groups)s groups do not fit: they need %(wanted)s lessons a week and "
        "there is room for %(room)s. Choose more day parts, or fewer or shorter lessons."
    )
    return "day_parts", text % facts


def period_problem(
    start: date | None, end: date | None, groups: Iterable[Group], *, today: date
) -> tuple[str, str] | None:
    """Field and sentence of what is wrong with a period for these groups; None when it is fine.

    Groups belong to a school year, so the period lies in theirs; without groups in this
    one or the next.
    """
    if not start or not end:
        return ("end" if start else "start", _("Enter the first and the last day."))
    this_year = dates.school_year_of(today)
    years = {group.school_year for group in groups} or {this_year, this_year + 1}
    code = period.problem(start, end, today=today, school_years=years)
    if not code:
        return None
    names = _(" and ").join(dates.school_year_label(year) for year in sorted(years))
    return {
        "backwards": ("end", _("The last day comes before the first day.")),
        "past": ("start", _("The first day is over. Choose today or later.")),
        "start_outside": (
            "start",
            _("The first day is outside school year %(years)s of your groups.") % {"years": names},
        ),
        "end_outside": (
            "end",
            _("The last day is outside school year %(years)s of your groups.") % {"years": names},
        ),
    }[code]


# --- Moving on ------------------------------------------------------------------------------------


@transaction.atomic
def post(request: Request, *, by: User, at: datetime) -> Request:
    """Put a draft before the professionals; the school is promised an answer by a day.

    Raises Incomplete, or IllegalMove for no draft.
    """
    REQUEST.target(request.state, "post")
    if found := problems(request, today=dates.local_date(at)):
        raise Incomplete(found)
    title = request.title or title_of(request)
    promise = promises.given(at)
    move(request, REQUEST, "post", by=by, at=at, posted_at=at, title=title, **promise)
    emails.request_posted(request, at=at)
    return request


@transaction.atomic
def withdraw(request: Request, *, by: User | None, at: datetime, reason: str = "") -> Request:
    """Take a request back; nobody is sought any more."""
    return _end(request, "withdraw", by=by, at=at, reason=reason)


@transaction.atomic
def close(request: Request, *, by: User | None, at: datetime, reason: str = "") -> Request:
    """End a request that is done, filled or not."""
    return _end(request, "close", by=by, at=at, reason=reason)


@transaction.atomic
def fill(request: Request, *, by: User | None, at: datetime) -> Request:
    """Everything that was asked is arranged."""
    move(request, REQUEST, "fill", by=by, at=at)
    emails.request_filled(request, at=at)
    return request


@transaction.atomic
def fill_partly(request: Request, *, by: User | None, at: datetime) -> Request:
    """A part is arranged; the rest is still sought."""
    promise = promises.given(at) if request.state == RequestState.FILLED else {}
    return move(request, REQUEST, "fill_partly", by=by, at=at, **promise)


@transaction.atomic
def accept_day_parts(request: Request, day_parts: int, *, by: User | None, at: datetime) -> Request:
    """These dagdelen suit too, as far as the school is open then. Whoever calls holds it."""
    wider = request.day_parts | day_parts & week.dagdelen(calendar.timetable(request.school))
    if wider != request.day_parts:
        request.day_parts = wider
        request.save(update_fields=["day_parts"])
        record(request, "widen", source=request.state, target=request.state, by=by, at=at)
    return request


@transaction.atomic
def reopen(request: Request, *, by: User | None, at: datetime, reason: str = "") -> Request:
    """What was arranged fell through: professionals are sought again, with a new promise."""
    promise = promises.given(at)
    return move(request, REQUEST, "reopen", by=by, at=at, reason=reason, **promise)


def _end(request: Request, verb: str, *, by: User | None, at: datetime, reason: str) -> Request:
    was_draft = request.state == RequestState.DRAFT
    move(request, REQUEST, verb, by=by, at=at, reason=reason)
    if not was_draft:
        emails.request_ended(request, by=by, reason=reason, at=at)
    for follower in _followers:
        follower(request, verb, by=by, at=at)
    return request


def _fill(request: Request, values: dict[str, Any]) -> Request:
    many = {name: values.pop(name) for name in ("tags", "groups") if name in values}
    for name, value in values.items():
        setattr(request, name, value)
    request.save()
    for name, chosen in many.items():
        getattr(request, name).set(chosen)
    return request
