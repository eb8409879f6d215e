"""An edition at a glance, for the team and its trainers; awarding and revoking, for the team."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.accounts.hats import PersonRequest
from andersom.placements.domain.sheets import KINDS
from andersom.ui import charts
from training import rules
from training.domain import certificates, sheet
from training.domain import dashboard as boards
from training.domain.refusals import Refused
from training.forms.dashboard import AwardForm, FileForm, RevokeForm
from training.models import Certificate, Cohort


def dashboard(request: PersonRequest, pk: int) -> HttpResponse:
    """Funnel, who is stuck and why, visits, sessions, and whom to award a certificate."""
    board = boards.of(_cohort(request, pk), timezone.now())
    return _shown(request, board, AwardForm(ready=[row.enrolment for row in board.ready]))


def export(request: PersonRequest, pk: int) -> HttpResponse:
    """The same people as a file."""
    cohort = _cohort(request, pk)
    form = FileForm(request.GET)
    if not form.is_valid():
        raise Http404
    kind = KINDS[form.cleaned_data["format"] or "csv"]
    lines = sheet.rows(boards.of(cohort, timezone.now()))
    made = kind.write(lines, title=_("Trainees"))
    response = HttpResponse(made, content_type=kind.mime)
    name = f"deelnemers-{slugify(cohort.slug)}.{kind.ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def award(request: PersonRequest, pk: int) -> HttpResponse:
    """Award several at once; whoever cannot have it is named, with the reason."""
    cohort = _cohort(request, pk)
    if not rules.may_award(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("training:dashboard", pk)
    board = boards.of(cohort, timezone.now())
    form = AwardForm(request.POST, ready=[row.enrolment for row in board.ready])
    if not form.is_valid():
        return _shown(request, board, form, status=422)
    done = 0
    for enrolment in form.cleaned_data["enrolments"]:
        try:
            certificates.award(enrolment, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.error(request, refused.text)
        else:
            done += 1
    _tell(request, done)
    return redirect("training:dashboard", pk)


def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """End a certificate, with a reason; the trainee takes part again."""
    found = get_object_or_404(
        Certificate.objects.visible_to(request.user).select_related("enrolment"), pk=pk
    )
    if not rules.may_award(request.user):
        raise PermissionDenied
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            certificates.revoke(found, reason=reason, by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _("The certificate is revoked. The trainee gets a mail."))
            return redirect("training:dashboard", found.enrolment.cohort_id)
    status = 422 if form.errors else 200
    context = {"certificate": found, "form": form}
    return render(request, "training/revoke.html", context, status=status)


def _cohort(request: PersonRequest, pk: int) -> Cohort:
    """One that this person runs: the team all, a trainer her own."""
    cohorts = Cohort.objects.for_reading()
    if not request.user.is_staff:
        cohorts = cohorts.filter(pk__in=Cohort.objects.trained_by(request.user).values("pk"))
    return get_object_or_404(cohorts, pk=pk)


def _shown(
    request: HttpRequest, board: boards.Dashboard, form: AwardForm, status: int = 200
) -> HttpResponse:
    context = {
        "board": board,
        "cohort": board.cohort,
        "chart": charts.columns(_("How far everybody came"), board.funnel, _("people")),
        "form": form,
        "trains": request.hats.of("trainer"),  # type: ignore[attr-defined]
        "may_award": rules.may_award(request.user),  # type: ignore[arg-type]
    }
    return render(request, "training/dashboard.html", context, status=status)


def _tell(request: HttpRequest, done: int) -> None:
    if done:
        text = ngettext("%(count)d certificate awarded.", "%(count)d certificates awarded.", done)
        messages.success(request, text % {"count": done})
