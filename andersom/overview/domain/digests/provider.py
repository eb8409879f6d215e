"""For providers and professionals: open requests that fit and that they have not read of yet."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import ClassVar, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from andersom.accounts.models import User
from andersom.matching.domain import fits, shown
from andersom.matching.domain.fits import Board, Opening
from andersom.matching.models import Shown
from andersom.overview import emails
from providers.models import Member, Professional, Provider

from .desk import Desk, Post

MOST = 5  # in one letter, of those that promise most; what is left is still new next time


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
        people = self._people(providers)
        board = Board(
            self.openings, [who for each in people.values() for who in each], today=self.today
        )
        seen = self._seen(users)
        for reader in readers:
            mine = [reader.only] if reader.only else people[reader.provider]
            news = board.cards(mine, but=seen[reader.user.pk, reader.provider])
            told = sorted(islice(news, MOST), key=lambda card: card[0].order)
            if not told:
                continue
            post.letters.append(
                emails.digest_provider(
                    reader.user,
                    providers[reader.provider],
                    told,
                    more=next(news, None) is not None,
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

    def _people(self, providers: Collection[int]) -> dict[int, list[int]]:
        """Provider → its professionals who can be booked."""
        found: dict[int, list[int]] = defaultdict(list)
        people = Professional.objects.bookable().filter(provider__in=providers).order_by("pk")
        for provider, who in people.values_list("provider_id", "pk"):
            found[provider].append(who)
        return found

    def _seen(self, users: Sequence[User]) -> dict[tuple[int, int], set[int]]:
        """User and provider → the requests of which she has read there, for whomever it was."""
        found: dict[tuple[int, int], set[int]] = defaultdict(set)
        rows = Shown.objects.to(users).filter(
            request__in=[opening.request.pk for opening in self.openings]
        )
        for user, provider, request in rows.values_list(
            "user_id", "professional__provider_id", "request_id"
        ):
            found[user, provider].add(request)
        return found
