"""The schedule: as many visits as possible; then an even load, few faces, little travel.

Weeks have nothing to do with one another but the load so far and who saw whom, so each is a
program of its own, in the order of time. The order of the aims is strict: a later one never costs
an earlier one anything.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from time import monotonic

from andersom.lib.dates import week_start
from andersom.lib.geo import cycling_minutes, distance_m

from .choices import Agenda, Choice, choices, obstacle
from .mip import Mip
from .rules import clash
from .values import Lesson, Open, Plan, Problem, Trainer, Visit, Window

# A proposal that stands is only changed when that saves more than so many minutes on the road.
CHANGING = 30
# Shares of the time of a week: number, load, faces, travel.
SHARES = (0.55, 0.15, 0.15, 0.15)


def plan(problem: Problem, *, seconds: float = 20.0, seed: int = 1) -> Plan:
    """Plan the windows of a problem in at most about ``seconds``; equal input gives equal plans.

    Each visit lies on a lesson of its trainee inside the window, with a trainer who is available,
    at one place at a time with time to cycle between schools, within her number for the week.
    Only running out of time makes it less than the best; then ``proven`` is false.
    """
    ends = monotonic() + seconds
    weeks = list(_independent(problem.windows))
    seen = Counter(problem.seen)
    load = Counter(fixed.trainer for fixed in problem.fixed)
    visits: list[Visit] = []
    bound = 0
    for number, windows in enumerate(weeks):
        share = max(ends - monotonic(), 0.0) / (len(weeks) - number)
        week = Week(problem, windows, load=load, seen=seen, seed=seed)
        bound += week.solve(share)
        visits += week.chosen()
        for choice in week.picked():
            load[choice.trainer.id] += 1
            seen[choice.lesson.trainee, choice.trainer.id] += 1
    return Plan(tuple(visits), tuple(_open(problem, visits)), bound)


class Week:
    """The program of the windows that overlap each other: mostly one week."""

    def __init__(
        self,
        problem: Problem,
        windows: Sequence[Window],
        *,
        load: Mapping[int, int],
        seen: Mapping[tuple[int, int], int],
        seed: int,
    ) -> None:
        self.problem, self.windows, self.load, self.seen = problem, windows, load, seen
        self.mip = Mip(seed=seed)
        self.picks: dict[int, tuple[Window, Choice]] = {}
        agenda = Agenda(problem)
        for window in windows:
            for choice in choices(problem, window):
                if not choice.obstacle:
                    self.picks[self.mip.variable()] = (window, choice)
        self._once()
        self._rooms(agenda)
        self._clashes()

    def solve(self, seconds: float) -> int:
        """Optimise one aim after the other; returns how many visits are possible at most."""
        if not self.picks:
            return 0
        aims = (self._number, self._evenness, self._faces, self._travel)
        bound = len(self.windows)
        for aim, share in zip(aims, SHARES, strict=True):
            found = self.mip.minimise(aim(), seconds=seconds * share)
            if aim == self._number:
                bound = min(bound, -found[1] if found else bound)
            if found is None:
                break
        return bound

    def picked(self) -> list[Choice]:
        return [choice for _window, choice in self._solution()]

    def chosen(self) -> list[Visit]:
        return [
            Visit(window.id, choice.lesson.id, choice.trainer.id)
            for window, choice in self._solution()
        ]

    def _solution(self) -> list[tuple[Window, Choice]]:
        values = self.mip.values
        return [pick for column, pick in self.picks.items() if values and values[column]]

    # Rules

    def _once(self) -> None:
        """A window has one visit at most, and so has a lesson."""
        groups: dict[tuple[str, int], list[int]] = defaultdict(list)
        for column, (window, choice) in self.picks.items():
            groups["window", window.id].append(column)
            groups["lesson", choice.lesson.id].append(column)
        for columns in groups.values():
            self.mip.at_most(1, columns)

    def _rooms(self, agenda: Agenda) -> None:
        """No more visits in a week than a trainer has room for."""
        groups: dict[tuple[Trainer, object], list[int]] = defaultdict(list)
        for column, (_window, choice) in self.picks.items():
            groups[choice.trainer, choice.lesson.week].append(column)
        for (trainer, week), columns in groups.items():
            room = agenda.room(trainer, week)  # type: ignore[arg-type]
            if room < len(columns):
                self.mip.at_most(max(room, 0), columns)

    def _clashes(self) -> None:
        """Of lessons that exclude each other, a trainer sees one at most."""
        days: dict[tuple[int, object], dict[Lesson, list[int]]] = defaultdict(dict)
        for column, (_window, choice) in self.picks.items():
            day = days[choice.trainer.id, choice.lesson.day]
            day.setdefault(choice.lesson, []).append(column)
        for lessons in days.values():
            for group in cliques(list(lessons)):
                self.mip.at_most(1, [column for each in group for column in lessons[each]])

    # Aims, as costs of variables

    def _number(self) -> dict[int, int]:
        return dict.fromkeys(self.picks, -1)

    def _evenness(self) -> dict[int, int]:
        """The next visit of a trainer costs as much as she had already: so all get about equal."""
        costs: dict[int, int] = {}
        for trainer in self.problem.trainers:
            columns = [c for c, (_w, choice) in self.picks.items() if choice.trainer is trainer]
            steps = [self.mip.variable(whole=False) for _each in columns]
            terms = dict.fromkeys(columns, 1.0) | dict.fromkeys(steps, -1.0)
            if columns:
                self.mip.row(0, terms, 0)
            base = self.load.get(trainer.id, 0)
            costs |= {step: base + number for number, step in enumerate(steps)}
        return costs

    def _faces(self) -> dict[int, int]:
        """A trainer whom the trainee has not met yet costs one, once she knows another."""
        known = {trainee for (trainee, _trainer), count in self.seen.items() if count}
        return {
            column: 1
            for column, (window, choice) in self.picks.items()
            if window.trainee in known and not self.seen.get((window.trainee, choice.trainer.id))
        }

    def _travel(self) -> dict[int, int]:
        """Minutes from where a trainer starts to each school on each day, counted once; and the
        price of changing a proposal.
        """
        costs: dict[int, int] = {}
        stops: dict[tuple[int, int, object], list[int]] = defaultdict(list)
        for column, (window, choice) in self.picks.items():
            key = (choice.trainer.id, choice.lesson.school, choice.lesson.day)
            stops[key].append(column)
            if window.now and window.now != (choice.lesson.id, choice.trainer.id):
                costs[column] = CHANGING
        for columns in stops.values():
            stop = self.mip.variable(whole=False)
            costs[stop] = _minutes(self.picks[columns[0]][1])
            for column in columns:
                self.mip.row(0, {stop: 1.0, column: -1.0}, 1)
        return costs


def cliques(lessons: list[Lesson]) -> Iterator[set[Lesson]]:
    """Groups of lessons that all exclude each other, together holding each pair that does."""
    clashing: dict[Lesson, set[Lesson]] = {one: set() for one in lessons}
    for number, one in enumerate(lessons):
        for other in lessons[number + 1 :]:
            if clash(one, other):
                clashing[one].add(other)
                clashing[other].add(one)
    covered: set[frozenset[int]] = set()
    for one in lessons:
        for other in sorted(clashing[one], key=lambda each: each.id):
            if frozenset((one.id, other.id)) not in covered:
                group = _grown(one, other, clashing)
                covered |= {frozenset((a.id, b.id)) for a in group for b in group if a is not b}
                yield group


def _grown(one: Lesson, other: Lesson, clashing: Mapping[Lesson, set[Lesson]]) -> set[Lesson]:
    group, candidates = {one, other}, clashing[one] & clashing[other]
    while candidates:
        nearest = min(candidates, key=lambda each: (each.start, each.id))
        group.add(nearest)
        candidates = candidates & clashing[nearest]
    return group


def _independent(windows: Iterable[Window]) -> Iterator[list[Window]]:
    """Windows split where a week ends that no window goes beyond."""
    together: list[Window] = []
    until = None
    for window in sorted(windows, key=lambda each: (each.first, each.last, each.id)):
        if until is not None and week_start(window.first) > until:
            yield together
            together, until = [], None
        together.append(window)
        sunday = week_start(window.last) + timedelta(days=6)
        until = max(until, sunday) if until else sunday
    if together:
        yield together


def _minutes(choice: Choice) -> int:
    start, place = choice.trainer.start, choice.lesson.place
    return cycling_minutes(distance_m(start, place)) if start and place else 0


def _open(problem: Problem, visits: Sequence[Visit]) -> Iterator[Open]:
    planned = {visit.window for visit in visits}
    for window in problem.windows:
        if window.id not in planned:
            code = obstacle(problem, window, visits)
            yield Open(window.id, code or "no_time")
