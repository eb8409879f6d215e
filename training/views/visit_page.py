"""What the page of a visit shows, ready for the template."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.accounts.models import User
from andersom.lib.dates import iso_week_label, week_start
from andersom.ui.texts import day_text, listing, times_text
from andersom.workflow.models import Move
from training import rules
from training.domain.visits import obstacles
from training.forms.visits import ReactionForm, score_lines
from training.models import Visit
from training.states import DONE, VisitState

VERBS = {
    "propose": gettext_lazy("A moment was proposed"),
    "confirm": gettext_lazy("Confirmed"),
    "swap": gettext_lazy("Another moment or trainer"),
    "follow": gettext_lazy("Moved with the lesson"),
    "follow_confirmed": gettext_lazy("Moved with the lesson"),
    "reopen": gettext_lazy("Not planned any more"),
    "report": gettext_lazy("The report was finished"),
    "sign_trainer": gettext_lazy("Signed by the trainer"),
    "sign_trainee": gettext_lazy("Signed by the trainee"),
    "sign": gettext_lazy("Signed by both"),
    "react": gettext_lazy("The trainee reacted"),
    "miss": gettext_lazy("Missed"),
    "cancel": gettext_lazy("Cancelled"),
}
CHANGEABLE = (VisitState.OPEN, VisitState.PROPOSED, VisitState.CONFIRMED)


def of(
    visit: Visit, user: User, *, at: datetime, reaction: ReactionForm | None = None
) -> dict[str, Any]:
    """Everything of the page; ``next`` is the one thing that waits for this person."""
    plans = rules.may_plan_visits(user, visit.enrolment.cohort)
    reports, reacts = rules.may_report(user, visit), rules.may_react(user, visit)
    to_sign = reacts and visit.state == VisitState.HELD and bool(visit.trainer_signed_at)
    reported = visit.state in DONE
    return {
        "visit": visit,
        "facts": facts(visit),
        "obstacle": obstacles.sentence(visit.obstacle),
        "next": _next(visit, plans=plans, reports=reports, to_sign=to_sign, at=at),
        "may_swap": plans and visit.state in CHANGEABLE and not _begun(visit, at),
        "may_miss": reports and visit.state == VisitState.CONFIRMED and _begun(visit, at),
        "reported": reported,
        "scores": score_lines(visit) if reported else [],
        "reaction_form": (reaction or ReactionForm(initial={"reaction": visit.reaction}))
        if to_sign
        else None,
        "entries": journal(visit),
        "week_url": _week_url(visit, user),
        "plans": plans,
        "is_trainee": reacts,
    }


def facts(visit: Visit) -> list[tuple[str, Any]]:
    """When, where, whom."""
    found: list[tuple[str, Any]] = [(_("Trainee"), visit.enrolment.professional.name)]
    if visit.lesson and visit.starts and visit.ends:
        placement = visit.lesson.placement
        groups = listing(group.label for group in visit.lesson.groups.all())
        found += [
            (_("When"), f"{day_text(visit.starts.date())}, {times_text(visit.starts, visit.ends)}"),
            (_("School"), f"{placement.school.name}, {placement.school.address}"),
            (_("Lesson"), f"{placement.domain}, {groups}"),
            (_("Trainer"), visit.trainer),
        ]
    else:
        found.append((_("Due in the week of"), day_text(visit.week)))
    found.append((_("Programme"), visit.enrolment.cohort))
    return found


def _week_url(visit: Visit, user: User) -> str:
    """Back to the trainer's own week with this visit; empty for others."""
    if visit.trainer is None or visit.trainer.user_id != user.pk:
        return ""
    monday = week_start(visit.starts.date()) if visit.starts else visit.week
    return f"{reverse('training:trainer_week')}?week={iso_week_label(monday)}"


def is_over(visit: Visit, at: datetime) -> bool:
    """Whether the lesson has ended."""
    return bool(visit.during and visit.during.upper <= at)


def _begun(visit: Visit, at: datetime) -> bool:
    return bool(visit.during and visit.during.lower <= at)


def _next(visit: Visit, *, plans: bool, reports: bool, to_sign: bool, at: datetime) -> str:
    """Code of what waits: sign, report, confirm, choose; empty when it is somebody else's turn."""
    if to_sign:
        return "sign"
    unsigned = visit.state == VisitState.HELD and not visit.trainer_signed_at
    if reports and (unsigned or (visit.state == VisitState.CONFIRMED and _begun(visit, at))):
        return "report"
    if plans and visit.state == VisitState.PROPOSED and not _begun(visit, at):
        return "confirm"
    return "choose" if plans and visit.state == VisitState.OPEN else ""


def journal(visit: Visit) -> list[dict[str, Any]]:
    """The moves of a visit, newest first, for the timeline."""
    moves = Move.objects.of(visit).select_related("by").reverse()
    return [
        {
            "when": move.at,
            "title": VERBS.get(move.verb, move.verb),
            "text": move.reason,
            "who": str(move.by or ""),
            "icon": "check" if move.verb.startswith(("sign", "confirm")) else "clock",
        }
        for move in moves
    ]
