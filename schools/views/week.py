"""Times, closed days and the conditions of a school year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from andersom.lib import dates
from andersom.reference.domain import holidays
from schools.domain import conditions, days
from schools.domain import week as weeks
from schools.forms.week import ClosedDayForm, SameTimesForm, TickForm, WeekForms, initial_of
from schools.models import Condition

from .current import managed_school


@require_http_methods(["GET", "HEAD", "POST"])
def week(http: HttpRequest) -> HttpResponse:
    school = managed_school(http)
    same = SameTimesForm(http.POST or None)
    initial = initial_of(weeks.days(school))
    forms = WeekForms(_alike(http.POST) if http.POST else None, initial=initial, prefix="day")
    if http.method == "POST" and forms.is_valid():
        times = forms.week()  # type: ignore[attr-defined]
        days.set_week(school, times, by=http.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(http, _("The school times were saved."))
        return redirect("schools:home")
    context = {
        "school": school,
        "forms": forms,
        "same": same,
        "stored": school.days.exists(),
        "wrong": any(forms.errors) if http.POST else False,
    }
    status = 422 if context["wrong"] else 200
    return render(http, "schools/week.html", context, status=status)


def _alike(data: object) -> dict[str, str]:
    """Give every school day the times of Monday when that is ticked."""
    values = {name: data[name] for name in data}  # type: ignore[attr-defined, index]
    if values.get("same"):
        for number in range(1, 5):
            for name in ("start", "break_start", "break_end", "end"):
                values[f"day-{number}-{name}"] = values.get(f"day-0-{name}", "")
    return values


@require_http_methods(["GET", "HEAD", "POST"])
def closed_days(http: HttpRequest) -> HttpResponse:
    school = managed_school(http)
    form = ClosedDayForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        by, at = http.user, timezone.now()
        days.close(school, **form.cleaned_data, by=by, at=at)  # type: ignore[arg-type]
        messages.success(http, _("The closed day was saved."))
        return redirect("schools:closed_days")
    today = timezone.localdate()
    end = dates.school_year_period(dates.school_year_of(today) + 1)[1]
    context = {
        "school": school,
        "form": form,
        "own": school.closed_days.filter(last_day__gte=today),
        "holidays": holidays.school_holidays(today, end),
    }
    return render(http, "schools/closed_days.html", context, status=422 if form.errors else 200)


@require_POST
def closed_day_remove(http: HttpRequest, pk: int) -> HttpResponse:
    school = managed_school(http)
    row = get_object_or_404(school.closed_days.select_related("school"), pk=pk)
    days.open_again(row, by=http.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(http, _("The day was removed: there are lessons again."))
    return redirect("schools:closed_days")


@require_http_methods(["GET", "HEAD", "POST"])
def checklist(http: HttpRequest) -> HttpResponse:
    school = managed_school(http)
    year = dates.school_year_of(timezone.localdate())
    form = TickForm(http.POST or None, initial={"arranged_on": timezone.localdate()})
    if http.method == "POST":
        chosen = http.POST.get("condition", "")
        pk = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else 0
        condition = get_object_or_404(Condition.objects.active(), pk=pk)
        about = {"school_year": year, "by": http.user, "at": timezone.now()}
        if "untick" in http.POST:
            conditions.untick(school, condition, **about)  # type: ignore[arg-type]
            return redirect("schools:conditions")
        if form.is_valid():
            on = form.cleaned_data["arranged_on"]
            conditions.tick(school, condition, on=on, **about)  # type: ignore[arg-type]
            return redirect("schools:conditions")
    context = {
        "school": school,
        "school_year": dates.school_year_label(year),
        "items": conditions.checklist(school, year),
        "form": form,
        "today": timezone.localdate(),
    }
    return render(http, "schools/conditions.html", context, status=422 if form.errors else 200)
