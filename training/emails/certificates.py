"""Mails about certificates."""

from datetime import datetime

from django.urls import reverse

from andersom.notifications.domain import send
from andersom.notifications.links import absolute
from training.models import Certificate


def still_counts(about: str) -> bool:
    """Whether the certificate was not revoked."""
    return Certificate.objects.filter(pk=about, revoked_at=None).exists()


def awarded(certificate: Certificate, *, at: datetime) -> None:
    """To the trainee: congratulations, and where the certificate is."""
    _to_trainee("awarded", certificate, at=at, check=absolute("training:check", certificate.code))


def revoked(certificate: Certificate, *, at: datetime) -> None:
    """To the trainee: it does not count any more, and why."""
    _to_trainee("revoked", certificate, at=at, reason=certificate.revoke_reason)


def _to_trainee(kind: str, certificate: Certificate, *, at: datetime, **facts: str) -> None:
    enrolment = certificate.enrolment
    if enrolment.user is None:
        return
    send(
        f"training.certificate_{kind}",
        to=enrolment.user,
        key=f"certificate_{kind}:{certificate.pk}",
        context={
            "name": enrolment.user.name,
            "programme": certificate.programme,
            "url": absolute("training:enrolment", enrolment.pk),
            **facts,
        },
        at=at,
        link=reverse("training:enrolment", args=[enrolment.pk]),
        about=str(certificate.pk),
    )
