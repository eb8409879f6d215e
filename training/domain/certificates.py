"""Awarding and revoking, and with that what matching knows about a professional."""

from datetime import date, datetime

from andersom.accounts.models import User
from andersom.lib.dates import ONE_DAY, last_day, local_date, month_of
from andersom.workflow.domain import move
from providers.models import Qualification
from training.domain import progress
from training.domain.refusals import Refused, verb
from training.emails import certificates as mail
from training.models import Certificate, Enrolment
from training.states import ENROLMENT, EnrolmentState

SOURCE = "Andersom Den Haag"


@verb
def award(enrolment: Enrolment, *, by: User | None, at: datetime) -> Certificate:
    """Give the certificate, complete the enrolment, and let the qualification count in matching.

    Raises `Refused` when the trainee does not take part now, or when something is missing.
    """
    stored = _locked(enrolment.pk)
    if stored.state != EnrolmentState.ACTIVE:
        raise Refused("certificate_not_active")
    missing = progress.of(stored, at).missing
    name = stored.professional.name
    if missing:
        raise Refused("certificate_incomplete", name=name, missing=" ".join(map(str, missing)))
    today, programme = local_date(at), stored.cohort.programme
    until = ends(today, programme.certificate_months)
    move(enrolment, ENROLMENT, "complete", by=by, at=at)
    certificate = Certificate.objects.create(
        enrolment=stored,
        name=name,
        programme=programme.title,
        awarded_on=today,
        valid_until=until,
        awarded_by=by,
        qualification=Qualification.objects.create(
            professional=stored.professional,
            kind=Qualification.Kind.CERTIFICATE,
            title=programme.title,
            valid_from=today,
            valid_until=until,
            source=SOURCE,
        ),
    )
    mail.awarded(certificate, at=at)
    return certificate


@verb
def revoke(certificate: Certificate, *, reason: str, by: User, at: datetime) -> None:
    """End it from today on; who had it takes part again, so that it can be awarded anew.

    Raises `Refused` without a reason, or when it was revoked already.
    """
    if not reason.strip():
        raise Refused("certificate_reason")
    enrolment = _locked(certificate.enrolment_id)
    certificate.refresh_from_db()
    if certificate.revoked_at:
        raise Refused("certificate_revoked")
    certificate.enrolment = enrolment
    certificate.revoked_at, certificate.revoke_reason = at, reason.strip()
    certificate.save(update_fields=["revoked_at", "revoke_reason"])
    _end_qualification(certificate, local_date(at))
    move(enrolment, ENROLMENT, "reopen", by=by, reason=reason.strip(), at=at)
    mail.revoked(certificate, at=at)


def ends(awarded_on: date, months: int) -> date | None:
    """Last day on which it is valid; None when it does not expire (``months`` 0).

    Awarded on 31 August for 6 months: until 28 February.
    """
    if not months:
        return None
    years, month = divmod(awarded_on.month - 1 + months, 12)
    last = last_day(month_of(date(awarded_on.year + years, month + 1, 1)))
    return last.replace(day=min(last.day, awarded_on.day))


def _locked(key: int) -> Enrolment:
    """The enrolment as it is now; nobody else awards or revokes at the same time."""
    found = Enrolment.objects.select_related("cohort__programme", "professional", "user")
    return found.select_for_update(of=("self",)).get(pk=key)


def _end_qualification(certificate: Certificate, today: date) -> None:
    """It counted until yesterday; one that began today never counted."""
    qualification = certificate.qualification
    if qualification is None:
        return
    if qualification.valid_from >= today:
        qualification.delete()
        certificate.qualification = None
    elif qualification.valid_until is None or qualification.valid_until >= today:
        qualification.valid_until = today - ONE_DAY
        qualification.save(update_fields=["valid_until"])
