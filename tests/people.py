"""The fixed cast. Everybody always means the same, so that a test reads like a story.

Olga owns provider Klankrijk; Eddy edits at provider Buitenboom. Leonie leads school De Zeemeeuw,
with Cor as coordinator; Lars leads school De Vlieger. Petra works for Klankrijk and signs in
herself. Thea trains in the training programme. Tess and Tom are of the project team; Tom has not
set up his second step. Dirk worked at
De Zeemeeuw until his account was closed.
"""

from dataclasses import dataclass, fields

from django.test import Client

from andersom.accounts.models import User
from andersom.reference.models import Domain, PostcodeArea
from providers.models import Member as ProviderMember
from providers.models import Professional, Provider
from providers.states import Review
from schools.models import Member as SchoolMember
from schools.models import School
from tests.factories.accounts import UserFactory
from training.models import Trainer

ACTORS = (
    "anonymous",
    "owner",
    "other_editor",
    "leader",
    "other_leader",
    "coordinator",
    "professional_user",
    "trainer",
    "team",
    "team_without_mfa",
    "deactivated",
)


@dataclass(frozen=True)
class Cast:
    owner: User
    other_editor: User
    leader: User
    other_leader: User
    coordinator: User
    professional_user: User
    trainer: User
    team: User
    team_without_mfa: User
    deactivated: User
    provider: Provider
    other_provider: Provider
    school: School
    other_school: School
    professional: Professional
    other_professional: Professional

    anonymous: None = None

    def actor(self, name: str) -> User | None:
        if name not in ACTORS:
            raise LookupError(name)
        user: User | None = getattr(self, name)
        return user

    def client(self, name: str, *, csrf: bool = False) -> Client:
        """A browser of this actor, signed in unless anonymous."""
        return client_for(self.actor(name), csrf=csrf)


def client_for(user: User | None, *, csrf: bool = False) -> Client:
    """A browser in which ``user`` is signed in; ``csrf`` lets the site check tokens."""
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def build_cast() -> Cast:
    """All of them, with their organisations, written to the database."""
    area = postcode_area("2566")
    klankrijk = provider("Klankrijk", "12345678", area)
    buitenboom = provider("Buitenboom", "87654321", area)
    zeemeeuw, vlieger = school("De Zeemeeuw", "05AB00"), school("De Vlieger", "06CD00")
    petra = person("petra", "Petra")
    cast = Cast(
        owner=person("olga", "Olga"),
        other_editor=person("eddy", "Eddy"),
        leader=person("leonie", "Leonie"),
        other_leader=person("lars", "Lars"),
        coordinator=person("cor", "Cor"),
        professional_user=petra,
        trainer=person("thea", "Thea"),
        team=person("tess", "Tess", staff=True, second_step=True),
        team_without_mfa=person("tom", "Tom", staff=True),
        deactivated=person("dirk", "Dirk", deactivated=True),
        provider=klankrijk,
        other_provider=buitenboom,
        school=zeemeeuw,
        other_school=vlieger,
        professional=professional(klankrijk, "Petra", area, user=petra),
        other_professional=professional(buitenboom, "Bas", area),
    )
    join(cast)
    return cast


def join(cast: Cast) -> None:
    """Give everybody the membership that the cast's story says."""
    Trainer.objects.create(user=cast.trainer, postcode_area=postcode_area("2566"))
    provider_role, school_role = ProviderMember.Role, SchoolMember.Role
    for provider, user, role in [
        (cast.provider, cast.owner, provider_role.OWNER),
        (cast.other_provider, cast.other_editor, provider_role.EDITOR),
    ]:
        ProviderMember.objects.create(provider=provider, user=user, role=role)
    for school, user, role in [
        (cast.school, cast.leader, school_role.LEADER),
        (cast.other_school, cast.other_leader, school_role.LEADER),
        (cast.school, cast.coordinator, school_role.COORDINATOR),
        (cast.school, cast.deactivated, school_role.LEADER),
    ]:
        SchoolMember.objects.create(school=school, user=user, role=role)


def person(local: str, name: str, **traits: object) -> User:
    user: User = UserFactory(email=f"{local}@example.org", name=name, **traits)
    return user


def provider(name: str, kvk: str, area: PostcodeArea) -> Provider:
    return Provider.objects.create(
        name=name,
        slug=name.lower(),
        kvk_number=kvk,
        summary=f"{name} geeft les.",
        email=f"post@{name.lower()}.example",
        postcode_area=area,
        state=Review.APPROVED,
    )


def school(name: str, code: str) -> School:
    return School.objects.create(
        location_code=code,
        institution_code=code[:4],
        name=name,
        postcode="2566AA",
        city="'s-Gravenhage",
        municipality="0518",
        postcode_area=postcode_area("2566"),
    )


def professional(
    at: Provider, name: str, area: PostcodeArea, user: User | None = None
) -> Professional:
    made = Professional.objects.create(provider=at, name=name, user=user, postcode_area=area)
    made.domains.add(domain())
    return made


def postcode_area(pc4: str) -> PostcodeArea:
    """From the city's own table, or made when a test has emptied the database."""
    place = {"latitude": 52.07, "longitude": 4.25, "x": 3917000, "y": 291000, "z": 5026000}
    area, _created = PostcodeArea.objects.get_or_create(pc4=pc4, defaults=place)
    return area


def domain() -> Domain:
    first = Domain.objects.order_by("position").first()
    return first or Domain.objects.create(name="Kunst & Cultuur", slug="kunst-cultuur")


def actors(cast: Cast) -> list[tuple[str, User | None]]:
    return [(name, cast.actor(name)) for name in ACTORS]


_missing = set(ACTORS) - {field.name for field in fields(Cast)}
if _missing:
    raise LookupError(f"no such actors: {_missing}")
