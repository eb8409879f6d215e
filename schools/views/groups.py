"""The groups of a school year."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from andersom.lib import dates
from schools.domain import groups
from schools.forms.groups import GroupForm, PasteForm
from schools.models import School

from .current import managed_school


def chosen_year(http: HttpRequest) -> int:
    """School year of ``?jaar=``: the one before, this one or the next; by default this one."""
    now = dates.school_year_of(timezone.localdate())
    wanted = http.GET.get("jaar", "")
    return next((year for year in (now - 1, now, now + 1) if str(year) == wanted), now)


def _back(year: int) -> str:
    return f"{reverse('schools:groups')}?jaar={year}"


@require_safe
def group_list(http: HttpRequest) -> HttpResponse:
    school, year = managed_school(http), chosen_year(http)
    now = dates.school_year_of(timezone.localdate())
    context = {
        "school": school,
        "year": year,
        "year_label": dates.school_year_label(year),
        "groups": school.groups.in_year(year),
        "tabs": [
            {"label": dates.school_year_label(y), "url": f"?jaar={y}", "current": y == year}
            for y in (now - 1, now, now + 1)
        ],
        "next_year": dates.school_year_label(year + 1) if year <= now else "",
    }
    return render(http, "schools/groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def group_add(http: HttpRequest) -> HttpResponse:
    school, year = managed_school(http), chosen_year(http)
    form = GroupForm(http.POST or None, school=school, school_year=year)
    return _save(http, form, year)


@require_http_methods(["GET", "HEAD", "POST"])
def group_edit(http: HttpRequest, pk: int) -> HttpResponse:
    school = managed_school(http)
    group = get_object_or_404(school.groups, pk=pk)
    year = group.school_year
    form = GroupForm(http.POST or None, instance=group, school=school, school_year=year)
    return _save(http, form, year)


def _save(http: HttpRequest, form: GroupForm, year: int) -> HttpResponse:
    if http.method == "POST" and form.is_valid():
        group = groups.save(form.instance, by=http.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(http, _("Group %(name)s was saved.") % {"name": group})
        return redirect(_back(year))
    context = {"form": form, "year_label": dates.school_year_label(year), "back": _back(year)}
    return render(http, "schools/group_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def groups_paste(http: HttpRequest) -> HttpResponse:
    """First shows what the list would become, then adds what was shown."""
    school, year = managed_school(http), chosen_year(http)
    form = PasteForm(http.POST or None)
    pasted = _read(school, year, form) if http.method == "POST" and form.is_valid() else None
    if pasted and pasted.rows and form.cleaned_data["confirmed"] and not pasted.errors:
        by, at = http.user, timezone.now()
        _tell(http, len(groups.add_all(school, year, pasted.rows, by=by, at=at)))  # type: ignore[arg-type]
        return redirect(_back(year))
    context: dict[str, Any] = {
        "form": form,
        "pasted": pasted,
        "year_label": dates.school_year_label(year),
        "back": _back(year),
    }
    wrong = bool(form.errors or (pasted and pasted.errors))
    return render(http, "schools/groups_paste.html", context, status=422 if wrong else 200)


@require_POST
def groups_copy(http: HttpRequest) -> HttpResponse:
    school, year = managed_school(http), chosen_year(http)
    by, at = http.user, timezone.now()
    _tell(http, len(groups.copy_to_next(school, year, by=by, at=at)))  # type: ignore[arg-type]
    return redirect(_back(min(year + 1, dates.school_year_of(timezone.localdate()) + 1)))


def _read(school: School, year: int, form: PasteForm) -> groups.Pasted:
    existing = school.groups.in_year(year).values_list("label", flat=True)
    return groups.read(form.cleaned_data["text"], existing=list(existing))


def _tell(http: HttpRequest, count: int) -> None:
    if not count:
        messages.info(http, _("There was nothing to add: these groups exist already."))
        return
    text = ngettext("%(count)s group was added.", "%(count)s groups were added.", count)
    messages.success(http, text % {"count": count})
