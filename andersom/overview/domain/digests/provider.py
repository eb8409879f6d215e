"""For providers and professionals: open requests that fit and that they have not read of yet."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import ClassVar, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from andersom.accounts.models import User
from andersom.matching.domain import fits, shown
from andersom.matching.domain.fits import Fit, Opening
from andersom.matching.models import Shown
from andersom.overview import emails
from providers.models import Member, Professional, Provider

from .desk import Desk, Post

MOST = 5  # in one letter; what is left is still new next time


class Reader(NamedTuple):
    """A person in one provider; ``only`` her own professional when she is no member."""

    user: User
    provider: int
    only: int | None = None


class ProviderDesk(Desk):
    batch: ClassVar[int] = 500

    def audience(self) -> QuerySet[User]:
        member = Member.objects.filter(user=OuterRef("pk"), provider__state="approved")
        herself = Professional.objects.bookable().filter(user=OuterRef("pk"))
        return User.objects.filter(Exists(member) | Exists(herself))

    def write(self, users: Sequence[User]) -> Post:
        post = Post()
        if not self.openings:
            return post
        readers = list(self._places(users))
        providers = Provider.objects.in_bulk({reader.provider for reader in readers})
        cards = self._cards(providers.keys())
        seen = self._seen(users)
        for reader in readers:
            if news := list(news_of(cards[reader.provider], reader, seen)):
                told = news[:MOST]
                post.letters.append(
                    emails.digest_provider(
                        reader.user,
                        providers[reader.provider],
                        told,
                        more=len(news) - len(told),
                        key=self.edition.key(reader.provider, reader.user.pk),
                        edition=self.edition,
                        at=self.at,
                    )
                )
                read = (fit for card in told for fit in card)
                post.shown.extend(shown.row(reader.user.pk, fit, at=self.at) for fit in read)
        return post

    @cached_property
    def openings(self) -> list[Opening]:
        """The same for all readers of the round."""
        return fits.openings(today=self.today)

    def _places(self, users: Sequence[User]) -> Iterator[Reader]:
        people = {user.pk: user for user in users}
        members = set(
            Member.objects.filter(user__in=people, provider__state="approved").values_list(
                "user_id", "provider_id"
            )
        )
        yield from (Reader(people[user], provider) for user, provider in sorted(members))
        own = Professional.objects.bookable().filter(user__in=people).order_by("pk")
        for key, user, provider in own.values_list("pk", "user_id", "provider_id"):
            if (user, provider) not in members:
                yield Reader(people[user], provider, only=key)

    def _cards(self, providers: Sequence[int] | set[int]) -> dict[int, list[list[Fit]]]:
        """Provider → its fits, those of the same request together, best first."""
        people = Professional.objects.bookable().filter(provider__in=providers)
        keys = list(people.values_list("pk", flat=True))
        found: dict[int, list[Fit]] = defaultdict(list)
        for fit in fits.fits(self.openings, keys, today=self.today):
            found[fit.professional.provider_id].append(fit)
        return defaultdict(list, {key: fits.by_request(each) for key, each in found.items()})

    def _seen(self, users: Sequence[User]) -> set[tuple[int, int, int]]:
        """User, provider and request of which she has read, for whomever it was."""
        rows = Shown.objects.to(users).filter(
            request__in=[opening.request.pk for opening in self.openings]
        )
        return set(rows.values_list("user_id", "professional__provider_id", "request_id"))


def news_of(
    cards: Sequence[list[Fit]], reader: Reader, seen: set[tuple[int, int, int]]
) -> Iterator[list[Fit]]:
    """Fits that are new for this reader."""
    for card in cards:
        if (reader.user.pk, reader.provider, card[0].request.pk) in seen:
            continue
        mine = [fit for fit in card if reader.only in (None, fit.professional.pk)]
        if mine:
            yield mine
