"""Everybody who can sign in. All have the same password; nobody of them exists."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.text import slugify

from andersom.accounts.domain import people
from andersom.accounts.hats import TEAM_GROUP
from andersom.accounts.models import User

HOST = "demo.example"
PASSWORD = "samen-anders-leren"  # noqa: S105 - shown to whoever runs the demo
TOTP_SECRET = "ANDERSOMDENHAAGANDERSOMDENHAAG23"  # noqa: S105 - of the demo's team member only
CODE_SECONDS = 30
TEAM = "team"


@dataclass(frozen=True, slots=True)
class Account:
    """One of the accounts that the demo shows; ``key`` is the first part of its address."""

    key: str
    name: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.key}@{HOST}"


ACCOUNTS = (
    Account("schoolleider", "Mariska de Wit", "school leader of De Zonnewijzer"),
    Account("coordinator", "Joost Bakker", "coordinator of De Zonnewijzer"),
    Account("aanbieder", "Karim El Idrissi", "owner of Klankkleur Muziekonderwijs"),
    Account("vakprofessional", "Noor van Dalen", "professional of Klankkleur Muziekonderwijs"),
    Account("tweepetten", "Esther Lindeman", "leads De Duindoorn, edits at De Groene Klas"),
    Account("trainer", "Sanne Kuipers", "trainer in the training programme"),
    Account(TEAM, "Tara Vermeulen", "project team, with a second step"),
)
INVITED = Account("nieuwe.schoolleider", "Wouter Hermans", "invited to lead De Zeester")


class Town:
    """Makes people and finds them again by name."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._password = make_password(PASSWORD)  # once: hashing is slow on purpose
        self._people: dict[str, User] = {}
        for account in ACCOUNTS:
            self._make(account.name, account.email)
        self.team = self._join_team(self["Tara Vermeulen"])

    def __getitem__(self, name: str) -> User:
        """The person of this name; made when nobody has it yet."""
        return self._people.get(name) or self._make(name, address_of(name))

    def account(self, key: str) -> User:
        return self[next(each.name for each in ACCOUNTS if each.key == key)]

    def _make(self, name: str, email: str) -> User:
        user = people.create(email=email, name=name, password=None, language="nl")
        user.password, user.date_joined = self._password, self.at
        user.save(update_fields=["password", "date_joined"])
        self._people[name] = user
        return user

    def _join_team(self, user: User) -> User:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        user.groups.add(Group.objects.get(name=TEAM_GROUP))
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": get_adapter().encrypt(TOTP_SECRET)},
        )
        return user


def address_of(name: str) -> str:
    """ "Ilse Verhoeven" is ilse.verhoeven@demo.example."""
    return f"{slugify(name).replace('-', '.')}@{HOST}"


def codes() -> Iterable[tuple[str, int]]:
    """The codes of the team member's second step: this one and the next, with seconds left."""
    now = int(time.time())
    left = CODE_SECONDS - now % CODE_SECONDS
    for step in (0, 1):
        code = format_hotp_value(hotp_value(TOTP_SECRET, now // CODE_SECONDS + step))
        yield code, left + step * CODE_SECONDS
