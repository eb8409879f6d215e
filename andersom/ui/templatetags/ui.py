"""Tags and filters of the house: ``{% load ui %}``."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, Field
from django.forms.formsets import BaseFormSet
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from andersom.ui import charts, icons, texts

register = template.Library()

register.filter("minutes_text", texts.minutes_text)
register.filter("hours_short", texts.hours_short)
register.filter("distance", texts.distance_text)
register.filter("euro", texts.euro_text)
register.filter("day", texts.day_text)
register.filter("years", texts.years_text)
register.filter("dagdelen", texts.dagdelen_text)
register.filter("listing", texts.listing)


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon; without a label it is hidden from assistive technology."""
    return icons.svg(name, str(label), css)


@register.simple_tag
def badge(text: str, tone: str = "") -> SafeString:
    """Write a state in a coloured pill; the colour never says more than the text."""
    if tone:
        return format_html('<span class="badge" data-tone="{}">{}</span>', tone, text)
    return format_html('<span class="badge">{}</span>', text)


@register.simple_tag
def minutes_text(minutes: int | None) -> str:
    """Write minutes as "2 uur 15"."""
    return texts.minutes_text(minutes)


@register.simple_tag
def distance(metres: int | None) -> str:
    """Write metres as "ongeveer 2,1 km"."""
    return texts.distance_text(metres)


@register.simple_tag
def euro(cents: int | None) -> str:
    """Write cents as "€ 12,50"."""
    return texts.euro_text(cents)


@register.simple_tag
def day(value: date | None, year: bool = False, long: bool = False) -> SafeString | str:
    """Write a day as "di 24 nov" in a ``<time>`` element."""
    if value is None:
        return ""
    text = texts.day_text(value, year=year, long=long)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag
def times(start: time | datetime | None, end: time | datetime | None = None) -> str:
    """Write "10:30 – 11:30" in local time."""
    return texts.times_text(start, end)


@register.simple_tag
def years(mask: int | None) -> str:
    """Write "groep 5 t/m 8"."""
    return texts.years_text(mask)


@register.simple_tag
def dagdelen(mask: int | None) -> str:
    """Write "maandag (hele dag) en dinsdag ochtend"."""
    return texts.dagdelen_text(mask)


@register.inclusion_tag("components/score_ring.html")
def score_ring(value: int, label: str = "", of: int = 1000) -> dict[str, Any]:
    """Draw a score as a ring; ``value`` out of ``of``, shown as a whole percentage."""
    return {
        "percent": value * 100 // of,
        "dash": charts.ring(value / of),
        "label": label or _("match"),
    }


@register.inclusion_tag("components/hours_bar.html")
def hours_bar(
    given: int, planned: int, left: int, limit: int, warn: int | None = None
) -> dict[str, Any]:
    """Draw the hours of a group in a month; all arguments in minutes."""
    booked = given + planned
    return {
        "given": given,
        "planned": planned,
        "left": max(0, left),
        "limit": limit,
        "booked": texts.hours_short(booked).removesuffix(":00"),
        "over": max(0, booked - limit),
        "segments": charts.hours_segments(given, planned, left, limit),
        "mark": charts.marker(warn, given, planned, left) if warn else None,
        "warn": warn,
    }


@register.inclusion_tag("components/column_chart.html")
def column_chart(chart: charts.ColumnChart) -> dict[str, Any]:
    """Draw a chart of ``andersom.ui.charts.columns`` with its table."""
    return {"chart": chart}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | None) -> dict[str, Any]:
    """List what is wrong in these forms, each line a link to its field.

    Shows nothing while nothing is wrong. Marks the forms, so that they do not repeat the
    errors that belong to no field.
    """
    problems: list[dict[str, str]] = []
    for form in forms:
        if form is not None and form.is_bound:
            problems.extend(_problems(form))
    return {"problems": problems}


def _problems(form: BaseForm | BaseFormSet) -> list[dict[str, str]]:
    form.errors_are_summarised = True  # type: ignore[union-attr]
    if isinstance(form, BaseFormSet):
        found = [{"text": str(error), "target": ""} for error in form.non_form_errors()]
        for one in form.forms:
            found.extend(_problems(one))
        return found
    found = [{"text": str(error), "target": ""} for error in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
        found.extend({"text": _told(field, str(error)), "target": target} for error in field.errors)
    return found


def _told(field: BoundField, error: str) -> str:
    """Which field, where Django's own sentence does not tell and would stand there three times."""
    usual = str(Field.default_error_messages["required"])
    if error != usual:
        return error
    label = str(field.label)
    return f"{label} {error}" if label.endswith("?") else f"{label}: {error}"


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, text: str = "", url: str = "", action: str = "", icon: str = "search"
) -> dict[str, Any]:
    """Say that there is nothing here, why, and what to do."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("components/next_step.html")
def next_step(
    title: str, text: str = "", url: str = "", action: str = "", tone: str = ""
) -> dict[str, Any]:
    """Say what waits now, why, and where to do it."""
    return {"title": title, "text": text, "url": url, "action": action, "tone": tone}


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, hint: str = "", url: str = "", tone: str = "") -> dict[str, Any]:
    """Show one figure with what it counts; stands inside ``.stats``."""
    return {"label": label, "value": value, "hint": hint, "url": url, "tone": tone}


@register.inclusion_tag("components/progress.html")
def progress(value: int, total: int, label: str, text: str = "") -> dict[str, Any]:
    """Show how far something is, as a bar with words."""
    share = value * 100 // total if total else 0
    return {"value": value, "total": total, "label": label, "text": text, "share": share}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Show the path to this page: label url label url ... and at last a label without url."""
    items = [
        {"label": label, "url": parts[index + 1] if index + 1 < len(parts) else ""}
        for index, label in enumerate(parts)
        if index % 2 == 0
    ]
    return {"items": items}


def _query(context: RequestContext, **changes: Any) -> str:
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is None:
        return "?" + "&".join(f"{key}={value}" for key, value in changes.items())
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: RequestContext, page_obj: Page, param: str = "page") -> dict[str, Any]:
    """Link to the other pages of a list; the other parameters of the address stay."""
    paginator = page_obj.paginator
    links = [
        {
            "number": number,
            "url": _query(context, **{param: number}) if isinstance(number, int) else "",
            "current": number == page_obj.number,
        }
        for number in paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page_obj,
        "links": links,
        "previous": _query(context, **{param: page_obj.number - 1}),
        "next": _query(context, **{param: page_obj.number + 1}),
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: RequestContext, label: str, key: str, param: str = "order", num: bool = False
) -> dict[str, Any]:
    """Make a column head that sorts: first up, then down; the list starts at page one."""
    request = context.get("request")
    current = request.GET.get(param, "") if request is not None else ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    target = f"-{key}" if direction == "ascending" else key
    return {
        "label": label,
        "direction": direction,
        "num": num,
        "url": _query(context, **{param: target, "page": None}),
    }
