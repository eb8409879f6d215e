"""What waits for a professional who signs in herself."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.accounts.hats import Hat
from andersom.lib import dates
from andersom.matching.models import Proposal
from providers.models import Availability

from .item import Item, Source


def answers(hat: Hat, at: datetime) -> list[Item]:
    count = Proposal.objects.waiting().filter(professional_id=hat.object_id).count()
    if not count:
        return []
    title = ngettext("A school asks you", "%(count)s schools ask you", count) % {"count": count}
    text = _("See when and where it is, and say yes or no.")
    return [Item(title, text, reverse("matching:inbox"), _("Answer"))]


def week_grid(hat: Hat, at: datetime) -> list[Item]:
    """Without a grid nobody can find her."""
    today = dates.local_date(at)
    if Availability.objects.on(today).filter(professional_id=hat.object_id).exists():
        return []
    text = _("Schools only find you on the day parts that you tick.")
    url = reverse("providers:availability", args=[hat.object_id])
    return [Item(_("When can you work?"), text, url, _("Fill in the week"), "warn")]


SOURCES: tuple[Source, ...] = (answers, week_grid)
