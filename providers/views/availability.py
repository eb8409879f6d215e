from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from andersom.lib import dates
from providers import rules
from providers.domain import availability
from providers.forms.availability import AwayForm, GridForm, WeekForm
from providers.models import Professional, Unavailable


def show(request: PersonRequest, pk: int) -> HttpResponse:
    """The week as it is, the grid to change it, and days off."""
    professional = _mine(request, pk)
    today = timezone.localdate()
    now = professional.availability.on(today).first()
    initial = {"grid": now.grid if now else 0, "start": today}
    form = GridForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        availability.change(
            professional, grid=data["grid"], start=data["start"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("The week has been saved."))
        return redirect("providers:availability", pk)
    return _page(request, professional, today, form, AwayForm(today=today))


def _page(
    request: PersonRequest, professional: Professional, today: date, form: GridForm, away: AwayForm
) -> HttpResponse:
    asked = WeekForm(request.GET)
    chosen = (asked.cleaned_data["week"] if asked.is_valid() else None) or today
    monday = dates.week_start(min(max(chosen, date(2020, 1, 1)), date(2100, 1, 1)))
    context = {
        "professional": professional,
        "provider": professional.provider,
        "form": form,
        "away_form": away,
        "week": availability.week(professional, monday),
        "monday": monday,
        "week_number": dates.iso_week(monday)[1],
        "previous": monday - timedelta(days=7),
        "following": monday + timedelta(days=7),
        "later": professional.availability.filter(valid_from__gt=today),
        "absences": professional.unavailable.filter(last_day__gte=today),
    }
    return render(request, "providers/availability.html", context)


@require_POST
def away(request: PersonRequest, pk: int) -> HttpResponse:
    """Add days off."""
    professional = _mine(request, pk)
    today = timezone.localdate()
    form = AwayForm(request.POST, today=today)
    if form.is_valid():
        availability.be_away(professional, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The days off have been saved."))
        return redirect("providers:availability", pk)
    now = professional.availability.on(today).first()
    grid = GridForm(today=today, initial={"grid": now.grid if now else 0})
    return _page(request, professional, today, grid, form)


@require_POST
def back(request: PersonRequest, pk: int, absence_pk: int) -> HttpResponse:
    """Take days off back."""
    professional = _mine(request, pk)
    found = get_object_or_404(
        Unavailable.objects.select_related("professional"), professional=professional, pk=absence_pk
    )
    availability.be_back(found, by=request.user, at=timezone.now())
    messages.success(request, _("Available again on these days."))
    return redirect("providers:availability", pk)


def _mine(request: PersonRequest, pk: int) -> Professional:
    visible = Professional.objects.visible_to(request.user).select_related("provider")
    professional = get_object_or_404(visible, pk=pk)
    if not rules.may_edit_professional(request.user, professional):
        raise PermissionDenied
    return professional
