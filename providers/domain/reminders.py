"""Certificates of conduct (VOG) that run out: eight weeks before, two weeks before, on the day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from andersom.accounts.models import User
from andersom.lib.dates import ONE_DAY, local_date
from andersom.notifications.domain.reminders import Reminder, Rule, morning
from providers import emails
from providers.domain import vog
from providers.models import Member, Professional
from providers.models.professional import ProfessionalQuerySet

WEEKS8, WEEKS2, LONG_OVER = timedelta(days=56), timedelta(days=14), timedelta(days=56)
A_MONTH = timedelta(days=31)


def vog_renewal(at: datetime) -> Iterator[Reminder]:
    """To the professional and the owners of the provider, while she may be booked.

    Only what still counts or ended less than eight weeks ago; a newer certificate ends it.
    """
    today, policy = local_date(at), vog.policy()
    if policy.renewal_months is None:
        return
    running_out = [
        (one, until)
        for one in _about_to_end(today, policy.renewal_months)
        if (until := vog.counts_until(vog.seen_of(one), policy)) and _stage(until, today)
    ]
    readers = _readers(one for one, _until in running_out)
    for professional, until in running_out:
        stage = _stage(until, today)
        ends = {"weeks8": until - WEEKS2, "weeks2": until, "over": until + LONG_OVER + ONE_DAY}
        for user in readers[professional.pk]:
            yield emails.vog_renewal(
                user,
                professional,
                until=until,
                stage=stage,
                at=at,
                not_after=morning(ends[stage]),
            )


def vog_renewal_holds(about: str) -> bool:
    """Whether her certificate still ends on that day, and is still a matter of this reader."""
    pk, until, reader = about.split(":")
    rows = Professional.objects.bookable().filter(pk=pk).select_related("user")
    if (found := rows.prefetch_related("vog_records").first()) is None:
        return False
    ends = vog.counts_until(vog.seen_of(found), vog.policy())
    same = ends is not None and ends.isoformat() == until
    return same and int(reader) in {user.pk for user in _readers([found])[found.pk]}


RULES = (Rule("providers.vog_renewal", vog_renewal, vog_renewal_holds),)


def _stage(until: date, today: date) -> str:
    """Which mail is due on a day; empty when it is none."""
    if today >= until:
        return "over" if today <= until + LONG_OVER else ""
    if today >= until - WEEKS2:
        return "weeks2"
    return "weeks8" if today >= until - WEEKS8 else ""


def _about_to_end(today: date, months: int) -> ProfessionalQuerySet:
    """Who has a certificate that ends about now; whether it is her last the caller looks."""
    first = vog.months_later(today - LONG_OVER - A_MONTH, -months)
    last = vog.months_later(today + WEEKS8 + A_MONTH, -months)
    return (
        Professional.objects.bookable()
        .filter(vog_records__issued_on__range=(first, last))
        .select_related("user", "provider")
        .prefetch_related("vog_records")
        .order_by("pk")
        .distinct()
    )


def _readers(professionals: Iterable[Professional]) -> Mapping[int, list[User]]:
    """Professional → she and the owners of her provider, each once; one query."""
    found = list(professionals)
    owners: dict[int, list[User]] = defaultdict(list)
    rows = Member.objects.owners().filter(
        provider__in={one.provider_id for one in found}, user__is_active=True
    )
    for owner in rows.select_related("user").order_by("pk"):
        owners[owner.provider_id].append(owner.user)
    herself = {one.pk: [one.user] if one.user and one.user.is_active else [] for one in found}
    return {one.pk: list(dict.fromkeys(herself[one.pk] + owners[one.provider_id])) for one in found}
