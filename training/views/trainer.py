"""Where a trainer starts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from andersom.accounts.hats import PersonRequest
from training.views import shown_as


def trainer_home(request: PersonRequest) -> HttpResponse:
    """Today and this week: sessions, intakes, visits, and trainees to look after."""
    context = shown_as.trainer_home(request.user, at=timezone.now())
    return render(request, "training/trainer_home.html", context)
