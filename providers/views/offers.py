from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from andersom.accounts.hats import PersonRequest
from andersom.ui.texts import euro_text
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from providers import rules
from providers.domain import catalogue, images, offers, photos, prices, review
from providers.forms.offers import OfferForm, PhotoForm
from providers.models import Offer
from providers.states import REVIEW

from . import current

USUAL_LESSONS = 6  # in a series, as a form without an answer proposes


def index(request: PersonRequest) -> HttpResponse:
    """All offers with their states; the same number of queries for any number of offers."""
    provider = current.provider(request)
    found = provider.offers.select_related("domain").defer("search", "description", "goals")
    return render(request, "providers/offer_list.html", {"provider": provider, "offers": found})


def add(request: PersonRequest) -> HttpResponse:
    provider = current.provider(request)
    blank = Offer(provider=provider, lessons=USUAL_LESSONS)
    form = OfferForm(request.POST or None, instance=blank)
    if request.method == "POST" and form.is_valid():
        offer = offers.save(form.instance, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _saved(offer))
        return redirect("providers:offer_preview", offer.pk)
    return render(request, "providers/offer_form.html", {"provider": provider, "form": form})


def edit(request: PersonRequest, pk: int) -> HttpResponse:
    offer = _mine(request, pk)
    form = OfferForm(request.POST or None, instance=offer)
    if request.method == "POST" and form.is_valid():
        offers.save(form.instance, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _saved(offer))
        return redirect("providers:offer_preview", pk)
    context = {"provider": offer.provider, "offer": offer, "form": form}
    return render(request, "providers/offer_form.html", context)


def preview(request: PersonRequest, pk: int) -> HttpResponse:
    """The offer as schools will see it, with what has to happen before they do."""
    return _preview(request, _mine(request, pk), PhotoForm())


def _preview(request: PersonRequest, offer: Offer, form: PhotoForm) -> HttpResponse:
    verdict = Move.objects.of(offer).exclude(reason="").filter(target=offer.state)
    context = {
        "provider": offer.provider,
        "offer": offer,
        "price": prices.of_offer(offer),
        "people": catalogue.public_professionals(offer),
        "photos": offer.photos.all(),
        "photo_form": form,
        "most_photos": photos.MOST,
        "missing": review.missing(offer),
        "provider_known": review.is_known(offer.provider),
        "verbs": REVIEW.verbs(offer.state),
        "verdict": verdict.exclude(verb__startswith="photo").last(),
    }
    return render(request, "providers/offer_preview.html", context)


@require_POST
def submit(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask the project team to look."""
    offer = _mine(request, pk)
    try:
        review.submit(offer, by=request.user, at=timezone.now())
    except review.Incomplete as error:
        missing = "; ".join(error.missing)
        messages.error(request, _("Not yet complete: %(missing)s.") % {"missing": missing})
    except IllegalMove:
        messages.warning(request, _("This offer was submitted already."))
    else:
        messages.success(request, _("Submitted. You hear from us within five working days."))
    return redirect("providers:offer_preview", pk)


@require_POST
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    offer = _mine(request, pk)
    try:
        review.withdraw(offer, by=request.user, at=timezone.now())
    except IllegalMove:
        messages.warning(request, _("There was nothing to withdraw."))
    else:
        messages.success(request, _("Withdrawn. Schools do not see this offer now."))
    return redirect("providers:offer_preview", pk)


@require_POST
def copy(request: PersonRequest, pk: int) -> HttpResponse:
    twin = offers.copy(_mine(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Copied. Change what is different."))
    return redirect("providers:offer_edit", twin.pk)


@require_POST
def photo_add(request: PersonRequest, pk: int) -> HttpResponse:
    """Add a photo; it is written anew before it is kept."""
    offer = _mine(request, pk)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid() and _photo_added(request, offer, form):
        messages.success(request, _("The photo has been added."))
        return redirect("providers:offer_preview", pk)
    return _preview(request, offer, form)


def _photo_added(request: PersonRequest, offer: Offer, form: PhotoForm) -> bool:
    upload, alt = form.upload, form.cleaned_data["alt"]
    try:
        photos.add(
            offer, upload.file, upload.size or 0, alt=alt, by=request.user, at=timezone.now()
        )
    except images.Refused as error:
        form.refuse(error)
    except photos.TooMany:
        form.too_many(photos.MOST)
    else:
        return True
    return False


@require_POST
def photo_remove(request: PersonRequest, pk: int, photo_pk: int) -> HttpResponse:
    offer = _mine(request, pk)
    photo = get_object_or_404(offer.photos.select_related("offer"), pk=photo_pk)
    photos.remove(photo, by=request.user, at=timezone.now())
    messages.success(request, _("The photo has been removed."))
    return redirect("providers:offer_preview", pk)


def _saved(offer: Offer) -> str:
    """Say the total at once, so that nobody is surprised by it later."""
    price = prices.of_offer(offer)
    return _("Saved. The whole series costs %(total)s, which is %(lesson)s per lesson.") % {
        "total": euro_text(price.total),
        "lesson": euro_text(price.per_lesson),
    }


def _mine(request: PersonRequest, pk: int) -> Offer:
    visible = Offer.objects.visible_to(request.user).select_related(
        "provider__postcode_area__district", "domain", "learning_area"
    )
    offer = get_object_or_404(visible, pk=pk)
    if not rules.may_edit_offer(request.user, offer):
        raise PermissionDenied
    return offer
