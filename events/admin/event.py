"""An event with everything that belongs to it, and what the team does with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.accounts.hats import PersonRequest
from andersom.workflow.domain import violated
from andersom.workflow.models import Move
from events.domain import meetings, moving
from events.domain.refusals import Refused
from events.forms.event import (
    DocumentForm,
    EventForm,
    ItemForm,
    ItemFormSet,
    MoveForm,
    ReasonForm,
    moment_of,
)
from events.models import Document, Event, ProgrammeItem, Room, Speaker
from events.states import RegistrationState

BOTH = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]
# What somebody else's change at the same moment may run into, by the name PostgreSQL gives it.
MEANWHILE = {
    "event_not_overfull": gettext_lazy("More people than this have a place already."),
    "item_not_overfull": gettext_lazy("More people than this chose it already."),
}
TWO_STEPS = gettext_lazy(
    "Nothing was saved: somebody or something would be in two places at once. Do two things that "
    "change places in two steps."
)


class RoomInline(admin.TabularInline):
    model = Room
    extra = 1


class SpeakerInline(admin.TabularInline):
    model = Speaker
    extra = 1


class ItemInline(admin.StackedInline):
    """Rooms and speakers can be chosen once they have been saved."""

    model = ProgrammeItem
    form = ItemForm
    formset = ItemFormSet
    extra = 1
    fields = [("begins", "ends"), "title", "text", ("room", "chosen", "capacity"), "who"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProgrammeItem]:
        return super().get_queryset(request).prefetch_related("appearances")


class DocumentInline(admin.TabularInline):
    model = Document
    form = DocumentForm
    extra = 1


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    form = EventForm
    list_display = ["title", "when", "place", "state", "places", "waiting", "look"]
    list_filter = ["state", "kind", "audience"]
    search_fields = ["title", "place", "summary"]
    prepopulated_fields = {"slug": ["title"]}
    actions = ["publish", "unpublish", "close", "open_again", "move", "cancel", "copy"]
    list_per_page = 50
    inlines = [RoomInline, SpeakerInline, ItemInline, DocumentInline]
    fieldsets = [
        (None, {"fields": ["kind", "title", "slug", "summary", "text", "audience"]}),
        (
            gettext_lazy("When and where"),
            {"fields": [("day", "begins", "ends"), "place", "address", "accessibility"]},
        ),
        (
            gettext_lazy("Registration"),
            {"fields": ["capacity", "opens_at", "closes_at", "answer_hours"]},
        ),
        (gettext_lazy("Wall of expectations"), {"fields": ["cards_first_looked_at"]}),
    ]

    def get_inlines(self, request: HttpRequest, obj: Event | None) -> list[Any]:
        """The programme comes once there are rooms and speakers to choose from."""
        return [*self.inlines] if obj else [RoomInline, SpeakerInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        waiting = Q(registrations__state=RegistrationState.WAITING)
        line = Count("registrations", filter=waiting)
        return super().get_queryset(request).annotate(line=line)

    @admin.display(description=gettext_lazy("when"), ordering="during")
    def when(self, event: Event) -> str:
        return f"{event.starts:%d-%m-%Y %H:%M} – {event.ends:%H:%M}"

    @admin.display(description=gettext_lazy("places taken"), ordering="taken")
    def places(self, event: Event) -> str:
        return f"{event.taken} / {event.capacity}"

    @admin.display(description=gettext_lazy("waiting list"), ordering="line")
    def waiting(self, event: Any) -> int:
        return int(event.line)

    @admin.display(description=gettext_lazy("look"))
    def look(self, event: Event) -> SafeString:
        """To its page, and to who comes."""
        people = reverse("admin:events_registration_changelist")
        return format_html(
            '<a href="{}">{}</a> · <a href="{}?event__id__exact={}">{}</a>',
            *(event.get_absolute_url(), _("Page"), people, event.pk, _("Registrations")),
        )

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Only a draft goes; what people knew of is called off and stays to be read."""
        return obj is not None and obj.state == "draft" and super().has_delete_permission(request)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What the forms could not foresee, the database refuses; the team reads why."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            self.message_user(request, MEANWHILE.get(violated(error), TWO_STEPS), messages.ERROR)
            return redirect(request.get_full_path())

    def response_add(self, request: HttpRequest, obj: Event, *args: Any) -> HttpResponse:
        """On to the programme."""
        text = _("The draft has been made. Now add the programme, and publish it.")
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:events_event_change", obj.pk)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        meetings.changed(form.instance, at=timezone.now())

    @admin.action(
        description=gettext_lazy("Publish: everybody reads it"),
        permissions=["change"],
        location=BOTH,
    )
    def publish(self, request: PersonRequest, chosen: QuerySet[Event]) -> None:
        self._each(request, chosen, meetings.publish)

    @admin.action(
        description=gettext_lazy("Back to a draft"), permissions=["change"], location=BOTH
    )
    def unpublish(self, request: PersonRequest, chosen: QuerySet[Event]) -> None:
        self._each(request, chosen, meetings.unpublish)

    @admin.action(
        description=gettext_lazy("Close the registration"), permissions=["change"], location=BOTH
    )
    def close(self, request: PersonRequest, chosen: QuerySet[Event]) -> None:
        self._each(request, chosen, meetings.close)

    @admin.action(
        description=gettext_lazy("Open the registration again"),
        permissions=["change"],
        location=BOTH,
    )
    def open_again(self, request: PersonRequest, chosen: QuerySet[Event]) -> None:
        self._each(request, chosen, meetings.open_again)

    @admin.action(
        description=gettext_lazy("Copy to a new draft"), permissions=["change"], location=BOTH
    )
    def copy(self, request: PersonRequest, chosen: QuerySet[Event]) -> HttpResponse | None:
        event = self._only(request, chosen)
        if event is None:
            return None
        made = meetings.copy(event, by=request.user, at=timezone.now())
        self.message_user(request, _("This is the copy. Look at its times."), messages.SUCCESS)
        return redirect("admin:events_event_change", made.pk)

    @admin.action(
        description=gettext_lazy("Move to another time or place"),
        permissions=["change"],
        location=BOTH,
    )
    def move(self, request: PersonRequest, chosen: QuerySet[Event]) -> HttpResponse | None:
        event = self._only(request, chosen)
        return redirect("admin:events_event_move", event.pk) if event else None

    @admin.action(description=gettext_lazy("Call off"), permissions=["change"], location=BOTH)
    def cancel(self, request: PersonRequest, chosen: QuerySet[Event]) -> HttpResponse | None:
        event = self._only(request, chosen)
        return redirect("admin:events_event_cancel", event.pk) if event else None

    def _each(
        self, request: PersonRequest, chosen: QuerySet[Event], verb: Callable[..., Event]
    ) -> None:
        for event in chosen:
            try:
                verb(event, by=request.user, at=timezone.now())
            except Refused as refused:
                self.message_user(request, f"{event}: {refused.text}", messages.WARNING)
            else:
                text = f"{event}: {event.get_state_display()}"
                self.message_user(request, text, messages.SUCCESS)

    def _only(self, request: HttpRequest, chosen: QuerySet[Event]) -> Event | None:
        events = list(chosen[:2])
        if len(events) == 1:
            return events[0]
        self.message_user(request, _("Choose one event for this."), messages.WARNING)
        return None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/verplaatsen/", view(self.move_page), name="events_event_move"),
            path("<int:pk>/afgelasten/", view(self.cancel_page), name="events_event_cancel"),
            *super().get_urls(),
        ]

    def move_page(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Another time or place; the programme moves along and everybody gets a mail."""
        event = self._changeable(request, pk)
        where = {name: getattr(event, name) for name in ("place", "address", "accessibility")}
        form = MoveForm(request.POST or None, initial=moment_of(event.during) | where)
        if request.method == "POST" and form.is_valid() and self._move(request, event, form):
            return redirect("admin:events_event_change", event.pk)
        words = {
            "title": _("Move “%(event)s”") % {"event": event},
            "explanation": _(
                "The programme moves along with the beginning. Everybody who registered gets a "
                "mail, with the new time for the calendar."
            ),
            "button": _("Move and mail"),
        }
        return self._act_page(request, event, form, words)

    def _move(self, request: PersonRequest, event: Event, form: MoveForm) -> bool:
        data = form.cleaned_data
        where = moving.Where(data["place"], data["address"], data["accessibility"])
        act = {"during": data["during"], "where": where, "reason": data["reason"]}
        try:
            moving.move(event, **act, by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.text)
            return False
        self.message_user(request, _("Moved. Everybody gets a mail."), messages.SUCCESS)
        return True

    def cancel_page(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Call it off with a reason that everybody reads."""
        event = self._changeable(request, pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._cancel(request, event, form):
            return redirect("admin:events_event_change", event.pk)
        words = {
            "title": _("Call off “%(event)s”") % {"event": event},
            "explanation": _(
                "Everybody who registered gets a mail. This cannot be undone; a copy can."
            ),
            "button": _("Call off and mail"),
        }
        return self._act_page(request, event, form, words)

    def _cancel(self, request: PersonRequest, event: Event, form: ReasonForm) -> bool:
        reason = form.cleaned_data["reason"]
        try:
            meetings.cancel(event, by=request.user, at=timezone.now(), reason=reason)
        except Refused as refused:
            form.add_error(None, refused.text)
            return False
        self.message_user(request, _("Called off. Everybody gets a mail."), messages.SUCCESS)
        return True

    def _changeable(self, request: HttpRequest, pk: int) -> Event:
        event = get_object_or_404(Event, pk=pk)
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        return event

    def _act_page(
        self, request: HttpRequest, event: Event, form: Any, words: dict[str, str]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **words,
            "event": event,
            "opts": self.model._meta,
            "form": form,
            "told": event.registrations.told().count(),
            "journal": Move.objects.of(event).select_related("by").reverse(),
        }
        return TemplateResponse(request, "events/admin_act.html", context)
