from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from andersom.workflow.admin import JournalInline
from providers.models import Member, Provider

from .review import ReviewAdmin


class MemberInline(admin.TabularInline):
    model = Member
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Provider)
class ProviderAdmin(ReviewAdmin):
    list_display = [
        *("name", "state", "look", "kvk_number", "postcode_area"),
        *("people", "offer_count", "created_at"),
    ]
    list_filter = ["state", "postcode_area__district", "created_at"]
    list_select_related = ["postcode_area"]
    search_fields = ["name", "kvk_number", "email"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MemberInline, JournalInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                people_count=Count("professionals", distinct=True),
                offers_count=Count("offers", distinct=True),
            )
        )

    @admin.display(description=_("professionals"))
    def people(self, provider: Any) -> int:
        return provider.people_count

    @admin.display(description=_("offers"))
    def offer_count(self, provider: Any) -> int:
        return provider.offers_count

    def facts(self, thing: Provider) -> list[tuple[Any, Any]]:
        people = thing.professionals.active()
        return [
            (_("KvK number"), thing.kvk_number),
            (_("In one sentence"), thing.summary),
            (_("Who you are"), thing.description),
            (_("Vision on education"), thing.vision),
            (_("E-mail address"), thing.email),
            (_("Phone number"), thing.phone),
            (_("Postcode"), thing.postcode_area_id),
            (_("Website"), thing.website),
            (
                _("Professionals"),
                ", ".join(f"{one} ({one.get_licence_display()})" for one in people),
            ),
            (_("Offers"), ", ".join(map(str, thing.offers.all()))),
        ]


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    list_display = ["user", "provider", "role", "since"]
    list_filter = ["role"]
    list_select_related = ["user", "provider"]
    search_fields = ["user__name", "user__email", "provider__name"]
    autocomplete_fields = ["user", "provider"]
