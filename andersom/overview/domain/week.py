"""The lessons that come soon, for whichever hat is worn."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from andersom.accounts.hats import Hat
from andersom.placements.models import Lesson

DAYS = 7
PATHS = {
    "provider": "professional__provider_id",
    "professional": "professional_id",
    "school": "placement__school_id",
}


def lessons(hat: Hat, at: datetime, limit: int = 8) -> QuerySet[Lesson]:
    """The first lessons of the coming seven days, with all that a line about them shows."""
    path = PATHS.get(hat.kind)
    if path is None:
        return Lesson.objects.none()
    soon = Lesson.objects.taking_time().between(at, at + timedelta(days=DAYS))
    return (
        soon.filter(**{path: hat.object_id})
        .select_related("placement__school", "placement__domain", "professional")
        .prefetch_related("groups")
        .order_by("during")[:limit]
    )
