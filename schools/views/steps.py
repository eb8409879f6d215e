"""Writing a request: six short screens, each saved, in any order one likes to go back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from andersom.reference.domain import holidays
from andersom.ui.steps import form_steps
from schools import rules, texts
from schools.domain import requests
from schools.forms.requests import STEP_FORMS, StepForm, WhatForm
from schools.models import Request, School

from .current import current_school
from .requests import facts_of, visible

TEMPLATES = {
    requests.WHAT: "schools/steps/what.html",
    requests.WHY: "schools/steps/why.html",
    requests.GROUPS: "schools/steps/groups.html",
    requests.WHEN: "schools/steps/when.html",
    requests.WISHES: "schools/steps/wishes.html",
    requests.CHECK: "schools/steps/check.html",
}


@require_http_methods(["GET", "HEAD", "POST"])
def request_new(http: HttpRequest) -> HttpResponse:
    """The first step, of a request that exists as soon as this step is saved."""
    school = current_school(http)
    if not rules.may_ask(http.user, school):  # type: ignore[arg-type]
        raise PermissionDenied
    form = WhatForm(http.POST or None, school=school, today=timezone.localdate())
    if http.method == "POST" and form.is_valid():
        draft = requests.start(
            school,
            by=http.user,  # type: ignore[arg-type]
            at=timezone.now(),
            saved_steps=requests.WHAT,
            **form.values(),
        )
        return redirect("schools:request_step", draft.pk, requests.WHY)
    context = {"earlier": _earlier(school), "drafts": school.requests.drafts()[:3]}
    return _page(http, requests.WHAT, form, None, context)


@require_http_methods(["GET", "HEAD", "POST"])
def request_step(http: HttpRequest, pk: int, step: int) -> HttpResponse:
    draft = get_object_or_404(visible(http), pk=pk)
    if step not in TEMPLATES:
        raise Http404
    if not rules.may_edit(http.user, draft):  # type: ignore[arg-type]
        messages.info(http, _("A posted request is not changed any more. You can copy it."))
        return redirect("schools:request", pk)
    if step == requests.CHECK:
        return _check(http, draft)
    form = STEP_FORMS[step](
        http.POST or None, instance=draft, school=draft.school, today=timezone.localdate()
    )
    if http.method == "POST" and form.is_valid():
        return _save(http, draft, form, step)
    return _page(http, step, form, draft, _extra(draft, step))


def _save(http: HttpRequest, draft: Request, form: StepForm, step: int) -> HttpResponse:
    back_to_check = draft.saved_steps >= requests.WISHES
    requests.save(draft, step=step, by=http.user, at=timezone.now(), **form.values())  # type: ignore[arg-type]
    if "later" in http.POST:
        messages.success(http, _("Your draft was saved. Go on whenever you like."))
        return redirect("schools:request_list")
    return redirect("schools:request_step", draft.pk, requests.CHECK if back_to_check else step + 1)


def _check(http: HttpRequest, draft: Request) -> HttpResponse:
    if http.method == "POST":
        return redirect("schools:request_step", draft.pk, requests.CHECK)
    context = facts_of(draft) | {
        "problems": requests.problems(draft, today=timezone.localdate()),
        "title": draft.title or requests.title_of(draft),
    }
    return _page(http, requests.CHECK, None, draft, context)


def _page(
    http: HttpRequest,
    step: int,
    form: StepForm | None,
    draft: Request | None,
    extra: dict[str, Any],
) -> HttpResponse:
    urls = [
        reverse("schools:request_step", args=[draft.pk, number])
        if draft and number <= requests.next_step(draft)
        else ""
        for number in TEMPLATES
    ]
    context = extra | {
        "form": form,
        "request_": draft,
        "steps": form_steps([str(label) for label in texts.STEPS], step, urls),
        "previous": urls[step - 2] if step > 1 else "",
        "checking": bool(draft and draft.saved_steps >= requests.WISHES),
    }
    status = 422 if form is not None and form.errors else 200
    return render(http, TEMPLATES[step], context, status=status)


def _extra(draft: Request, step: int) -> dict[str, Any]:
    if step == requests.WHEN and draft.start and draft.end:
        return {"holidays": holidays.school_holidays(draft.start, draft.end)}
    return {}


def _earlier(school: School) -> Any:
    """Requests that one could start from, newest first."""
    posted = school.requests.exclude(posted_at=None).select_related("domain")
    return posted.order_by("-posted_at")[:3]
