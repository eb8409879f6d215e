"""What somebody has seen already, so that nobody reads the same news twice."""

from collections.abc import Iterable
from datetime import datetime

from andersom.accounts.models import User
from andersom.matching.domain.candidates import Candidate
from andersom.matching.domain.fits import Fit
from andersom.matching.models import Shown
from schools.models import Request


def remember_candidates(
    user: User, request: Request, found: Iterable[Candidate], *, at: datetime
) -> None:
    """Note that this reader saw these candidates on the page of the request."""
    remember(
        [Shown(user=user, request=request, professional=each.professional, at=at) for each in found]
    )


def remember(rows: Iterable[Shown]) -> None:
    """Write them down, in one order for everybody; what was shown before stays as it is."""
    ordered = sorted(rows, key=lambda row: (row.user_id, row.request_id, row.professional_id))
    Shown.objects.bulk_create(ordered, ignore_conflicts=True, batch_size=5_000)


def row(user_id: int, fit: Fit, *, at: datetime) -> Shown:
    return Shown(
        user_id=user_id, request_id=fit.request.pk, professional_id=fit.professional.pk, at=at
    )
