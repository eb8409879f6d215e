"""What the team sees of mail and messages: the queue, the texts, and what runs by itself."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from andersom.accounts.hats import PersonRequest
from andersom.notifications.admin.letters import LetterTextAdmin
from andersom.notifications.admin.queue import EmailAdmin
from andersom.notifications.admin.read_only import ReadOnly
from andersom.notifications.domain import undeliverable
from andersom.notifications.models import Heartbeat, InboxItem, Preference, Undeliverable
from andersom.notifications.models.undeliverable import UndeliverableQuerySet

__all__ = ["EmailAdmin", "LetterTextAdmin"]


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
