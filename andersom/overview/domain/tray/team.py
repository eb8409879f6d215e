"""What waits for the project team; the links lead into the admin."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.accounts.hats import Hat
from andersom.accounts.models import User
from andersom.notifications.models import Email, Undeliverable
from andersom.overview.domain import running
from providers.models import Offer, Provider
from providers.states import Review
from schools.models import Member as SchoolMember
from schools.models import Request

from .item import Item, Source

QUIET_DAYS = 5


def providers_to_review(hat: Hat, at: datetime) -> list[Item]:
    count = Provider.objects.filter(state=Review.SUBMITTED).count()
    title = ngettext(
        "%(count)s provider waits for your judgement",
        "%(count)s providers wait for your judgement",
        count,
    )
    text = _("Look at the profile and approve it, ask for changes or decline.")
    return counted(count, title, text, listing(Provider, state__exact=Review.SUBMITTED), "warn")


def offers_to_review(hat: Hat, at: datetime) -> list[Item]:
    count = Offer.objects.filter(state=Review.SUBMITTED).count()
    title = ngettext(
        "%(count)s offer waits for your judgement",
        "%(count)s offers wait for your judgement",
        count,
    )
    text = _("Approved offers appear in the catalogue at once.")
    return counted(count, title, text, listing(Offer, state__exact=Review.SUBMITTED), "warn")


def mails_in_trouble(hat: Hat, at: datetime) -> list[Item]:
    count = Email.objects.troubled().count()
    title = ngettext("%(count)s mail needs a look", "%(count)s mails need a look", count)
    text = _(
        "It failed, nobody knows whether it has left, or one address got too many in an hour. "
        "Let it go or cancel it."
    )
    return counted(count, title, text, listing(Email, let_op="ja"), "warn")


def standstill(hat: Hat, at: datetime) -> list[Item]:
    """Something of the timetable has not looked for too long, or looks and sends nothing."""
    late = running.late(at)
    mail = "mail" in late or running.mail_stands_still(at)
    title = _("Mail and reminders stand still") if mail else _("Something stands still")
    text = _("Ask whoever keeps the server to look. The page says what is wrong.")
    item = Item(title, text, reverse("overview:running"), _("What runs"), "danger")
    return [item] if late or mail else []


def addresses(hat: Hat, at: datetime) -> list[Item]:
    """Readers whom no mail reaches any more."""
    count = Undeliverable.objects.standing().count()
    title = ngettext(
        "Mail to %(count)s address comes back", "Mail to %(count)s addresses comes back", count
    )
    text = _("Call them for the right address; until then they only see it on the site.")
    return counted(count, title, text, listing(Undeliverable, cleared_at__isempty=1), "warn")


def deletions(hat: Hat, at: datetime) -> list[Item]:
    count = User.objects.exclude(deletion_asked_at=None).count()
    title = ngettext(
        "%(count)s person asks to be deleted", "%(count)s people ask to be deleted", count
    )
    text = _("Agree on what happens to planned lessons, then erase. The law gives one month.")
    return counted(count, title, text, listing(User, deletion_asked_at__isempty=0), "warn")


def quiet_requests(hat: Hat, at: datetime) -> list[Item]:
    """Posted a while ago, and nobody has been asked."""
    since = at - timedelta(days=QUIET_DAYS)
    count = Request.objects.seeking().filter(proposals=None, posted_at__lt=since).count()
    title = ngettext(
        "%(count)s request has been open for days without anybody being asked",
        "%(count)s requests have been open for days without anybody being asked",
        count,
    )
    text = _("A phone call helps: does the school hesitate, or does nobody fit?")
    return counted(count, title, text, listing(Request), "info")


def past_promise(hat: Hat, at: datetime) -> list[Item]:
    """We promised an answer by a day, that day is over, and nobody has been found."""
    count = Request.objects.past_promise().count()
    title = ngettext(
        "For %(count)s request nobody was found by the promised day",
        "For %(count)s requests nobody was found by the promised day",
        count,
    )
    text = _("The school has heard that you look along. Who could fit, or what could change?")
    return counted(count, title, text, listing(Request, belofte="voorbij"), "warn")


def schools_without_leader(hat: Hat, at: datetime) -> list[Item]:
    """Schools where people work who cannot manage members: the leader has gone."""
    members = SchoolMember.objects.exclude(school__members__role=SchoolMember.Role.LEADER)
    count = members.values("school").distinct().count()
    title = ngettext(
        "%(count)s school has no leader any more",
        "%(count)s schools have no leader any more",
        count,
    )
    text = _("Invite the new leader from the page of the school.")
    return counted(count, title, text, listing(SchoolMember), "warn")


def counted(count: int, title: str, text: str, url: str, tone: str) -> list[Item]:
    """One item, or none when there is nothing to count."""
    return [Item(title % {"count": count}, text, url, _("To the list"), tone)] if count else []


def listing(model: type, **filters: object) -> str:
    """Address of a list in the admin, with its filters set."""
    meta = model._meta  # type: ignore[attr-defined]
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


SOURCES: tuple[Source, ...] = (
    providers_to_review,
    offers_to_review,
    standstill,
    mails_in_trouble,
    addresses,
    deletions,
    schools_without_leader,
    past_promise,
    quiet_requests,
)
