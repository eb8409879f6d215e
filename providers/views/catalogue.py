from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from andersom.ui import htmx
from providers.domain import catalogue, prices
from providers.filters import CatalogueFilter, Page
from providers.models import Offer, OfferPhoto, Professional, Provider

PER_PAGE = 24


def index(request: HttpRequest) -> HttpResponse:
    """The public catalogue: search, filters, counts, cards."""
    today = timezone.localdate()
    filters = CatalogueFilter(request.GET, today=today)
    page = filters.page()
    paginator = Paginator(page.found.offers.values_list("pk", flat=True), PER_PAGE)
    page_obj = paginator.get_page(request.GET.get("page"))
    context = {
        "filter": filters,
        "form": filters.form,
        "active": filters.form.active,
        "wish": page.wish,
        "instead": page.found.instead,
        "page_obj": page_obj,
        "total": paginator.count,
        "offers": catalogue.cards(list(page_obj), place=page.wish.place),
        "domains": _domains(request, filters, page, today),
    }
    return htmx.page(request, "providers/catalogue.html", context, partial="results")


def _domains(
    request: HttpRequest, filters: CatalogueFilter, page: Page, today: date
) -> list[dict[str, Any]]:
    """Each domain that would give something: how many offers, and the address that shows them."""
    counts = catalogue.counts_by_domain(page.wish, page.found.query, today=today)
    found = []
    for domain in filters.form.fields["domein"].queryset:
        query = request.GET.copy()
        query["domein"] = domain.slug
        query.pop("page", None)
        query.pop("vak", None)  # subjects hang under a domain
        found.append(
            {
                "name": domain.name,
                "number": counts.get(domain.pk, 0),
                "url": f"?{query.urlencode()}",
                "current": page.wish.domain == domain,
            }
        )
    return [one for one in found if one["number"]]


def offer(request: HttpRequest, provider_slug: str, slug: str) -> HttpResponse:
    """One offer with its whole price."""
    public = Offer.objects.public().select_related(
        "provider__postcode_area__district", "domain", "learning_area"
    )
    found = get_object_or_404(public, provider__slug=provider_slug, slug=slug)
    context = {
        "offer": found,
        "provider": found.provider,
        "price": prices.of_offer(found),
        "people": catalogue.public_professionals(found),
        "photos": found.photos.all(),
    }
    return render(request, "providers/offer.html", context)


def provider(request: HttpRequest, slug: str) -> HttpResponse:
    """One provider: who they are, who works there, what they offer."""
    found = get_object_or_404(
        Provider.objects.approved().select_related("postcode_area__district"), slug=slug
    )
    offers = (
        Offer.objects.public()
        .filter(provider=found)
        .select_related("provider", "domain")
        .prefetch_related("tags", Prefetch("photos", OfferPhoto.objects.order_by("position", "pk")))
        .defer("search", "description", "goals")
    )
    people = (
        Professional.objects.active()
        .filter(provider=found)
        .annotate(offer_count=Count("offers"))
        .prefetch_related("tags")
    )
    context = {"provider": found, "offers": offers, "people": people}
    return render(request, "providers/public_profile.html", context)
