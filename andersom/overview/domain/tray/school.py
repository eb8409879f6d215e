"""What waits for the leader and the coordinator of a school."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.accounts.hats import Hat
from andersom.lib import dates
from andersom.matching.models import Proposal
from andersom.placements.domain import ledger
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import LessonState, PlacementState
from andersom.ui.texts import day_text
from schools.domain import conditions
from schools.models import Group, Request, SchoolDay

from .item import Item, Source


def dates_to_confirm(hat: Hat, at: datetime) -> list[Item]:
    placements = Placement.objects.filter(
        school_id=hat.object_id, state=PlacementState.PROPOSED, school_confirmed_at=None
    ).select_related("professional")
    return [
        Item(
            _("%(name)s said yes: confirm the lesson dates") % {"name": one.professional.name},
            _("The dates fit your school times, the holidays and the hours of the groups."),
            reverse("placements:placement", args=[one.pk]),
            _("See the dates"),
        )
        for one in placements[:5]
    ]


def offers(hat: Hat, at: datetime) -> list[Item]:
    """Professionals who took the first step and wait for an answer."""
    found = (
        Proposal.objects.on_offer()
        .filter(request__school_id=hat.object_id)
        .select_related("professional", "request")
        .order_by("answer_by", "pk")
    )
    return [
        Item(
            _("%(name)s would like to come") % {"name": one.professional.name},
            _("For “%(title)s”. Answer by %(day)s.")
            % {"title": one.request.title, "day": day_text(one.answer_by)},
            reverse("matching:proposal", args=[one.pk]),
            _("Answer"),
        )
        for one in found[:5]
    ]


def to_ask(hat: Hat, at: datetime) -> list[Item]:
    """Requests that still look for somebody while nobody thinks about them or chooses dates."""
    chosen = Proposal.objects.filter(state__in=["asked", "offered", "lined_up"])
    thinking = chosen.filter(request=OuterRef("pk"))
    choosing = Placement.objects.filter(request=OuterRef("pk"), state=PlacementState.PROPOSED)
    requests = (
        Request.objects.seeking()
        .filter(school_id=hat.object_id)
        .exclude(Exists(thinking))
        .exclude(Exists(choosing))
    )
    text = _("See who fits and why, and ask one or several.")
    return [
        Item(str(one), text, reverse("matching:candidates", args=[one.pk]), _("See candidates"))
        for one in requests[:5]
    ]


def waiting(hat: Hat, at: datetime) -> list[Item]:
    requests = (
        Request.objects.seeking()
        .filter(school_id=hat.object_id, proposals__state="asked")
        .annotate(asked=Count("proposals", distinct=True))
    )
    return [
        Item(
            str(one),
            ngettext(
                "You asked %(count)s professional. You get a mail with the answer.",
                "You asked %(count)s professionals. You get a mail with each answer.",
                one.asked,
            )
            % {"count": one.asked},
            reverse("matching:candidates", args=[one.pk]),
            _("See whom you asked"),
            "ok",
        )
        for one in requests[:5]
    ]


def drafts(hat: Hat, at: datetime) -> list[Item]:
    found = Request.objects.drafts().filter(school_id=hat.object_id)
    text = _("This request is a draft: professionals are sought once you post it.")
    return [
        Item(str(one), text, reverse("schools:request", args=[one.pk]), _("Go on"))
        for one in found[:3]
    ]


def given(hat: Hat, at: datetime) -> list[Item]:
    """Lessons that are over and that nobody has called given or cancelled."""
    count = Lesson.objects.filter(
        placement__school_id=hat.object_id, state=LessonState.PLANNED, during__endswith__lt=at
    ).count()
    if not count:
        return []
    title = ngettext("Was this lesson given?", "Were these %(count)s lessons given?", count)
    title %= {"count": count}
    text = _("Confirm it, so that the hours of the groups are right.")
    return [Item(title, text, reverse("placements:calendar"), _("To the lessons"))]


def near_limit(hat: Hat, at: datetime) -> list[Item]:
    """Groups that this month have used the share from which their rule set warns, or more."""
    month = dates.local_month(at)
    groups = (
        Group.objects.filter(school=hat.object_id, months__month=month)
        .select_related("school")
        .order_by("label")
    )
    lines = ledger.sheet(groups[0].school, groups, [month]) if groups else []
    near = [line.group.label for line in lines if line.tone != "ok"]
    if not near:
        return []
    title = _("Nearly out of hours this month: %(groups)s") % {"groups": ", ".join(near)}
    text = _("Lessons by professionals without a teaching licence have a monthly limit per group.")
    return [Item(title, text, reverse("placements:ledger"), _("See the hours"), "warn")]


def first_steps(hat: Hat, at: datetime) -> list[Item]:
    """A new school starts with its groups, then with its first request."""
    if not Group.objects.filter(school_id=hat.object_id).exists():
        text = _("A request is made for groups. You can paste them from a list.")
        return [Item(_("Enter your groups"), text, reverse("schools:groups"), _("Enter groups"))]
    if not Request.objects.filter(school_id=hat.object_id).exists():
        text = _("Say what you are looking for and why; you see at once who fits.")
        return [
            Item(_("Make your first request"), text, reverse("schools:request_new"), _("Start"))
        ]
    return []


def school_times(hat: Hat, at: datetime) -> list[Item]:
    """Until the school tells its own times, the usual ones are reckoned with."""
    if SchoolDay.objects.filter(school_id=hat.object_id).exists():
        return []
    text = _(
        "We reckon with 08:30 to 14:15 until you tell otherwise. Lessons are planned within them."
    )
    url = reverse("schools:week")
    return [Item(_("Check your school times"), text, url, _("Check the times"))]


def school_conditions(hat: Hat, at: datetime) -> list[Item]:
    """What the school still arranges in this school year; it never blocks."""
    year = dates.school_year_of(dates.local_date(at))
    missing = conditions.missing(hat.object_id, year)
    if not missing:
        return []
    title = _("Complete the conditions of this school year")
    text = _("Still open: %(names)s.") % {"names": "; ".join(item.name for item in missing)}
    return [Item(title, text, reverse("schools:conditions"), _("To the conditions"))]


SOURCES: tuple[Source, ...] = (
    dates_to_confirm,
    offers,
    to_ask,
    given,
    near_limit,
    drafts,
    first_steps,
    school_times,
    school_conditions,
    waiting,
)
