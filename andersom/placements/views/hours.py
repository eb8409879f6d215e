"""The hours ledger of a school, what is left, extra minutes, and the export."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from andersom.lib.dates import local_date, month_of, next_month
from andersom.placements import rules
from andersom.placements.domain import ledger as books
from andersom.placements.domain import sheets
from andersom.placements.forms import EARLIEST, LATEST, ExportForm, ExtraForm, LedgerFilter
from andersom.placements.views import shown_as
from andersom.placements.views.answers import at_form, now, who
from andersom.ui.calendar import shifted
from schools.models import Group, School


def ledger(request: HttpRequest) -> HttpResponse:
    """Per group: given, planned and free in a month. The team chooses the school."""
    user = who(request)
    form = LedgerFilter(request.GET)
    form.fields["school"].queryset = School.objects.visible_to(user)  # type: ignore[attr-defined]
    chosen = form.cleaned_data if form.is_valid() else {}
    month = month_of(chosen.get("maand") or local_date(now()))
    school = chosen.get("school") or _own_school(request)
    if not user.is_staff:
        del form.fields["school"]
    context = shown_as.ledger(school, month) | {
        "form": form,
        "school": school,
        "may_allow": school is not None and rules.may_allow_extra(user, school),
        "previous_url": _address(school, shifted(month, -1)),
        "next_url": _address(school, next_month(month)),
    }
    return render(request, "placements/ledger.html", context)


def extra(request: HttpRequest, group: int, year: int, month: int) -> HttpResponse:
    """The school leader allows minutes above the limit, with a reason."""
    rows = Group.objects.visible_to(who(request)).select_related("school")
    shown, first = get_object_or_404(rows, pk=group), _month(year, month)
    if not rules.may_allow_extra(who(request), shown.school):
        raise PermissionDenied
    form = ExtraForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with at_form(form):
            books.allow_extra(shown, month=first, by=who(request), at=now(), **form.cleaned_data)
            messages.success(request, _("The extra minutes are recorded with your reason."))
            return redirect(_address(shown.school, first))
    [line] = books.sheet(shown.school, Group.objects.filter(pk=shown.pk), [first])
    context = {"group": shown, "line": line, "form": form}
    return render(request, "placements/extra.html", context, status=422 if form.errors else 200)


def export(request: HttpRequest) -> HttpResponse:
    """Choose what, then get the file: the lessons of own schools, or for the team of all."""
    user = who(request)
    schools = School.objects.visible_to(user)
    data = request.GET if "format" in request.GET else None
    today = local_date(now())
    form = ExportForm(
        data,
        schools=schools,
        with_board=user.is_staff,
        initial={
            "first": month_of(today),
            "last": month_of(today),
            "school": request.GET.get("school"),
        },
    )
    if data is None or not form.is_valid():
        return render(request, "placements/export.html", {"form": form})
    chosen = form.cleaned_data
    kind = sheets.KINDS[chosen.pop("format")]
    response = HttpResponse(kind.write(sheets.rows(schools, **chosen)), content_type=kind.mime)
    name = f"lessen-{chosen['first']:%Y-%m}-{chosen['last']:%Y-%m}.{kind.ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _own_school(request: HttpRequest) -> School | None:
    hat = request.hats.of("school")  # type: ignore[attr-defined]
    return School.objects.visible_to(who(request)).filter(pk=hat.object_id).first() if hat else None


def _address(school: School | None, month: date) -> str:
    if not school or not EARLIEST <= month <= LATEST:
        return ""
    return shown_as.ledger_url(school, month)


def _month(year: int, month: int) -> date:
    try:
        first = date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
    if not EARLIEST <= first <= LATEST:
        raise Http404
    return first
