"""The school register as an upload: look first, then import what was shown."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.workflow.machine import IllegalMove
from schools.domain import register
from schools.models import RegisterUpload

LARGEST = 20 * 1024 * 1024
HEADINGS = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "closed": gettext_lazy("Will be closed"),
    "reopened": gettext_lazy("Open again"),
    "rejected": gettext_lazy("Rejected lines"),
}


class UploadForm(forms.ModelForm):
    file = forms.FileField(
        label=gettext_lazy("File with school sites"),
        help_text=gettext_lazy("DUO, sites of primary schools (CSV), old or new shape."),
    )
    boards_file = forms.FileField(
        label=gettext_lazy("File with school boards"),
        required=False,
        help_text=gettext_lazy("DUO, besturenbo.csv: names of the boards."),
    )
    municipality = forms.RegexField(
        r"^[0-9]{4}$",
        label=gettext_lazy("Municipality code"),
        initial=settings.MUNICIPALITY,
        error_messages={"invalid": gettext_lazy("Enter four digits, for example 0518.")},
    )

    class Meta:
        model = RegisterUpload
        fields = ["municipality"]

    def clean(self) -> dict[str, Any]:
        """Try the comparison: a file of the wrong shape is told at its field."""
        data = super().clean() or {}
        for name in ("file", "boards_file"):
            if data.get(name) and data[name].size > LARGEST:
                self.add_error(name, _("This file is too large."))
        if self.errors:
            return data
        data["content"] = data["file"].read()
        data["boards"] = data["boards_file"].read() if data.get("boards_file") else b""
        try:
            register.compare(
                data["content"], municipality=data["municipality"], boards=data["boards"]
            )
        except register.WrongShape as error:
            self.add_error("file", _("This is not the file we need: %(why)s.") % {"why": error})
        return data


@admin.register(RegisterUpload)
class RegisterUploadAdmin(admin.ModelAdmin):
    list_display = ["file_name", "state", "line", "uploaded_by", "uploaded_at", "applied_at"]
    list_filter = ["state"]
    list_select_related = ["uploaded_by"]
    search_fields = ["file_name"]
    actions = ["apply"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or obj.state == "preview"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(request, obj, change, **kwargs) if change else UploadForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["file", "boards_file", "municipality"]
        shown = ["file_name", "municipality", "state", "line", "found", "uploaded_by"]
        return [*shown, "uploaded_at", "applied_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj) if obj else []

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        hidden = {
            "show_save": False,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | hidden)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep the upload with its preview; nothing is imported yet."""
        made = register.preview(
            file_name=form.cleaned_data["file"].name,
            content=form.cleaned_data["content"],
            boards=form.cleaned_data["boards"],
            municipality=form.cleaned_data["municipality"],
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        obj.pk = made.pk
        obj.refresh_from_db()

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        text = _(
            "This is what the import would do; nothing has changed yet. "
            "To go on, choose the action “Import what the preview shows”."
        )
        self.message_user(request, text, messages.INFO)
        return redirect(reverse("admin:schools_registerupload_change", args=[obj.pk]))

    @admin.display(description=gettext_lazy("details"))
    def found(self, upload: RegisterUpload) -> str:
        """Names behind the counts."""
        parts = [
            format_html(
                "<h3>{}</h3><ul>{}</ul>",
                heading,
                format_html_join("", "<li>{}</li>", ((_told(row),) for row in rows)),
            )
            for name, heading in HEADINGS.items()
            if (rows := upload.report.get(name))
        ]
        return format_html_join("", "{}", ((part,) for part in parts)) or "–"

    @admin.action(
        description=gettext_lazy("Import what the preview shows"),
        permissions=["change"],
        location=[ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM],
    )
    def apply(self, request: HttpRequest, queryset: QuerySet[RegisterUpload]) -> None:
        for upload in queryset:
            try:
                found = register.apply(upload, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            except IllegalMove:
                text = _("%(file)s was imported already.") % {"file": upload}
                self.message_user(request, text, messages.WARNING)
            else:
                self.message_user(request, found.line(), messages.SUCCESS)


def _told(row: Any) -> str:
    if isinstance(row, list):
        return _("line %(line)s: %(reason)s") % {"line": row[0], "reason": row[1]}
    return str(row)
