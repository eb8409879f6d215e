"""The queue as the team sees it: what waits, what went wrong, and each mail as it was sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csp import csp_override

from andersom.accounts.hats import PersonRequest
from andersom.notifications import layout
from andersom.notifications.domain import queue, undeliverable
from andersom.notifications.models import (
    Email,
    Heartbeat,
    InboxItem,
    Preference,
    Undeliverable,
    UndeliverableQuerySet,
)
from andersom.notifications.states import EmailState

TONES = {
    EmailState.SENT: "ok",
    EmailState.FAILED: "danger",
    EmailState.IN_DOUBT: "warn",
    EmailState.HELD: "info",
    EmailState.SENDING: "info",
}


class ReadOnly(admin.ModelAdmin):
    """Looked at, never typed in: these rows are written by what happens."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Email)
class EmailAdmin(ReadOnly):
    list_display = ["subject", "address", "badge", "kind", "created_at", "sent_at", "attempts"]
    list_filter = ["state", "kind", "language", ("created_at", admin.DateFieldListFilter)]
    search_fields = ["address", "subject", "key", "=message_id"]
    search_help_text = _("Address, subject, key or Message-ID")
    date_hierarchy = "created_at"
    actions = ["hold", "release", "cancel", "resend"]
    show_full_result_count = False
    list_per_page = 50

    def get_fieldsets(self, request: HttpRequest, obj: Email | None = None) -> Any:
        life = ["badge", "attempts", "last_error", "not_before", "not_after", "sent_at"]
        return [
            (None, {"fields": ["address", "user", "language", "subject", "words", "as_html"]}),
            (_("Delivery"), {"fields": life}),
            (_("Origin"), {"fields": ["kind", "key", "message_id", "created_at"]}),
        ]

    def has_step_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_email")

    @admin.display(description=_("state"), ordering="state")
    def badge(self, email: Email) -> str:
        tone, label = TONES.get(EmailState(email.state), "neutral"), email.get_state_display()
        return format_html('<span class="badge" data-tone="{}">{}</span>', tone, label)

    @admin.display(description=_("text"))
    def words(self, email: Email) -> Any:
        if email.secret:
            return _("Hidden: it holds a code or link that lets its reader in.")
        return mark_safe(linebreaks(email.text, autoescape=True))

    @admin.display(description="HTML")
    def as_html(self, email: Email) -> Any:
        if email.secret or not email.html:
            return "–"
        url = reverse("admin:notifications_email_html", args=[email.pk])
        return format_html('<a href="{}">{}</a>', url, _("As it is sent"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(csp_override(layout.MAIL_CSP)(self.html))
        return [
            path("<int:pk>/html/", view, name="notifications_email_html"),
            *super().get_urls(),
        ]

    def html(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The HTML of one mail as a page of its own, in which nothing runs."""
        email = get_object_or_404(Email, pk=pk)
        return HttpResponse("" if email.secret else email.html)

    @admin.action(description=_("Hold"), permissions=["step"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        self._apply(request, queryset, queue.hold)

    @admin.action(description=_("Release"), permissions=["step"])
    def release(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        self._apply(request, queryset, queue.release)

    @admin.action(description=_("Cancel"), permissions=["step"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        self._apply(request, queryset, queue.cancel)

    @admin.action(description=_("Send again"), permissions=["step"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        self._apply(request, queryset, queue.resend)

    def _apply(
        self, request: HttpRequest, queryset: QuerySet[Email], verb: Callable[..., None]
    ) -> None:
        now, done, refused = timezone.now(), 0, 0
        for email in queryset:
            try:
                verb(email, by=request.user, at=now)
                done += 1
            except queue.RefusedError:
                refused += 1
        if done:
            text = ngettext("Done for %(n)s mail.", "Done for %(n)s mails.", done)
            self.message_user(request, text % {"n": done}, messages.SUCCESS)
        if refused:
            text = ngettext(
                "Not possible for %(n)s mail: its state does not allow it, or its text is gone.",
                "Not possible for %(n)s mails: their state does not allow it, or the text is gone.",
                refused,
            )
            self.message_user(request, text % {"n": refused}, messages.WARNING)


@admin.register(Undeliverable)
class UndeliverableAdmin(ReadOnly):
    list_display = ["address", "cause", "said", "times", "since", "cleared_at", "cleared_by"]
    list_filter = ["cause", ("cleared_at", admin.EmptyFieldListFilter)]
    search_fields = ["address", "said"]
    list_select_related = ["cleared_by"]
    actions = ["clear"]

    def has_step_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.change_undeliverable")

    @admin.action(description=_("Try the address again"), permissions=["step"])
    def clear(self, request: PersonRequest, queryset: UndeliverableQuerySet) -> None:
        rows = list(queryset.standing())
        for row in rows:
            undeliverable.clear(row, by=request.user, at=timezone.now())
        text = ngettext(
            "Mail goes to %(n)s address again.", "Mail goes to %(n)s addresses again.", len(rows)
        )
        self.message_user(request, text % {"n": len(rows)}, messages.SUCCESS)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly):
    list_display = ["name", "alive", "last_look", "last_success", "count"]

    @admin.display(description=_("alive"), boolean=True)
    def alive(self, heartbeat: Heartbeat) -> bool:
        late = Heartbeat.objects.late(timezone.now())
        return not late.filter(pk=heartbeat.pk).exists()


@admin.register(InboxItem)
class InboxItemAdmin(ReadOnly):
    list_display = ["title", "user", "kind", "created_at", "read_at"]
    list_filter = ["kind", ("read_at", admin.EmptyFieldListFilter)]
    search_fields = ["title", "user__email", "user__name", "key"]
    list_select_related = ["user"]
    fields = ["user", "title", "text", "link", "kind", "created_at", "read_at"]


@admin.register(Preference)
class PreferenceAdmin(admin.ModelAdmin):
    list_display = ["user", "address", "topic", "by_mail", "inside", "rhythm"]
    list_filter = ["topic", "by_mail", "rhythm"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]
