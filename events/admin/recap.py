"""The recap in the project team's admin: texts, photos, quotes and links; published by a verb."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.accounts.hats import PersonRequest
from andersom.workflow.machine import IllegalMove
from events.domain import recap
from events.domain.refusals import Refused
from events.forms.recap import PhotoForm
from events.models import Quote, Recap, RecapLink, RecapPhoto, Theme

BOTH = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]


class PhotoInline(admin.StackedInline):
    model = RecapPhoto
    form = PhotoForm
    extra = 1


class QuoteInline(admin.TabularInline):
    model = Quote
    extra = 1


class LinkInline(admin.TabularInline):
    model = RecapLink
    extra = 1


@admin.register(Recap)
class RecapAdmin(admin.ModelAdmin):
    list_display = ["event", "summary", "published_at", "look"]
    list_select_related = ["event"]
    search_fields = ["event__title", "summary"]
    autocomplete_fields = ["event"]
    readonly_fields = ["published_at"]
    fields = ["event", "summary", "text", "published_at"]
    inlines = [PhotoInline, QuoteInline, LinkInline]
    actions = ["publish", "take_back"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        """One sentence is read whole while it is written."""
        if db_field.name == "summary":
            more["widget"] = AdminTextareaWidget({"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **more)

    @admin.display(description=gettext_lazy("look"))
    def look(self, thing: Recap) -> SafeString:
        return format_html('<a href="{}">{}</a>', thing.get_absolute_url(), _("Look"))

    @admin.action(
        description=gettext_lazy("Publish: everybody reads it, who was there gets a mail"),
        permissions=["change"],
        location=BOTH,
    )
    def publish(self, request: PersonRequest, chosen: QuerySet[Recap]) -> None:
        self._each(request, chosen, recap.publish)

    @admin.action(
        description=gettext_lazy("Take back: only the team reads it"),
        permissions=["change"],
        location=BOTH,
    )
    def take_back(self, request: PersonRequest, chosen: QuerySet[Recap]) -> None:
        self._each(request, chosen, recap.take_back)

    def _each(self, request: PersonRequest, chosen: QuerySet[Recap], verb: Any) -> None:
        for one in chosen.select_related("event"):
            try:
                verb(one, by=request.user, at=timezone.now())
            except Refused as refused:
                self.message_user(request, f"{one}: {refused.text}", messages.WARNING)
            except IllegalMove:
                text = _("%(event)s is %(state)s: first close the event.")
                values = {"event": one.event, "state": one.event.get_state_display()}
                self.message_user(request, text % values, messages.WARNING)
            else:
                done = f"{one}: {one.event.get_state_display()}"
                self.message_user(request, done, messages.SUCCESS)


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    """What we do with each theme of the wall; the recap shows it."""

    list_display = ["title", "event", "position", "answer"]
    list_editable = ["position"]
    list_filter = ["event"]
    list_select_related = ["event"]
    search_fields = ["title", "answer"]
