"""Transition tables: which verb may bring a thing from which state to which.

A table stands beside the ``TextChoices`` of its model in ``states.py``, checked when it is built:

    REQUEST = Machine(
        states=RequestState,
        transitions={
            "publish": Transition(RequestState.DRAFT, RequestState.OPEN),
            "withdraw": Transition((RequestState.DRAFT, RequestState.OPEN), RequestState.WITHDRAWN),
        },
    )

Nothing here knows Django; ``workflow.domain.move`` applies a table to a row and journals it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class MachineError(ValueError):
    """A table that cannot be right; raised while it is built, so at import."""


class IllegalMove(Exception):  # noqa: N818 - it reports a refusal, not a fault
    """A verb that this state does not allow. ``allowed`` holds the verbs that it does."""

    def __init__(self, state: str, verb: str, allowed: tuple[str, ...]) -> None:
        super().__init__(state, verb, allowed)
        self.state, self.verb, self.allowed = state, verb, allowed

    def __str__(self) -> str:
        possible = ", ".join(self.allowed) or "nothing, it is final"
        return f"cannot {self.verb} from {_value(self.state)}; possible: {possible}"


@dataclass(frozen=True, slots=True)
class Transition:
    """One verb: from any of ``sources`` (a state or several) to ``target``.

    ``needs_reason`` asks whoever moves to say why; the reason goes into the journal.
    """

    sources: str | tuple[str, ...]
    target: str
    needs_reason: bool = False

    def __post_init__(self) -> None:
        sources = (self.sources,) if isinstance(self.sources, str) else tuple(self.sources)
        object.__setattr__(self, "sources", sources)


class Machine:
    """The moves of one kind of thing. States compare by value, so plain strings from a row will do.

    ``initial`` is the state, or states, in which a thing may be born; by default the first.
    """

    def __init__(
        self,
        *,
        states: Iterable[str],
        transitions: Mapping[str, Transition],
        initial: str | Iterable[str] | None = None,
    ) -> None:
        self.states = tuple(states)
        self.transitions = dict(transitions)
        self.initial = self._initial(initial)
        self._check_known()
        self._check_reachable()

    def target(self, state: str, verb: str) -> str:
        """State that ``verb`` leads to; IllegalMove when ``state`` does not allow it.

        A verb or state that the table does not know is a slip of the programmer: LookupError.
        """
        transition = self._transition(verb)
        if self._known(state) not in transition.sources:
            raise IllegalMove(state, verb, self.verbs(state))
        return transition.target

    def may(self, state: str, verb: str) -> bool:
        """Whether ``verb`` is possible from ``state``."""
        return self._known(state) in self._transition(verb).sources

    def verbs(self, state: str) -> tuple[str, ...]:
        """Verbs possible from ``state``, in the order of the table."""
        self._known(state)
        return tuple(verb for verb, move in self.transitions.items() if state in move.sources)

    def needs_reason(self, verb: str) -> bool:
        """Whether whoever applies ``verb`` has to say why."""
        return self._transition(verb).needs_reason

    @property
    def final(self) -> tuple[str, ...]:
        """States that nothing leads out of."""
        return tuple(state for state in self.states if not self.verbs(state))

    def _transition(self, verb: str) -> Transition:
        try:
            return self.transitions[verb]
        except KeyError:
            raise LookupError(f"no verb {verb!r}; known: {', '.join(self.transitions)}") from None

    def _known(self, state: str) -> str:
        if state not in self.states:
            raise LookupError(f"no state {state!r}; known: {_values(self.states)}")
        return state

    def _initial(self, initial: str | Iterable[str] | None) -> tuple[str, ...]:
        if not self.states:
            raise MachineError("a machine needs states")
        if initial is None:
            return self.states[:1]
        return (initial,) if isinstance(initial, str) else tuple(initial)

    def _check_known(self) -> None:
        if len(set(self.states)) != len(self.states):
            raise MachineError("a state occurs twice")
        for verb, move in self.transitions.items():
            if not move.sources:
                raise MachineError(f"{verb} starts nowhere")
            self._refuse_unknown(verb, {*move.sources, move.target})
        self._refuse_unknown("initial", set(self.initial))

    def _refuse_unknown(self, where: str, used: set[str]) -> None:
        if unknown := used - set(self.states):
            raise MachineError(f"{where} names unknown states: {_values(sorted(unknown))}")

    def _check_reachable(self) -> None:
        reached, frontier = set(self.initial), set(self.initial)
        while frontier:
            frontier = {
                move.target
                for move in self.transitions.values()
                if frontier.intersection(move.sources)
            } - reached
            reached |= frontier
        if lost := [state for state in self.states if state not in reached]:
            raise MachineError(f"no verb leads to: {_values(lost)}")


def _value(state: str) -> str:
    """Plain text of a state, also when it is a member of an enumeration."""
    return str(getattr(state, "value", state))


def _values(states: Iterable[str]) -> str:
    return ", ".join(map(_value, states))
