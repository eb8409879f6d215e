"""Answering a survey, once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from andersom.accounts.hats import PersonRequest
from andersom.surveys import domain
from andersom.surveys.forms import AnswerForm
from andersom.surveys.models import Survey


def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """The questions for who was asked; afterwards a word of thanks, or why it is too late."""
    survey = get_object_or_404(Survey.objects.visible_to(request.user), pk=pk)
    now, questions = timezone.now(), domain.questions_of(survey)
    answered = domain.has_answered(survey, request.user)
    context = {"survey": survey, "questions": questions, "fewest": domain.FEWEST}
    if answered or not survey.is_open(now):
        return render(request, "surveys/over.html", context | {"answered": answered})
    form = AnswerForm(questions, request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            domain.answer(survey, form.scores, text, by=request.user, at=now)
        except domain.Refused:
            return redirect(survey)
        messages.success(request, _("Thank you. Your answer is kept without your name."))
        return redirect(survey)
    status = 422 if form.errors else 200
    return render(request, "surveys/answer.html", context | {"form": form}, status=status)
