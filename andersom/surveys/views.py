"""Answering a survey, once: signed in, or with the link from a mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from andersom.accounts.hats import PersonRequest
from andersom.accounts.models import User
from andersom.surveys import domain
from andersom.surveys.forms import AnswerForm
from andersom.surveys.models import Survey


def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """The questions for who was asked; afterwards a word of thanks, or why it is too late."""
    survey = get_object_or_404(Survey.objects.visible_to(request.user), pk=pk)
    return _page(request, survey, request.user)


def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a guest: the link is the key, kept by no cache and told to no other site."""
    found = domain.guest_of(token)
    if found is None:
        raise Http404
    response = _page(request, *found)
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, survey: Survey, by: User | str) -> HttpResponse:
    now, questions = timezone.now(), domain.questions_of(survey)
    answered = domain.has_answered(survey, by)
    context = {"survey": survey, "questions": questions, "fewest": domain.FEWEST}
    if answered or not survey.is_open(now):
        return render(request, "surveys/over.html", context | {"answered": answered})
    form = AnswerForm(questions, request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            domain.answer(survey, form.scores, text, by=by, at=now)
        except domain.Refused:
            return redirect(request.path)
        messages.success(request, _("Thank you. Your answer is kept without your name."))
        return redirect(request.path)
    status = 422 if form.errors else 200
    return render(request, "surveys/answer.html", context | {"form": form}, status=status)
