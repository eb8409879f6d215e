"""From an offer in the catalogue to a request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from andersom.accounts.hats import PersonRequest
from providers.models import Offer
from schools.domain import requests
from schools.models import School


@require_http_methods(["GET", "POST"])
def request_from_offer(http: PersonRequest, pk: int) -> HttpResponse:
    """Start a draft with what the offer already says; the school fills in the rest.

    Whoever had to sign in first comes back by GET, and finds the button on the offer again.
    """
    offer = get_object_or_404(Offer.objects.public().select_related("provider"), pk=pk)
    if http.method == "GET":
        return redirect("providers:offer", offer.provider.slug, offer.slug)
    hat = http.hats.of("school")
    school = get_object_or_404(School.objects.of(http.user), pk=hat.object_id if hat else 0)
    draft = requests.start(
        school,
        by=http.user,
        at=timezone.now(),
        title=offer.title,
        offer=offer,
        domain=offer.domain,
        learning_area=offer.learning_area,
        tags=offer.tags.all(),
        lesson_minutes=offer.lesson_minutes,
    )
    messages.success(http, _("We have started a request with this offer. Complete it now."))
    return redirect("schools:request_step", draft.pk, 1)
