"""An object for every route that asks for one, on two sides of the fence.

"ours" belongs to Klankrijk and De Zeemeeuw, "theirs" to Buitenboom and De Vlieger. Whoever is on
one side must not learn that the other side's objects exist. Each area says in a module of its own
what it has, what its routes need in their addresses, and where they differ from the rule.
"""

from tests.architecture.objects.answers import (
    BUILDERS,
    PUBLIC_REFUSES,
    REFUSED,
    SEEN_BY,
    STRICTER,
    arguments,
    entitled,
)
from tests.architecture.objects.dirt import (
    PARAMETERS,
    TURNS,
    dirty,
    fields_of,
    listening,
    of_changelist,
    reading,
)
from tests.architecture.objects.membership import SIGNS_OUT, WITHOUT_TOKEN
from tests.architecture.objects.owners import OURS, SIDES, THEIRS
from tests.architecture.objects.sides import KINDS, SIDE_OF, Side, World, build

__all__ = [
    "BUILDERS",
    "KINDS",
    "OURS",
    "PARAMETERS",
    "PUBLIC_REFUSES",
    "REFUSED",
    "SEEN_BY",
    "SIDES",
    "SIDE_OF",
    "SIGNS_OUT",
    "STRICTER",
    "THEIRS",
    "TURNS",
    "WITHOUT_TOKEN",
    "Side",
    "World",
    "arguments",
    "build",
    "dirty",
    "entitled",
    "fields_of",
    "listening",
    "of_changelist",
    "reading",
]
