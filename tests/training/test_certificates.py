"""Awarding and revoking, down to the rank in matching."""

from datetime import UTC, date, datetime, timedelta

import pytest

from andersom.accounts.models import User
from andersom.matching.domain import candidates
from andersom.notifications.models import Email
from andersom.workflow.models import Move
from providers.models import Qualification
from tests import people
from tests.factories.accounts import UserFactory
from tests.factories.matching import fitting, open_request
from tests.factories.training import CohortFactory, EnrolmentFactory, TrainerFactory
from training.domain import certificates
from training.domain.refusals import Refused
from training.models import Enrolment, Intake

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def complete(**facts: object) -> Enrolment:
    """An active trainee of an edition without sessions and visits, whose intake was done."""
    months = facts.pop("months", 0)
    cohort = CohortFactory(visits=0)
    cohort.programme.certificate_months = months
    cohort.programme.save()
    enrolment: Enrolment = EnrolmentFactory(active=True, cohort=cohort, **facts)
    Intake.objects.create(enrolment=enrolment, done_at=AT, done_by=TrainerFactory())
    return enrolment


@pytest.fixture
def tess(db: None) -> User:
    user: User = UserFactory(staff=True)
    return user


def test_awarding_completes_writes_the_qualification_and_mails(tess: User) -> None:
    enrolment = complete(months=36)
    made = certificates.award(enrolment, by=tess, at=AT)
    assert enrolment.state == "completed"
    assert (made.name, made.programme) == ("Tara", "Stevig voor de groep")
    assert (made.awarded_on, made.valid_until, made.awarded_by) == (
        TODAY,
        date(2029, 11, 23),
        tess,
    )
    counted = Qualification.objects.get(professional=enrolment.professional)
    assert (counted.kind, counted.valid_from, counted.valid_until) == (
        "certificate",
        TODAY,
        date(2029, 11, 23),
    )
    mail = Email.objects.get(key=f"certificate_awarded:{made.pk}")
    assert mail.subject == "Gefeliciteerd: uw certificaat van Stevig voor de groep"
    assert f"/certificaat/{made.code}/" in mail.text


def test_without_everything_there_is_no_certificate_and_it_says_why(tess: User) -> None:
    enrolment = EnrolmentFactory(active=True, cohort=CohortFactory(visits=3))
    with pytest.raises(Refused) as refused:
        certificates.award(enrolment, by=tess, at=AT)
    assert refused.value.code == "certificate_incomplete"
    assert "De intake is nog niet gedaan." in refused.value.text
    assert "3 praktijkbezoeken moeten nog" in refused.value.text
    assert not enrolment.certificates.exists()
    assert not Move.objects.of(enrolment).exists()


@pytest.mark.parametrize("state", ["admitted", "completed", "withdrawn", "intake_done"])
def test_only_who_takes_part_gets_one(tess: User, state: str) -> None:
    with pytest.raises(Refused, match="meedoet"):
        certificates.award(complete(state=state), by=tess, at=AT)


def test_revoking_ends_the_qualification_and_reopens(tess: User) -> None:
    enrolment = complete()
    made = certificates.award(enrolment, by=tess, at=AT)
    later = AT + timedelta(days=5)
    certificates.revoke(made, reason="Verslag bleek overgenomen.", by=tess, at=later)
    enrolment.refresh_from_db()
    assert (enrolment.state, made.revoked_at) == ("active", later)
    ended = Qualification.objects.get(professional=enrolment.professional)
    assert ended.valid_until == date(2026, 11, 27)
    move = Move.objects.of(enrolment).last()
    assert move is not None
    assert (move.verb, move.reason) == ("reopen", "Verslag bleek overgenomen.")
    assert "overgenomen" in Email.objects.get(key=f"certificate_revoked:{made.pk}").text


def test_revoked_on_the_same_day_it_never_counted(tess: User) -> None:
    made = certificates.award(complete(), by=tess, at=AT)
    certificates.revoke(made, reason="Vergissing.", by=tess, at=AT)
    made.refresh_from_db()
    assert made.qualification is None
    assert not Qualification.objects.exists()


def test_revoking_asks_a_reason_and_happens_once(tess: User) -> None:
    made = certificates.award(complete(), by=tess, at=AT)
    with pytest.raises(Refused, match="waarom"):
        certificates.revoke(made, reason="  ", by=tess, at=AT)
    certificates.revoke(made, reason="Vergissing.", by=tess, at=AT)
    with pytest.raises(Refused, match="al ingetrokken"):
        certificates.revoke(made, reason="Nog eens.", by=tess, at=AT)


def test_after_revoking_a_new_one_can_be_awarded(tess: User) -> None:
    enrolment = complete()
    first = certificates.award(enrolment, by=tess, at=AT)
    certificates.revoke(first, reason="Vergissing.", by=tess, at=AT)
    second = certificates.award(enrolment, by=tess, at=AT)
    assert second.code != first.code
    assert enrolment.certificates.standing().get() == second
    assert Qualification.objects.count() == 1


@pytest.mark.parametrize(
    ("awarded", "months", "until"),
    [
        (date(2026, 11, 23), 0, None),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 11, 23), 2, date(2027, 1, 23)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_validity_ends_on_the_same_day_of_the_month(
    awarded: date, months: int, until: date | None
) -> None:
    assert certificates.ends(awarded, months) == until


def test_the_rank_in_matching_changes_and_changes_back(cast: people.Cast, tess: User) -> None:
    """Zoë is behind Anna by name alone; her certificate puts her in front."""
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")
    zoe = fitting(cast.provider, "Zoë", user=UserFactory())
    enrolment = complete(professional=zoe)

    def points() -> dict[str, int]:
        found = candidates.best(request, today=TODAY, limit=10)
        return {one.professional.name: one.explanation.total for one in found}

    before = points()
    assert before[zoe.name] == before[anna.name]
    made = certificates.award(enrolment, by=tess, at=AT)
    assert points()[zoe.name] > points()[anna.name]
    best = candidates.best(request, today=TODAY, limit=1)
    assert best[0].professional == zoe
    certificates.revoke(made, reason="Vergissing.", by=tess, at=AT)
    assert points() == before
