import pickle
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andersom.workflow.machine import IllegalMove, Machine, MachineError, Transition


class Door(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    LOCKED = "locked"
    GONE = "gone"


DOOR = Machine(
    states=Door,
    transitions={
        "open": Transition(Door.CLOSED, Door.OPEN),
        "close": Transition(Door.OPEN, Door.CLOSED),
        "lock": Transition(Door.CLOSED, Door.LOCKED),
        "unlock": Transition(Door.LOCKED, Door.CLOSED),
        "demolish": Transition((Door.OPEN, Door.CLOSED, Door.LOCKED), Door.GONE, needs_reason=True),
    },
)


def test_target_is_where_the_verb_leads():
    assert DOOR.target(Door.CLOSED, "open") is Door.OPEN
    assert DOOR.target("locked", "demolish") == "gone"


def test_illegal_move_says_what_is_allowed():
    with pytest.raises(IllegalMove) as refused:
        DOOR.target(Door.LOCKED, "open")
    assert refused.value.allowed == ("unlock", "demolish")
    assert str(refused.value) == "cannot open from locked; possible: unlock, demolish"


def test_illegal_move_from_a_final_state_says_that_nothing_is_possible():
    with pytest.raises(IllegalMove, match="cannot open from gone; possible: nothing, it is final"):
        DOOR.target(Door.GONE, "open")


def test_illegal_move_survives_the_road_between_processes():
    refusal = IllegalMove("gone", "open", ())
    assert str(pickle.loads(pickle.dumps(refusal))) == str(refusal)  # noqa: S301


def test_verbs_keep_the_order_of_the_table():
    assert DOOR.verbs(Door.CLOSED) == ("open", "lock", "demolish")
    assert DOOR.verbs("gone") == ()


def test_final_states_are_those_without_verbs():
    assert DOOR.final == (Door.GONE,)


def test_only_marked_verbs_need_a_reason():
    assert [verb for verb in DOOR.transitions if DOOR.needs_reason(verb)] == ["demolish"]


def test_a_slip_of_the_programmer_is_no_illegal_move():
    with pytest.raises(LookupError, match="no verb 'paint'"):
        DOOR.target(Door.OPEN, "paint")
    with pytest.raises(LookupError, match="no state 'ajar'"):
        DOOR.verbs("ajar")
    with pytest.raises(LookupError, match="no state 'ajar'"):
        DOOR.may("ajar", "open")


@pytest.mark.parametrize(
    ("states", "transitions", "initial", "message"),
    [
        ((), {}, None, "needs states"),
        (("a", "a"), {}, None, "occurs twice"),
        (("a",), {"go": Transition("a", "b")}, None, "go names unknown states: b"),
        (("a",), {"go": Transition(("a", "x"), "a")}, None, "go names unknown states: x"),
        (("a",), {"go": Transition((), "a")}, None, "go starts nowhere"),
        (("a",), {}, "z", "initial names unknown states: z"),
        (("a", "b", "c"), {"go": Transition("a", "b")}, None, "no verb leads to: c"),
        (("a", "b"), {"back": Transition("b", "a")}, None, "no verb leads to: b"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(states, transitions, initial, message):
    with pytest.raises(MachineError, match=message):
        Machine(states=states, transitions=transitions, initial=initial)


def test_a_thing_may_be_born_in_several_states():
    machine = Machine(
        states=("trial", "cover", "ended"),
        transitions={"end": Transition(("trial", "cover"), "ended")},
        initial=("trial", "cover"),
    )
    assert machine.initial == ("trial", "cover")


@given(st.sampled_from(Door), st.sampled_from(sorted(DOOR.transitions)))
def test_may_verbs_and_target_tell_the_same(state, verb):
    allowed = verb in DOOR.verbs(state)
    assert DOOR.may(state, verb) is allowed
    if allowed:
        assert DOOR.target(state, verb) in Door
    else:
        with pytest.raises(IllegalMove):
            DOOR.target(state, verb)


@given(st.lists(st.sampled_from(sorted(DOOR.transitions))))
def test_no_walk_leaves_the_table(walk):
    state = DOOR.initial[0]
    for verb in walk:
        if DOOR.may(state, verb):
            state = DOOR.target(state, verb)
    assert state in DOOR.states


names = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True)


@given(names, st.data())
def test_a_machine_that_is_accepted_can_reach_all_its_states(states, data):
    state = st.sampled_from(states)
    moves = data.draw(
        st.dictionaries(st.sampled_from("uvwxyz"), st.builds(Transition, state, state))
    )
    reached = {states[0]}
    for _ in states:
        reached |= {move.target for move in moves.values() if set(move.sources) & reached}
    if reached == set(states):
        assert Machine(states=states, transitions=moves).states == tuple(states)
    else:
        with pytest.raises(MachineError, match="no verb leads to"):
            Machine(states=states, transitions=moves)
