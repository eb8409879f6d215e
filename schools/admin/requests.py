"""Requests: read by the team, moved by the same verbs as the pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from andersom.workflow.machine import IllegalMove
from schools.domain import requests
from schools.models import Request
from schools.states import RequestState

BOTH = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]


class PromiseFilter(admin.SimpleListFilter):
    """Requests that are still looking after the day on which we promised an answer."""

    title = _("answer promise")
    parameter_name = "belofte"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("voorbij", _("the day is over, nobody found"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Request]) -> QuerySet[Request]:
        if self.value() != "voorbij":
            return queryset
        return queryset.filter(pk__in=Request.objects.past_promise().values("pk"))


@admin.register(Request)
class RequestAdmin(admin.ModelAdmin):
    list_display = [
        "__str__",
        "school",
        "domain",
        "purpose",
        "state",
        "start",
        "end",
        "promised_by",
    ]
    list_filter = ["state", PromiseFilter, "purpose", "domain", "school__postcode_area__district"]
    search_fields = ["title", "school__name", "school__location_code"]
    list_select_related = ["school", "domain"]
    date_hierarchy = "posted_at"
    actions = ["withdraw", "close"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Request]:
        """A draft is the school's own."""
        return super().get_queryset(request).exclude(state=RequestState.DRAFT)

    def get_readonly_fields(self, request: HttpRequest, obj: Request | None = None) -> list[str]:
        return [field.name for field in [*self.opts.fields, *self.opts.many_to_many]]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Request | None = None) -> bool:
        return False

    @admin.action(description=_("Withdraw"), permissions=["change"], location=BOTH)
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Request]) -> None:
        self._each(request, queryset, requests.withdraw)

    @admin.action(description=_("Close"), permissions=["change"], location=BOTH)
    def close(self, request: HttpRequest, queryset: QuerySet[Request]) -> None:
        self._each(request, queryset, requests.close)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Request], verb: Callable[..., Any]
    ) -> None:
        done = skipped = 0
        for found in queryset.select_related("school"):
            try:
                verb(found, by=request.user, at=timezone.now())
                done += 1
            except IllegalMove:
                skipped += 1
        text = ngettext("%(count)s request was ended.", "%(count)s requests were ended.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)
        if skipped:
            text = ngettext(
                "%(count)s request could not be moved from its state.",
                "%(count)s requests could not be moved from their state.",
                skipped,
            )
            self.message_user(request, text % {"count": skipped}, messages.WARNING)
