from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from andersom.accounts.hats import PersonRequest
from providers import hats
from providers.domain import registration
from providers.forms.registration import RegistrationForm


def become(request: PersonRequest) -> HttpResponse:
    """What it takes to become a provider; the form for who is signed in."""
    if not request.user.is_authenticated:
        return render(request, "providers/become.html")
    form = RegistrationForm(request.POST or None, initial={"email": request.user.email})
    if request.method == "POST" and form.is_valid():
        try:
            provider = registration.register(form.details(), by=request.user, at=timezone.now())
        except registration.KvkTaken:
            form.kvk_taken()
        else:
            request.hats.look_again()
            request.hats.wear(f"{hats.PROVIDER}:{provider.pk}")
            messages.success(request, _("Welcome! Complete your profile, step by step."))
            return redirect("providers:profile")
    return render(request, "providers/become.html", {"form": form})
