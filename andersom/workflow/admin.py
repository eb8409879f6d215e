"""The journal of one thing, as the admin of every app shows it below that thing."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from andersom.workflow.models import Move


class JournalInline(GenericTabularInline):
    """Who did what and why, newest first; only to read."""

    model = Move
    extra = 0
    max_num = 0
    can_delete = False
    ordering = ["-at", "-pk"]
    fields: ClassVar[Any] = ["at", "what", "from_state", "to_state", "by", "why"]
    readonly_fields = fields
    verbose_name_plural = _("journal")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Move]:
        return super().get_queryset(request).select_related("by", "content_type")

    @admin.display(description=_("what happened"))
    def what(self, move: Move) -> str:
        return move.what

    @admin.display(description=_("state before"))
    def from_state(self, move: Move) -> str:
        return move.from_state

    @admin.display(description=_("state after"))
    def to_state(self, move: Move) -> str:
        return move.to_state

    @admin.display(description=_("reason"))
    def why(self, move: Move) -> str:
        return move.why

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
