"""What the training programme keeps about a person, for the download of her own data."""

from collections.abc import Iterator
from typing import Any

from andersom.accounts.models import User
from training.models import Enrolment, Intake, Trainer, Visit

Rows = Iterator[dict[str, Any]]


def enrolments(user: User) -> Rows:
    """Each edition with everything of hers in it; nobody else's words but those about her."""
    related = ("goals", "log", "attendances__session__module", "visits__scores__criterion")
    found = Enrolment.objects.filter(user=user).select_related("cohort__programme", "intake")
    for one in found.prefetch_related(*related, "certificates").order_by("applied_at", "pk"):
        yield {
            "edition": str(one.cohort),
            "state": one.state,
            "applied": str(one.applied_at),
            "motivation": one.motivation,
            "criteria_as_shown": one.eligibility,
            "intake": _intake(getattr(one, "intake", None)),
            "goals": [
                {"goal": goal.text, "agreed": str(goal.agreed_at), "reached": _day(goal.reached_on)}
                for goal in one.goals.all()
            ],
            "log": [
                {"at": str(entry.at), "text": entry.text, "shared": entry.shared}
                for entry in one.log.all()
            ],
            "attendance": [
                {"session": str(row.session), "state": row.state} for row in one.attendances.all()
            ],
            "visits": [_visit(visit) for visit in one.visits.all()],
            "certificates": [
                {
                    "name": paper.name,
                    "code": paper.grouped_code,
                    "awarded": str(paper.awarded_on),
                    "valid_until": _day(paper.valid_until),
                    "revoked": _day(paper.revoked_at),
                    "revoke_reason": paper.revoke_reason,
                }
                for paper in one.certificates.all()
            ],
        }


def trains(user: User) -> Rows:
    """Her details as a trainer."""
    for trainer in Trainer.objects.filter(user=user).prefetch_related("cohorts__programme", "away"):
        yield {
            "organisation": trainer.organisation,
            "postcode_area": trainer.postcode_area_id,
            "day_parts": trainer.day_parts,
            "visits_per_week": trainer.visits_per_week,
            "editions": [str(cohort) for cohort in trainer.cohorts.all()],
            "away": [
                {"from": str(away.first_day), "until": str(away.last_day), "reason": away.reason}
                for away in trainer.away.all()
            ],
        }


def _intake(intake: Intake | None) -> dict[str, str] | None:
    if intake is None:
        return None
    return {
        "experience": intake.experience,
        "brings": intake.brings,
        "needs": intake.needs,
        "notes": intake.notes,
        "done": _day(intake.done_at),
    }


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "week": str(visit.week),
        "state": visit.state,
        "scores": {str(score.criterion): score.score for score in visit.scores.all()},
        "went_well": visit.went_well,
        "next_step": visit.next_step,
        "reaction": visit.reaction,
    }


def _day(value: Any) -> str:
    return str(value or "")


SOURCES = {"training": enrolments, "trainer": trains}
