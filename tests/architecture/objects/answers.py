"""What each route is given in its address, and who may see what; each exception has its reason."""

from typing import Any

from tests.architecture.objects import backstage, meeting, membership, supply, training, work
from tests.architecture.objects.backstage import admin_arguments, of_team
from tests.architecture.objects.membership import SETTING_UP, WITHOUT_SECOND_STEP
from tests.architecture.objects.owners import Builder
from tests.architecture.objects.sides import SIDE_OF, World
from tests.architecture.objects.work import MISSING
from tests.architecture.routes import Route

BUILDERS: dict[str, Builder] = {
    **membership.BUILDERS,
    **supply.BUILDERS,
    **work.BUILDERS,
    **training.BUILDERS,
    **meeting.BUILDERS,
}
PUBLIC_REFUSES = membership.PUBLIC_REFUSES | work.PUBLIC_REFUSES | backstage.PUBLIC_REFUSES
SEEN_BY = membership.SEEN_BY | work.SEEN_BY | training.SEEN_BY
REFUSED = membership.REFUSED | supply.REFUSED | work.REFUSED | training.REFUSED
CLOSED = work.CLOSED | training.CLOSED
STRICTER = membership.STRICTER | supply.STRICTER | backstage.STRICTER


def arguments(route: Route, world: World, side: str) -> dict[str, Any]:
    """Keyword arguments of the route; LookupError for a route without a builder."""
    if route.namespace == "admin":
        return admin_arguments(route)
    return BUILDERS[route.name](getattr(world, side))


def entitled(actor: str, route: Route, side: str, method: str) -> set[int]:
    """Statuses for whoever the table lets in; empty when the page simply works."""
    if route.namespace == "admin":
        return {of_team(route, method)}
    if route.name in SETTING_UP:
        return {200, 302, 405} | WITHOUT_SECOND_STEP
    if actor in REFUSED.get(route.name, ()) and (method == "post" or route.name in CLOSED):
        return {403, 404, 405}
    seen = SEEN_BY.get(route.name)
    if not side or (actor == "team" and not seen):
        return MISSING.get(route.name, set())
    sees = actor in seen[side] if seen else SIDE_OF.get(actor) == side
    return set() if sees else {404, 405}
