"""The explanation of a score as it was shown, so that a proposal can keep it.

As JSON:

    {"version": "2", "total": 71250, "distance_m": 1840,
     "parts": [{"code": "distance", "weight": 25, "value": 878, "points": 21950}, ...],
     "reasons": [{"code": "near", "tone": "ok", "params": {"metres": 1840, ...}}, ...]}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from andersom.matching.engine.reasons import Reason
from andersom.matching.engine.score import FULL, Part

# Raised whenever the same facts would give another score, another order or another explanation.
ENGINE_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A total with the parts that add up to it and the reasons beside it.

    A ValueError when they do not add up: such an explanation may not be shown.
    """

    total: int
    distance_m: int
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    version: str = ENGINE_VERSION

    def __post_init__(self) -> None:
        if any(not 0 <= part.value <= FULL or part.weight < 0 for part in self.parts):
            raise ValueError("a part is 0..1000 with a weight from 0")
        if sum(part.weight for part in self.parts) != 100:
            raise ValueError("the weights do not make 100")
        if sum(part.points for part in self.parts) != self.total:
            raise ValueError("the parts do not add up to the total")

    def as_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists, numbers and text."""
        return {
            "version": self.version,
            "total": self.total,
            "distance_m": self.distance_m,
            "parts": [_part_as_json(part) for part in self.parts],
            "reasons": [_reason_as_json(reason) for reason in self.reasons],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Explanation":
        """Read back what ``as_json`` wrote in any version; ValueError if it is damaged."""
        try:
            return cls(
                total=stored["total"],
                distance_m=stored["distance_m"],
                parts=tuple(map(_part_from_json, stored["parts"])),
                reasons=tuple(Reason(**reason) for reason in stored["reasons"]),
                version=stored["version"],
            )
        except (KeyError, TypeError) as damage:
            raise ValueError("not a stored explanation") from damage


def _part_as_json(part: Part) -> dict[str, int | str]:
    return {
        "code": part.code,
        "weight": part.weight,
        "value": part.value,
        "points": part.points,
    }


def _part_from_json(stored: Mapping[str, Any]) -> Part:
    part = Part(stored["code"], stored["weight"], stored["value"])
    if part.points != stored["points"]:
        raise ValueError(f"the points of {part.code} are not its weight times its value")
    return part


def _reason_as_json(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "tone": reason.tone, "params": dict(reason.params)}
