from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from andersom.ui.texts import euro_text, minutes_text, years_text
from andersom.workflow.admin import JournalInline
from providers.domain import prices
from providers.models import Offer, OfferPhoto

from .review import ReviewAdmin


class PhotoInline(admin.TabularInline):
    """Photos come in through the form that writes them anew; here they are only described."""

    model = OfferPhoto
    extra = 0
    max_num = 0
    fields = ["alt", "position"]


@admin.register(Offer)
class OfferAdmin(ReviewAdmin):
    list_display = ["title", "provider", "state", "look", "domain", "price", "created_at"]
    list_filter = ["state", "domain", "vat", "created_at"]
    list_select_related = ["provider", "domain"]
    search_fields = ["title", "provider__name", "summary"]
    autocomplete_fields = ["provider", "professionals"]
    filter_horizontal = ["tags"]
    inlines = [PhotoInline, JournalInline]

    @admin.display(description=_("price of a lesson"), ordering="lesson_price")
    def price(self, offer: Offer) -> str:
        return euro_text(offer.lesson_price)

    def facts(self, thing: Offer) -> list[tuple[Any, Any]]:
        price = prices.of_offer(thing)
        return [
            (_("Provider"), thing.provider),
            (_("In one sentence"), thing.summary),
            (_("What happens in the lessons"), thing.description),
            (_("What pupils learn"), thing.goals),
            (_("Domain"), thing.domain),
            (_("Subjects"), ", ".join(map(str, thing.tags.all()))),
            (_("Groups"), years_text(thing.years)),
            (_("Lessons in the series"), f"{thing.lessons} × {minutes_text(thing.lesson_minutes)}"),
            (_("Given by"), ", ".join(map(str, thing.professionals.active()))),
            (_("Price of the series"), euro_text(price.total)),
            (_("VAT"), thing.get_vat_display()),
            (_("Photos"), "; ".join(photo.alt for photo in thing.photos.all())),
        ]
