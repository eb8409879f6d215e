"""The arithmetic of attendance: pure numbers, so that it can be tested with thousands of cases."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

PRESENT, EXCUSED, ABSENT = "present", "excused", "absent"
MISSED = (EXCUSED, ABSENT)


@dataclass(frozen=True, slots=True)
class Mark:
    """One session for one trainee; ``state`` is empty as long as nobody filled it in."""

    module: int
    make_up: bool
    over: bool
    state: str = ""

    @property
    def undecided(self) -> bool:
        """Still to come, or over and not filled in: it may yet become a presence."""
        return not self.state


@dataclass(frozen=True, slots=True)
class Attendance:
    """Numbers of regular sessions; ``required`` is a percentage of ``total``.

    ``made_up`` of the missed ones are made up for, ``still`` of the others can be. ``unfilled`` are
    over, and nobody filled in who was there.
    """

    total: int
    present: int
    excused: int
    absent: int
    unfilled: int
    to_come: int
    made_up: int
    still: int
    required: int

    @property
    def counted(self) -> int:
        """Present, or made up for."""
        return self.present + self.made_up

    @property
    def missed(self) -> int:
        """Absent with or without notice, and not made up for."""
        return self.excused + self.absent - self.made_up

    @property
    def needed(self) -> int:
        """So many sessions make the required percentage, rounded up."""
        return -(-self.total * self.required // 100)

    @property
    def percent(self) -> int | None:
        """Counted, of what was filled in so far, rounded down; None before the first."""
        filled = self.present + self.excused + self.absent
        return self.counted * 100 // filled if filled else None

    @property
    def met(self) -> bool:
        """Enough already, whatever comes."""
        return self.counted >= self.needed

    @property
    def reachable(self) -> bool:
        """Enough when from now on she is present at everything that she can attend."""
        return self.counted + self.unfilled + self.to_come + self.still >= self.needed

    @property
    def on_course(self) -> bool:
        """Enough already, or reachable and not behind so far."""
        return self.met or (
            self.reachable and (self.percent is None or self.percent >= self.required)
        )


def count(marks: Iterable[Mark], *, required: int) -> Attendance:
    """The attendance that follows from all sessions of an edition, make-up sessions included.

    One presence at a make-up session makes up for one missed session of the same module.
    """
    marks = list(marks)
    regular = [mark for mark in marks if not mark.make_up]
    extra = [mark for mark in marks if mark.make_up]
    states = Counter(mark.state for mark in regular)
    missed = Counter(mark.module for mark in regular if mark.state in MISSED)
    done = Counter(mark.module for mark in extra if mark.state == PRESENT)
    chances = Counter(mark.module for mark in extra if mark.undecided)
    made_up = missed & done
    return Attendance(
        total=len(regular),
        present=states[PRESENT],
        excused=states[EXCUSED],
        absent=states[ABSENT],
        unfilled=sum(mark.undecided and mark.over for mark in regular),
        to_come=sum(mark.undecided and not mark.over for mark in regular),
        made_up=made_up.total(),
        still=((missed - made_up) & chances).total(),
        required=required,
    )
