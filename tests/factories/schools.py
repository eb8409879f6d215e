"""Schools and what they ask. A state is a trait: ``RequestFactory(open=True)``."""

from datetime import UTC, date, datetime

import factory

from schools.models import Board, ClosedDay, Group, Member, Request, School
from schools.states import RequestState
from tests.factories import reference
from tests.factories.accounts import UserFactory

POSTED = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class BoardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Board

    number = factory.Sequence(lambda n: str(40_000 + n))
    name = factory.Sequence(lambda n: f"Stichting {n}")


class SchoolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = School

    location_code = factory.Sequence(lambda n: f"{n % 90 + 10}QQ{n // 90 % 90:02}")
    institution_code = factory.LazyAttribute(lambda school: school.location_code[:4])
    name = factory.Sequence(lambda n: f"Basisschool {n}")
    street = "Parkietlaan"
    house_number = "1"
    postcode = "2566 XT"
    city = "Den Haag"
    municipality = "0518"
    postcode_area = factory.LazyFunction(reference.area)

    class Params:
        closed = factory.Trait(status=School.Status.CLOSED)


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    school = factory.SubFactory(SchoolFactory)
    user = factory.SubFactory(UserFactory)
    role = Member.Role.LEADER


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    school = factory.SubFactory(SchoolFactory)
    school_year = 2026
    label = factory.Sequence(lambda n: f"5{chr(65 + n % 26)}{n // 26 or ''}")
    years = 16
    pupils = 26


class ClosedDayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ClosedDay

    school = factory.SubFactory(SchoolFactory)
    first_day = date(2026, 12, 4)
    last_day = factory.SelfAttribute("first_day")
    reason = "Studiedag"


class RequestFactory(factory.django.DjangoModelFactory):
    """A draft without groups; ``open=True`` is complete and posted, with one group."""

    class Meta:
        model = Request
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    created_at = POSTED

    class Params:
        complete = factory.Trait(
            title="Muziek voor groep 5",
            domain=factory.LazyFunction(reference.domain),
            start=date(2026, 12, 1),
            end=date(2027, 2, 19),
            day_parts=0b11_11_11_11_11,
            saved_steps=5,
            with_group=factory.RelatedFactory(
                "tests.factories.schools.GroupOfRequestFactory", factory_related_name="request"
            ),
        )
        open = factory.Trait(complete=True, state=RequestState.OPEN, posted_at=POSTED)
        filled = factory.Trait(complete=True, state=RequestState.FILLED, posted_at=POSTED)
        withdrawn = factory.Trait(complete=True, state=RequestState.WITHDRAWN, posted_at=POSTED)


class GroupOfRequestFactory(factory.django.DjangoModelFactory):
    """A group of the school of a request, in it."""

    class Meta:
        model = Request.groups.through

    request = factory.SubFactory(RequestFactory)
    group = factory.LazyAttribute(lambda row: GroupFactory(school=row.request.school))
