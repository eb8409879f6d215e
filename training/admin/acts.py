"""What the lists share: acts on chosen rows, and the journal of one."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import get_model_from_relation
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from training.domain.refusals import Refused


class NamedFilter(admin.RelatedFieldListFilter):
    """Loads along what the names of the choices are made of: one question, however many."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        model = get_model_from_relation(field)
        behind = {"cohort": "programme", "trainer": "user"}[str(model._meta.model_name)]
        return [(one.pk, str(one)) for one in model._default_manager.select_related(behind)]


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that come to be by acts, and stay."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.opts.fields]


def each(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    chosen: Iterable[Any],
    verb: Callable[..., Any],
    **facts: Any,
) -> None:
    """Apply a verb to each chosen row; say how many, and why the others were refused."""
    done = 0
    for thing in chosen:
        try:
            verb(thing, by=request.user, at=timezone.now(), **facts)
        except Refused as refused:
            model_admin.message_user(request, f"{thing}: {refused.text}", messages.WARNING)
        else:
            done += 1
    if done:
        text = ngettext("%(count)s done.", "%(count)s done.", done) % {"count": done}
        model_admin.message_user(request, text, messages.SUCCESS)
