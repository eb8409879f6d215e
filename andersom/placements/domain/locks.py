"""One order in which every act takes its locks: request, professional, groups, placement, lessons,
months.

Two acts then wait for each other at most in one direction, so PostgreSQL has no deadlock to break.
Months are locked by the ledger's trigger, in order, within one statement.
"""

from collections.abc import Iterable

from andersom.placements.models import Placement
from providers.models import Professional
from schools.models import Group, Request


def take(professionals: Iterable[int], groups: Iterable[int]) -> None:
    """Wait until nobody else plans for these professionals and groups; inside a transaction.

    Others may still refer to the rows (a foreign key does not wait).
    """
    for model, keys in ((Professional, professionals), (Group, groups)):
        rows = model.objects.filter(pk__in=set(keys)).order_by("pk")
        list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def take_all_of(placement: Placement) -> None:
    """The same for whatever changes with a placement. Its request comes first: who closes that
    holds it already, and then stops what was proposed for it."""
    asked = Request.objects.filter(placements=placement)
    list(asked.select_for_update(of=("self",)).values_list("pk", flat=True))
    take([placement.professional_id], placement.groups.values_list("pk", flat=True))
    list(Placement.objects.filter(pk=placement.pk).select_for_update(of=("self",)))
