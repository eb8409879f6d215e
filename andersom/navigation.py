"""The main menu of each hat, in the order of how often it is used.

The mark of the house leads home, so the longer menus do not say it again. The menu of the account
leads everybody to the events, so that the fullest menu stays on one row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from andersom.accounts.hats import Hat
from andersom.accounts.models import User
from andersom.matching.models import Proposal
from andersom.notifications.models import InboxItem
from andersom.placements.models import Placement

Count = Callable[[Any, User], int]  # hat, or None, and the person


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the menu; ``own`` puts the number of the hat's object in its address."""

    route: str
    label: Any
    count: Count | None = None
    own: bool = False


def to_answer(hat: Hat, user: User) -> int:
    """Proposals that wait for this provider or professional."""
    path = "professional__provider_id" if hat.kind == "provider" else "professional_id"
    return Proposal.objects.waiting().filter(**{path: hat.object_id}).count()


def to_confirm(hat: Hat, user: User) -> int:
    """Placements of which the school has not confirmed the dates."""
    waiting = Placement.objects.filter(state="proposed", school_confirmed_at=None)
    return waiting.filter(school_id=hat.object_id).count()


def unread(hat: object, user: User) -> int:
    return InboxItem.objects.filter(user=user).unread().count()


HOME = Entry("overview:home", _("Home"))
CATALOGUE = Entry("providers:catalogue", pgettext_lazy("menu", "Offers"))
MESSAGES = Entry("notifications:inbox", _("Messages"), unread)
CALENDAR = Entry("placements:calendar", _("Calendar"))
PROPOSALS = Entry("matching:inbox", _("Proposals"), to_answer)
PROGRAMME = Entry("training:cohort_list", pgettext_lazy("menu", "Training"))
EVENTS = Entry("events:event_list", pgettext_lazy("menu", "Events"))
VISITOR = (HOME, CATALOGUE, PROGRAMME, EVENTS, Entry("providers:become", _("Become a provider")))
WITHOUT_HAT = (*VISITOR, MESSAGES)
MENUS: dict[str, tuple[Entry, ...]] = {
    "school": (
        Entry("schools:request_list", _("Requests")),
        Entry("placements:placement_list", _("Placements"), to_confirm),
        CALENDAR,
        Entry("placements:ledger", _("Hours")),
        Entry("schools:home", pgettext_lazy("menu", "School")),
        CATALOGUE,
        EVENTS,
        MESSAGES,
    ),
    "provider": (
        PROPOSALS,
        Entry("placements:placement_list", _("Placements")),
        CALENDAR,
        Entry("providers:professional_list", _("Professionals")),
        Entry("providers:offer_list", pgettext_lazy("menu", "Our offers")),
        Entry("providers:profile", pgettext_lazy("menu", "Profile")),
        MESSAGES,
    ),
    "professional": (
        HOME,
        PROPOSALS,
        CALENDAR,
        Entry("providers:availability", _("My week"), own=True),
        Entry("training:home", pgettext_lazy("menu", "Training")),
        EVENTS,
        MESSAGES,
    ),
    "trainer": (
        Entry("training:trainer_home", pgettext_lazy("menu", "Training")),
        Entry("training:slots", pgettext_lazy("menu", "Intakes")),
        Entry("training:trainer_week", pgettext_lazy("menu", "Visits")),
        MESSAGES,
    ),
    "team": (
        HOME,
        Entry("admin:index", _("Project office")),
        CATALOGUE,
        EVENTS,
        Entry("overview:running", pgettext_lazy("menu", "What runs")),
        MESSAGES,
    ),
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``navigation``: items with ``label``, ``url``, ``current`` and ``badge`` for the worn hat.

    Lazy, because the counts ask the database and fragments of pages have no menu.
    """
    return {"navigation": SimpleLazyObject(lambda: items(request))}


def items(request: HttpRequest) -> list[dict[str, Any]]:
    wardrobe = getattr(request, "hats", None)
    hat = wardrobe.worn if wardrobe else None
    signed_in = wardrobe is not None and request.user.is_authenticated
    made = [item(entry, hat, request.user) for entry in menu(hat, signed_in=signed_in)]
    current = max(
        (one["url"] for one in made if stands_for(one["url"], request.path)), key=len, default=""
    )
    return [one | {"current": one["url"] == current} for one in made]


def stands_for(place: str, path: str) -> bool:
    """Whether a place in the menu holds this page; home holds only itself."""
    return path == place if place == "/" else path.startswith(place)


def menu(hat: Hat | None, *, signed_in: bool) -> tuple[Entry, ...]:
    if hat is None:
        return WITHOUT_HAT if signed_in else VISITOR
    return MENUS.get(hat.kind, WITHOUT_HAT)


def item(entry: Entry, hat: Hat | None, user: Any) -> dict[str, Any]:
    arguments = [hat.object_id] if entry.own and hat else []
    return {
        "label": entry.label,
        "url": reverse(entry.route, args=arguments),
        "badge": entry.count(hat, user) if entry.count else 0,
    }
