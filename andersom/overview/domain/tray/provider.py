"""What waits for the members of a provider."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.accounts.hats import Hat
from andersom.lib import dates
from andersom.matching.models import Proposal
from andersom.placements.models import Placement
from andersom.ui import texts
from providers.models import Offer, Professional, Provider
from providers.states import Review

from .item import Item, Source


def answers(hat: Hat, at: datetime) -> list[Item]:
    waiting = Proposal.objects.waiting().filter(professional__provider_id=hat.object_id)
    count = waiting.count()
    if not count:
        return []
    last = min(waiting.values_list("answer_by", flat=True))
    soon = (last - dates.local_date(at)).days <= 1
    title = ngettext("A school asks you", "%(count)s schools ask you", count) % {"count": count}
    text = _("A quick answer helps the school to plan. Answer by %(day)s.") % {
        "day": texts.day_text(last)
    }
    tone = "warn" if soon else "info"
    return [Item(title, text, reverse("matching:inbox"), _("Answer"), tone)]


def dates_to_confirm(hat: Hat, at: datetime) -> list[Item]:
    placements = Placement.objects.filter(
        professional__provider_id=hat.object_id, state="proposed", provider_confirmed_at=None
    ).select_related("professional", "school")
    return [
        Item(
            _("Confirm the lesson dates"),
            _("%(professional)s at %(school)s") % names(placement),
            reverse("placements:placement", args=[placement.pk]),
            _("See the dates"),
        )
        for placement in placements[:5]
    ]


def review(hat: Hat, at: datetime) -> list[Item]:
    """Where the provider stands with the project team."""
    provider = Provider.objects.get(pk=hat.object_id)
    url, action = reverse("providers:profile"), _("To your profile")
    if provider.state == Review.CHANGES_ASKED:
        text = _("Read what is asked, change it and send your profile in again.")
        return [Item(_("The project team asks for changes"), text, url, action, "warn")]
    if provider.state == Review.DRAFT:
        text = _("Schools see you once the project team has approved your profile.")
        return [Item(_("Finish your profile and send it in"), text, url, action)]
    if provider.state == Review.SUBMITTED:
        text = _("You get a mail as soon as there is news. You can go on filling in meanwhile.")
        return [Item(_("The project team looks at your profile"), text, url, action, "ok")]
    return []


def supply(hat: Hat, at: datetime) -> list[Item]:
    """The first thing that is missing before a school can find anything."""
    if not Professional.objects.active().filter(provider_id=hat.object_id).exists():
        text = _("Matches are made with people: who gives the lessons, and when?")
        url = reverse("providers:professional_add")
        return [Item(_("Add your first professional"), text, url, _("Add"))]
    offers = Offer.objects.filter(provider_id=hat.object_id)
    if not offers.exists():
        text = _("In the catalogue, schools look for lesson series.")
        url = reverse("providers:offer_add")
        return [Item(_("Describe your first offer"), text, url, _("Describe"))]
    changes = offers.filter(state=Review.CHANGES_ASKED)
    text = _("The project team asks for changes.")
    return [
        Item(
            offer.title, text, reverse("providers:offer_edit", args=[offer.pk]), _("Change"), "warn"
        )
        for offer in changes[:5]
    ]


def names(placement: Placement) -> dict[str, str]:
    return {"professional": placement.professional.name, "school": placement.school.name}


SOURCES: tuple[Source, ...] = (answers, dates_to_confirm, review, supply)
