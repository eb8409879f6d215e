"""For the project team: what is stuck. All of them read the same."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.accounts.models import User
from andersom.matching.domain import fits
from andersom.matching.states import UNANSWERED, ProposalState
from andersom.overview import emails
from andersom.overview.domain import tray
from andersom.overview.domain.tray import Item
from andersom.overview.domain.tray.team import counted, listing
from andersom.overview.models import Edition
from schools.models import Request

from .desk import Desk, Post

NAMED = 5
GOING = (*UNANSWERED, ProposalState.ACCEPTED)


class TeamDesk(Desk):
    batch: ClassVar[int] = 100

    def audience(self) -> QuerySet[User]:
        return User.objects.filter(is_staff=True)

    def write(self, users: Sequence[User]) -> Post:
        """The same for everybody; nothing when it says what the last round said."""
        if not self.news:
            return Post()
        letters = [
            emails.digest_team(
                user,
                self.items(user.language),
                key=self.edition.key(None, user.pk),
                edition=self.edition,
                at=self.at,
            )
            for user in users
        ]
        return Post(letters)

    @cached_property
    def news(self) -> bool:
        items = self.items(settings.LANGUAGE_CODE)
        if not items:
            return False
        words = "\n".join(f"{item.title} {item.text}" for item in items)
        self.edition.told = sha256(words.encode()).hexdigest()
        Edition.objects.filter(pk=self.edition.pk).update(told=self.edition.told)
        last = Edition.objects.before(self.edition).values_list("told", flat=True).first()
        return self.edition.told != last

    def items(self, language: str) -> list[Item]:
        """What is stuck, in the language of a reader."""
        if language not in self._items:
            with translation.override(language):
                self._items[language] = [
                    *self._without_candidates(),
                    *self._past_their_period(),
                    *tray.of_team(self.at),
                ]
        return self._items[language]

    @cached_property
    def _items(self) -> dict[str, list[Item]]:
        return {}

    @cached_property
    def _stuck(self) -> list[Request]:
        """Open requests that fit nobody, and nobody thinks about one or works one out."""
        alone = Request.objects.seeking().exclude(proposals__state__in=GOING)
        openings = fits.openings(today=self.today, among=alone.select_related("school"))
        return [each.request for each in fits.without_fits(openings, today=self.today)]

    @cached_property
    def _over(self) -> list[Request]:
        """Still looking, though the period in which the lessons should be has passed."""
        over = Request.objects.seeking().filter(end__lt=self.today)
        return list(over.select_related("school", "domain").order_by("end", "pk"))

    def _without_candidates(self) -> list[Item]:
        count = len(self._stuck)
        title = ngettext(
            "%(count)s open request fits nobody", "%(count)s open requests fit nobody", count
        )
        text = _("Help the school to widen it, or look for a new provider: %(names)s.")
        text %= {"names": named(self._stuck)}
        return counted(count, title, text, listing(Request), "warn")

    def _past_their_period(self) -> list[Item]:
        count = len(self._over)
        title = ngettext(
            "%(count)s request is past its period and still open",
            "%(count)s requests are past their period and still open",
            count,
        )
        text = _("Ask the school whether it may be closed: %(names)s.")
        text %= {"names": named(self._over)}
        return counted(count, title, text, listing(Request), "info")


def named(requests: Sequence[Request]) -> str:
    """The first few of them, each with its school."""
    said = [f"{request} ({request.school.name})" for request in requests[:NAMED]]
    left = len(requests) - len(said)
    return ", ".join([*said, _("and %(count)s more") % {"count": left}] if left else said)
