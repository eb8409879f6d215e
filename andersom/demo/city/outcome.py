"""What the demo shows when it has started: who can sign in, and how one request was matched."""

from dataclasses import dataclass

from django.utils import timezone, translation

from andersom.demo.city import people, texts
from andersom.demo.city.people import ACCOUNTS, INVITED, PASSWORD, Account
from andersom.lib.dates import local_date
from andersom.matching.domain import candidates
from schools.models import Request

SHOWN = 5
OPEN_REQUEST = "music"


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate with the points of each part; together they make ``total`` (0 to 100,000)."""

    place: int
    name: str
    provider: str
    total: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    accounts: tuple[Account, ...]
    request: str
    matches: tuple[Match, ...]

    def __str__(self) -> str:
        return "\n".join([*_accounts(self.accounts), "", *_matches(self)])


def summary() -> Summary:
    """Read from the database, so also after a second start. No matches when the request is gone."""
    request = open_request()
    matches = top(request) if request else ()
    return Summary(ACCOUNTS, str(request or ""), matches)


def open_request() -> Request | None:
    """The request whose candidates are shown, as long as it seeks."""
    title = texts.read("requests")[OPEN_REQUEST]["title"]
    return Request.objects.seeking().filter(title=title).select_related("school").first()


def top(request: Request) -> tuple[Match, ...]:
    today = local_date(timezone.now())
    with translation.override("nl"):
        found = candidates.best(request, today=today, limit=SHOWN)
    return tuple(
        Match(
            place=each.place,
            name=each.professional.name,
            provider=each.professional.provider.name,
            total=each.explanation.total,
            parts=tuple((part.code, part.points) for part in each.explanation.parts),
        )
        for each in found
    )


def _accounts(accounts: tuple[Account, ...]) -> list[str]:
    (code, left), (later, _) = people.codes()
    return [
        f"Sign in with the password {PASSWORD}",
        *(f"  {account.email:<32} {account.role}" for account in accounts),
        f"  code of the second step: {code} ({left} seconds left), then {later};",
        "  a fresh one: .venv/bin/python manage.py demo_code",
        f"  {INVITED.email:<32} {INVITED.role}: the mail is at /postvak/",
    ]


def _matches(summary: Summary) -> list[str]:
    if not summary.matches:
        return ["The request of the first day has been answered."]
    lines = [f"The five best matches of “{summary.request}”, in points of 100,000"]
    for match in summary.matches:
        parts = " + ".join(f"{code} {points:,}" for code, points in match.parts)
        lines.append(f"  {match.place}. {match.total:>6,}  {match.name}, {match.provider}")
        lines.append(f"             = {parts}")
    return lines
