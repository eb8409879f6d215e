"""Sentences for codes: why a date or an act is not possible, and what is possible instead.

Codes of dates come from `hours.series`, the others from `domain`. Parameters hold plain values, so
that they can be kept and read in another language later.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.placements.models import Slot
from andersom.ui.texts import day_text, minutes_text
from schools.models import Group

type Params = Mapping[str, Any]


def sentence(code: str, params: Params) -> str:
    """One or two plain sentences in the active language."""
    return SENTENCES[code](params)


def month_text(month: str) -> str:
    """Return "november 2026" for "2026-11"."""
    return date_format(date.fromisoformat(f"{month}-01"), "F Y")


def slot_text(slot: Slot) -> str:
    """Return "maandag 09:00, 1 uur", with the group when the lesson is for that one only."""
    moment = f"{WEEKDAYS[slot.weekday]} {slot.start:%H:%M}, {minutes_text(slot.minutes)}"
    if slot.group is None:
        return moment
    return _("%(moment)s (group %(group)s)") % {"moment": moment, "group": slot.group.label}


def short_text(group: Group, moments: int) -> str:
    """What is wrong with a group that has fewer weekly lessons than were asked."""
    if not moments:
        return _("For group %(group)s no moment was found in the week. Choose other times.") % {
            "group": group.label
        }
    return ngettext(
        "Group %(group)s has %(moments)s lesson a week; the school asked for more.",
        "Group %(group)s has %(moments)s lessons a week; the school asked for more.",
        moments,
    ) % {"group": group.label, "moments": moments}


def _holiday(params: Params) -> str:
    return _("There is no school: %(name)s.") % params + _next_school_day(params)


def _closed_day(params: Params) -> str:
    return _("The school is closed: %(name)s.") % params + _next_school_day(params)


def _next_school_day(params: Params) -> str:
    """For somebody who chose a date; a date of a series is only told why it has no lesson."""
    if "open_on" not in params:
        return ""
    day = day_text(date.fromisoformat(params["open_on"]), long=True)
    return " " + _("The first school day after it is %(day)s.") % {"day": day}


def _no_school(params: Params) -> str:
    return _("There are no lessons on this day of the week. Choose Monday to Friday.")


def _outside(params: Params) -> str:
    return _("This is outside school times. Possible between %(open)s and %(close)s.") % params


def _break(params: Params) -> str:
    return _("The break is from %(start)s to %(end)s. Choose a time before or after it.") % params


def _overlap(params: Params) -> str:
    texts = {
        "professional": _("The professional is not free from %(start)s to %(end)s."),
        "group": _("The group has another lesson from %(start)s to %(end)s."),
        "series": _("Another lesson of this series is from %(start)s to %(end)s."),
    }
    return texts[params["who"]] % params + " " + _("Choose another time.")


def _no_vog(params: Params) -> str:
    return _(
        "The professional has no valid certificate of conduct (VOG) for %(day)s. Choose a date on "
        "which there is one, or first show the original to the provider and have it recorded."
    ) % {"day": day_text(date.fromisoformat(params["on"]), year=True)}


def _needs_licensed(params: Params) -> str:
    return _(
        "Instruction in this learning area stays with a licensed teacher. "
        "Choose a licensed professional or another learning area."
    )


def _no_rule(params: Params) -> str:
    return _(
        "No rule on hours is valid on this date, so only a licensed professional can be planned. "
        "Ask the project team."
    )


def _over_cap(params: Params) -> str:
    facts = {
        "group": params.get("label", ""),
        "month": month_text(params["month"]),
        "limit": minutes_text(params["limit"]),
        "left": minutes_text(params["left"]),
    }
    text = _("Group %(group)s may have %(limit)s in %(month)s.") % facts
    if params["left"]:
        text += " " + _("Still free: %(left)s.") % facts
    else:
        text += " " + _("Nothing is free any more in that month.")
    if params.get("next"):
        day = day_text(date.fromisoformat(params["next"]), year=True)
        text += " " + _("The first day on which this lesson fits is %(day)s.") % {"day": day}
    if params.get("reason_allows"):
        text += " " + _("The school leader can allow more with a reason.")
    return text


def _full(params: Params) -> str:
    return _("The hours of a group would pass the limit. Choose fewer or shorter lessons.")


def _no_dates(params: Params) -> str:
    return _("Not one lesson is possible at these times. Choose other days or times.")


def _professional_taken(params: Params) -> str:
    return _("The professional has another lesson at this time by now. Choose another time.")


def _group_taken(params: Params) -> str:
    return _("The group has another lesson at this time by now. Choose another time.")


def _lessons_lost(params: Params) -> str:
    days = [day_text(date.fromisoformat(day)) for day in params["days"]]
    text = _(
        "These dates are no longer possible: %(days)s. Look at the dates again and propose anew; "
        "the other dates are still free."
    ) % {"days": ", ".join(days)}
    if "no_vog" in params.get("reasons", ()):
        text += " " + _("For these lessons a valid certificate of conduct (VOG) is missing.")
    return text


def _too_late(params: Params) -> str:
    return _(
        "This has changed in the meantime, so it is no longer possible. Here is how it stands now."
    )


def _busy(params: Params) -> str:
    return _("Others are planning for this group at this moment. Please try again.")


def _not_a_lesson(params: Params) -> str:
    return _("A lesson starts and ends on the same day and lasts whole minutes.")


def _in_the_past(params: Params) -> str:
    return _("This moment has passed. Choose a moment from now on.")


def _not_yet_given(params: Params) -> str:
    return _("This lesson has not begun yet. You can tick it off once it has started.")


def _reason_needed(params: Params) -> str:
    return _("Say why, so that everybody can read it later.")


def _school_decides(params: Params) -> str:
    return _("This lesson has begun: only the school can still say who was in the room.")


def _extra_not_allowed(params: Params) -> str:
    return _("The rule of this month allows no hours above the limit.")


def _extra_in_use(params: Params) -> str:
    return _("At least %(least)s extra is in use already.") % {
        "least": minutes_text(params["least"])
    }


def _licence_conflict(params: Params) -> str:
    return _("With this licence status, planned lessons would pass the limit of hours of a group.")


def _by_the_lessons(params: Params) -> str:
    return _("The hours are kept by the lessons and cannot be changed by hand.")


def _other_groups(params: Params) -> str:
    return _("Choose groups of this school.")


def _other_school_year(params: Params) -> str:
    return _("These groups belong to another school year. Make a new request for that year.")


SENTENCES: dict[str, Callable[[Params], str]] = {
    "holiday": _holiday,
    "closed_day": _closed_day,
    "no_school": _no_school,
    "outside_school_times": _outside,
    "break": _break,
    "overlap": _overlap,
    "no_vog": _no_vog,
    "needs_licensed": _needs_licensed,
    "no_rule": _no_rule,
    "over_cap": _over_cap,
    "full": _full,
    "no_dates": _no_dates,
    "professional_taken": _professional_taken,
    "group_taken": _group_taken,
    "lessons_lost": _lessons_lost,
    "too_late": _too_late,
    "busy": _busy,
    "not_a_lesson": _not_a_lesson,
    "in_the_past": _in_the_past,
    "not_yet_given": _not_yet_given,
    "reason_needed": _reason_needed,
    "school_decides": _school_decides,
    "extra_not_allowed": _extra_not_allowed,
    "extra_in_use": _extra_in_use,
    "licence_conflict": _licence_conflict,
    "by_the_lessons": _by_the_lessons,
    "other_groups": _other_groups,
    "other_school_year": _other_school_year,
}
