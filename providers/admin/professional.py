from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from andersom.ui.texts import dagdelen_text
from andersom.workflow.admin import JournalInline
from providers.domain import vog
from providers.forms.professionals import LicenceForm
from providers.models import Availability, Professional, Qualification, Unavailable, VogRecord

TEAM = "Andersom Den Haag"


class TeamVogForm(forms.ModelForm):
    """The team has seen a certificate itself, for example of somebody who works alone."""

    class Meta:
        model = VogRecord
        fields = ("professional", "issued_on", "seen_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        issued, seen = data.get("issued_on"), data.get("seen_on")
        if issued and seen:
            if seen > timezone.localdate():
                self.add_error("seen_on", _("This day has yet to come."))
            elif not vog.seen_in_time(vog.Seen(issued, seen), vog.policy()):
                self.add_error(
                    "issued_on",
                    _("Issued before it was seen, and at most %(months)s months old then.")
                    % {"months": vog.policy().max_age_months},
                )
        return data


class VogInline(admin.TabularInline):
    """Only to read: a look is registered by whoever looked, never afterwards by somebody else."""

    model = VogRecord
    extra = 0
    max_num = 0
    can_delete = False
    readonly_fields = ["issued_on", "seen_on", "seen_by", "organisation"]


class AvailabilityInline(admin.TabularInline):
    model = Availability
    extra = 0
    max_num = 0
    can_delete = False
    fields: ClassVar[Any] = ["valid_from", "valid_until", "week"]
    readonly_fields = fields

    @admin.display(description=_("day parts"))
    def week(self, period: Availability) -> str:
        return dagdelen_text(period.grid)


class AbsenceInline(admin.TabularInline):
    model = Unavailable
    extra = 0


class QualificationInline(admin.TabularInline):
    model = Qualification
    extra = 0


@admin.register(Professional)
class ProfessionalAdmin(admin.ModelAdmin):
    list_display = ["name", "provider", "licence", "postcode_area", "free", "certificate", "active"]
    list_filter = ["active", "licence", "domains", "postcode_area__district"]
    search_fields = ["name", "provider__name"]
    autocomplete_fields = ["provider", "user"]
    filter_horizontal = ["domains", "tags", "learning_areas"]
    form = LicenceForm
    inlines = [VogInline, AvailabilityInline, AbsenceInline, QualificationInline, JournalInline]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Professional]:
        return super().get_queryset(request).for_list(timezone.localdate())  # type: ignore[attr-defined]

    @admin.display(description=_("free on"))
    def free(self, professional: Any) -> str:
        return dagdelen_text(professional.grid)

    @admin.display(description=_("VOG"))
    def certificate(self, professional: Professional) -> SafeString | str:
        state = vog.state_on(timezone.localdate(), vog.seen_of(professional), vog.policy())
        if state == vog.State.NOT_VALID:
            return format_html("<strong>{}</strong>", vog.WORDS[state])
        return str(vog.WORDS[state])


@admin.register(VogRecord)
class VogRecordAdmin(admin.ModelAdmin):
    """The register of what was seen."""

    list_display = ["professional", "issued_on", "seen_on", "seen_by", "organisation"]
    list_filter = ["seen_on", "issued_on"]
    list_select_related = ["professional", "seen_by"]
    search_fields = ["professional__name", "organisation"]
    date_hierarchy = "seen_on"
    autocomplete_fields = ["professional"]
    form = TeamVogForm

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"seen_on": timezone.localdate()} | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: VogRecord, form: Any, change: bool) -> None:
        """Through the verb; the form has already judged the dates."""
        made = vog.register(
            obj.professional,
            issued_on=obj.issued_on,
            seen_on=obj.seen_on,
            organisation=TEAM,
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk = made.pk

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Availability)
class AvailabilityAdmin(admin.ModelAdmin):
    list_display = ["professional", "provider", "valid_from", "valid_until", "week"]
    list_filter = ["valid_from"]
    list_select_related = ["professional__provider"]
    search_fields = ["professional__name", "professional__provider__name"]
    autocomplete_fields = ["professional"]

    @admin.display(description=_("provider"))
    def provider(self, period: Availability) -> str:
        return period.professional.provider.name

    @admin.display(description=_("day parts"))
    def week(self, period: Availability) -> str:
        return dagdelen_text(period.grid)
