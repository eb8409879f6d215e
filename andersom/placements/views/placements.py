"""List and page of placements; both sides confirm, propose other times, or stop."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.placements import rules
from andersom.placements.domain import placements
from andersom.placements.forms import ContractForm, ReasonForm, Slots, TimesForm
from andersom.placements.models import Placement
from andersom.placements.states import PlacementState
from andersom.placements.views import shown_as
from andersom.placements.views.answers import at_form, now, telling, who, worn

PER_PAGE = 25


def placement_list(request: HttpRequest) -> HttpResponse:
    """Placements of the worn hat: what waits first, then what runs, then what is over."""
    rows = Placement.objects.visible_to(who(request)).of_hat(worn(request))
    page = Paginator(rows.waiting_first().for_display(), PER_PAGE).get_page(request.GET.get("page"))
    lines = shown_as.lines(page.object_list, kind=worn(request).kind)
    return render(request, "placements/placement_list.html", {"page": page, "lines": lines})


def placement(request: HttpRequest, pk: int) -> HttpResponse:
    """What is agreed or proposed, what waits, and every lesson of it."""
    shown = _visible(request, pk)
    side = rules.side_of(who(request), shown, worn(request))
    context = shown_as.placement(shown, side=side, at=now()) | {
        "may_confirm": rules.may_confirm(side, shown),
        "may_plan": rules.may_plan(who(request), shown),
        "contract_form": ContractForm(instance=shown),
    }
    return render(request, "placements/placement.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One side says yes to the dates."""
    shown = _visible(request, pk)
    side = rules.side_of(who(request), shown, worn(request))
    if not side:
        raise PermissionDenied
    with telling(request, _("You have confirmed the dates.")):
        placements.confirm(shown, side=side, by=who(request), at=now())  # type: ignore[arg-type]
    return redirect(shown)


def times(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose other weekly times, or another period."""
    shown = _plannable(request, pk)
    if shown.state != PlacementState.PROPOSED:
        messages.info(request, _("The dates are agreed. You can still move or cancel lessons."))
        return redirect(shown)
    form = TimesForm(request.POST or None, initial=shown_as.period(shown))
    slots = Slots(
        request.POST or None,
        initial=shown_as.slots(shown),
        prefix="slots",
        form_kwargs={"groups": list(shown.groups.all())},
    )
    if request.method == "POST" and form.is_valid() & slots.is_valid():
        with at_form(form):
            placements.repropose(
                shown,
                slots=slots.slots(),  # type: ignore[attr-defined]
                by=who(request),
                at=now(),
                **form.cleaned_data,
            )
            messages.success(request, _("The new dates are proposed to both sides."))
            return redirect(shown)
    wrong = bool(form.errors or slots.total_error_count())
    context = {"placement": shown, "form": form, "slots": slots, **shown_as.week(shown)}
    return render(request, "placements/times.html", context, status=422 if wrong else 200)


@require_POST
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the contract form."""
    shown = _plannable(request, pk)
    form = ContractForm(request.POST)
    if form.is_valid():
        with telling(request, _("The contract form is recorded.")):
            placements.set_contract(shown, form.cleaned_data["contract"], by=who(request), at=now())
    else:
        messages.error(request, _("Choose one of the contract forms."))
    return redirect(shown)


def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a proposed placement, or end an agreed one, with a reason."""
    shown = _plannable(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = placements.end if shown.state == PlacementState.AGREED else placements.cancel
        with at_form(form):
            act(shown, by=who(request), at=now(), reason=form.cleaned_data["reason"])
            messages.success(request, _("The placement has ended. Everybody got a message."))
            return redirect(shown)
    context = {"placement": shown, "form": form, "to_come": shown_as.to_come(shown, now())}
    return render(request, "placements/stop.html", context, status=422 if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> Placement:
    rows = Placement.objects.visible_to(who(request)).for_display()
    return get_object_or_404(rows, pk=pk)


def _plannable(request: HttpRequest, pk: int) -> Placement:
    shown = _visible(request, pk)
    if not rules.may_plan(who(request), shown):
        raise PermissionDenied
    return shown
