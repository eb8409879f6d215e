import json

import pytest
from hypothesis import given

from andersom.matching.engine import ENGINE_VERSION, Explanation, rank
from tests.matching.engine.facts import TODAY, a_candidate, a_request, fitting


def explained(candidate):
    (ranked,) = rank(a_request(), [candidate], today=TODAY, seed=1)
    return ranked.explanation


@given(fitting())
def test_an_explanation_survives_json(candidate):
    explanation = explained(candidate)
    assert Explanation.from_json(json.loads(json.dumps(explanation.as_json()))) == explanation


def test_the_stored_form_is_this():
    stored = explained(a_candidate()).as_json()
    assert list(stored) == ["version", "total", "distance_m", "parts", "reasons"]
    assert (stored["version"], stored["total"], stored["distance_m"]) == (ENGINE_VERSION, 62_000, 0)
    assert stored["parts"][0] == {
        "code": "distance",
        "weight": 25,
        "value": 1000,
        "points": 25_000,
    }
    assert stored["reasons"][0] == {
        "code": "near",
        "tone": "ok",
        "params": {"metres": 0, "cycling_minutes": 0},
    }


def test_an_earlier_version_is_still_read():
    stored = explained(a_candidate()).as_json() | {"version": "0"}
    assert Explanation.from_json(stored).version == "0"


def damage_total(stored):
    stored["total"] += 1


def damage_points(stored):
    stored["parts"][0]["points"] -= 1


def damage_weight(stored):
    stored["parts"].pop()


def damage_value(stored):
    stored["parts"][0].update(value=2000, points=50_000)
    stored["total"] += 25_000


def damage_shape(stored):
    del stored["parts"][0]["code"]


def damage_reason(stored):
    stored["reasons"] = [{"colour": "red"}]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (damage_total, "do not add up"),
        (damage_points, "points of distance"),
        (damage_weight, "weights do not make 100"),
        (damage_value, "a part is 0..1000"),
        (damage_shape, "not a stored explanation"),
        (damage_reason, "not a stored explanation"),
    ],
)
def test_a_damaged_explanation_is_not_read(damage, message):
    stored = explained(a_candidate()).as_json()
    damage(stored)
    with pytest.raises(ValueError, match=message):
        Explanation.from_json(stored)
