"""The trainee's own pages: what is next, how far she is, and her log."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from training import rules
from training.domain import log as reflections
from training.forms.intake import LogForm
from training.models import Cohort, Enrolment, LogEntry
from training.views import shown_as


def home(request: PersonRequest) -> HttpResponse:
    """All her enrolments; who has only one goes straight there."""
    enrolments = list(Enrolment.objects.filter(user=request.user).for_reading())
    if len(enrolments) == 1:
        return redirect(enrolments[0])
    editions = Cohort.objects.shown_on(timezone.localdate()).exists()
    context = {"enrolments": enrolments, "editions": editions}
    return render(request, "training/home.html", context)


def enrolment(request: PersonRequest, pk: int) -> HttpResponse:
    """The next step first, then all there is to know; trainers and team look along."""
    found = seen(request, pk)
    context = shown_as.enrolment(found, request.user, at=timezone.now())
    return render(request, "training/enrolment.html", context)


def log(request: PersonRequest, pk: int) -> HttpResponse:
    """Her reflections; the trainers read the ones that she shares."""
    found = seen(request, pk)
    hers = rules.is_hers(request.user, found)
    if not (hers or rules.trains(request.user, found)):
        raise Http404  # for the team there is no log
    form = LogForm(request.POST or None) if hers else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            reflections.write(found, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Your reflection is kept."))
            return redirect("training:log", pk)
    entries = LogEntry.objects.visible_to(request.user).filter(enrolment=found)
    context = {"enrolment": found, "entries": entries, "form": form}
    status = 422 if form and form.errors else 200
    return render(request, "training/log.html", context, status=status)


@require_POST
def log_entry(request: PersonRequest, pk: int) -> HttpResponse:
    """Share a reflection or keep it private again, or throw it away."""
    entry = get_object_or_404(LogEntry, pk=pk, enrolment__user=request.user)
    if request.POST.get("do") == "remove":
        reflections.remove(entry, by=request.user, at=timezone.now())
        messages.success(request, _("The reflection is gone."))
    else:
        reflections.share(entry, by=request.user, at=timezone.now())
        said = _("Your trainers can read it now.") if entry.shared else _("Only you can read it.")
        messages.success(request, said)
    return redirect("training:log", entry.enrolment_id)


def seen(request: PersonRequest, pk: int) -> Enrolment:
    """The enrolment, for whoever may see it."""
    return get_object_or_404(Enrolment.objects.visible_to(request.user).for_reading(), pk=pk)
