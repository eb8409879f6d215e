"""Enrolling: the criteria first, then the form; and naming a school that confirms."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from andersom.accounts.hats import PersonRequest
from providers.models import Professional
from training.domain import eligibility, enrolments, weekly
from training.domain.refusals import Refused
from training.forms.enrolling import EnrolForm, SchoolForm
from training.models import Cohort

from .public import facts


def enrol(request: PersonRequest, slug: str) -> HttpResponse:
    """Each criterion with its reason, and the form for who meets them all."""
    found = _published(slug)
    professional = _herself(request)
    if professional is None:
        context = facts(found, timezone.localdate())
        return render(request, "training/enrol_who.html", context)
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = enrolments.apply(
                found, professional, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _("You have enrolled. A mail is on its way."))
            return redirect("training:enrolment", made.pk)
    return _page(request, found, professional, form=form)


def declare_school(request: PersonRequest, slug: str) -> HttpResponse:
    """Name a school; it gets a mail, or the project team does when nobody is there."""
    found = _published(slug)
    professional = _herself(request)
    if professional is None or request.method != "POST":
        return redirect("training:enrol", slug)
    form = SchoolForm(request.POST)
    if form.is_valid():
        school = form.cleaned_data["school"]
        try:
            asked = weekly.declare(found, professional, school, by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error("school", refused.text)
        else:
            messages.success(request, _said(asked))
            return redirect("training:enrol", slug)
    return _page(request, found, professional, school_form=form)


def _said(asked: weekly.WeeklySchool) -> str:
    if weekly.reaches_school(asked):
        text = _("We have asked %(school)s. You get a mail as soon as there is an answer.")
    else:
        text = _(
            "Nobody of %(school)s uses Andersom yet. The project team calls the school and lets "
            "you know."
        )
    return text % {"school": asked.school}


def _page(
    request: PersonRequest,
    found: Cohort,
    professional: Professional,
    *,
    form: EnrolForm | None = None,
    school_form: SchoolForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    results = eligibility.judge(found, professional, today)
    context: dict[str, Any] = facts(found, today) | {
        "professional": professional,
        "results": results,
        "eligible": eligibility.eligible(results),
        "names_school": any(each.code == eligibility.WEEKLY and not each.met for each in results),
        "mine": enrolments.enrolled(found, professional).first(),
        "form": form or EnrolForm(),
        "school_form": school_form or SchoolForm(),
    }
    refused = bool((form and form.errors) or (school_form and school_form.errors))
    return render(request, "training/enrol.html", context, status=422 if refused else 200)


def _published(slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.published().for_reading(), slug=slug)


def _herself(request: PersonRequest) -> Professional | None:
    """As whom she enrols: the hat she wears, else her first profile; active ones first."""
    mine = Professional.objects.filter(user=request.user).select_related("provider")
    worn = request.hats.worn
    if worn and worn.kind == "professional":
        return mine.filter(pk=worn.object_id).first()
    return mine.order_by("-active", "pk").first()
