"""Who comes: to look up, correct, take off the list, and to export."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.accounts.hats import PersonRequest
from events.domain import registrations, sheets
from events.domain.refusals import Refused
from events.models import Needs, Registration


class NeedsInline(admin.StackedInline):
    """Only to read, and gone soon after the event."""

    model = Needs
    extra = 0
    max_num = 0
    can_delete = False
    fields: ClassVar[Any] = ["food", "access"]
    readonly_fields = fields


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    """Places come and go through verbs only."""

    list_display = [
        *("name", "organisation", "email", "event", "state", "queue_number"),
        *("checked_in_at", "walk_in", "created_at"),
    ]
    list_filter = ["state", "walk_in", "checked_in_at", "event"]
    list_select_related = ["event"]
    search_fields = ["name", "email", "organisation", "event__title"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    list_per_page = 50
    inlines = [NeedsInline]
    actions = ["cancel", "export_csv", "export_xlsx", "export_needs"]
    fields = [
        *("event", "name", "organisation", "email", "user", "provider", "school", "shown"),
        *("state", "queue_number", "answer_by", "checked_in_at", "walk_in", "created_at"),
    ]
    readonly_fields = [
        *("event", "email", "user", "provider", "school", "state", "queue_number"),
        *("answer_by", "checked_in_at", "walk_in", "created_at", "shown"),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people register themselves, or at the door

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # who does not come cancels

    @admin.action(description=gettext_lazy("Cancel: the place goes on"), permissions=["change"])
    def cancel(self, request: PersonRequest, chosen: QuerySet[Registration]) -> None:
        """Whoever had cancelled already is said."""
        done = 0
        for one in chosen.select_related("event", "user"):
            try:
                registrations.cancel(one, by=request.user, at=timezone.now())
            except Refused as refused:
                self.message_user(request, f"{one}: {refused.text}", messages.WARNING)
            else:
                done += 1
        if done:
            text = _("%(count)s cancelled; they get a mail.") % {"count": done}
            self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Export as CSV"), permissions=["view"])
    def export_csv(self, request: HttpRequest, chosen: QuerySet[Registration]) -> HttpResponse:
        return _file(sheets.csv_of(sheets.people(chosen)), "aanmeldingen.csv", "text/csv")

    @admin.action(description=gettext_lazy("Export for Excel"), permissions=["view"])
    def export_xlsx(self, request: HttpRequest, chosen: QuerySet[Registration]) -> HttpResponse:
        return _file(sheets.xlsx_of(sheets.people(chosen)), "aanmeldingen.xlsx", sheets.XLSX)

    @admin.action(
        description=gettext_lazy("Food and access, without names (CSV)"), permissions=["view"]
    )
    def export_needs(self, request: HttpRequest, chosen: QuerySet[Registration]) -> HttpResponse:
        return _file(sheets.csv_of(sheets.needs(chosen)), "wensen.csv", "text/csv")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
