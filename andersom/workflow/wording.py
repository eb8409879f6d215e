"""What the journal says in words: verbs, states and coded reasons of each kind of thing.

The journal holds codes, so that everybody reads it in her own language. Each app says in its
``ready()`` what its codes mean; what it did not name is shown as it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

Read = Callable[[str], Any]  # a stored reason → its words


@dataclass(frozen=True, slots=True)
class Wording:
    """Labels are lazy translations. ``states`` also holds other targets, such as roles.

    ``reasons`` reads the reasons that a verb stores as a code.
    """

    verbs: Mapping[str, Any]
    states: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, Read] = field(default_factory=dict)


NONE = Wording({})
_wordings: dict[type[Model], Wording] = {}


def register(
    model: type[Model],
    verbs: Mapping[str, Any],
    *,
    states: Mapping[str, Any] | None = None,
    reasons: Mapping[str, Read] | None = None,
) -> None:
    _wordings[model] = Wording(verbs, states or {}, reasons or {})


def of(model: type[Model] | None) -> Wording:
    """The words of a kind of thing; none for what is not registered, or is a kind no more."""
    return _wordings.get(model, NONE) if model else NONE


def known() -> dict[type[Model], Wording]:
    return dict(_wordings)
