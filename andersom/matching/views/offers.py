"""From an offer in the catalogue to a request."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from providers.models import Offer
from schools.domain import requests
from schools.models import School


@require_POST
def request_from_offer(http: HttpRequest, pk: int) -> HttpResponse:
    """Start a draft with what the offer already says; the school fills in the rest."""
    offer = get_object_or_404(Offer.objects.public(), pk=pk)
    hat = http.hats.of("school")  # type: ignore[attr-defined]
    school = get_object_or_404(School.objects.of(http.user), pk=hat.object_id)
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
