"""Enrolments as the team decides on them, exceptions, and schools that confirm."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from andersom.accounts.hats import PersonRequest
from andersom.workflow.admin import JournalInline
from andersom.workflow.models import Move
from training.domain import enrolments, weekly
from training.domain.refusals import Refused
from training.forms.programme import DecisionForm
from training.models import Enrolment, Waiver, WeeklySchool
from training.states import ENROLMENT

from .acts import NamedFilter, ReadOnlyAdmin, each

VERBS: dict[str, tuple[Callable[..., Enrolment], Any]] = {
    "admit": (enrolments.admit, _("Admit")),
    "put_on_hold": (enrolments.put_on_hold, _("Move to the waiting list")),
    "decline": (enrolments.decline, _("Do not admit")),
}


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """Who wants to take part. What the intake was about is between trainee and trainers."""

    list_display = ["professional", "provider", "cohort", "state", "queue", "applied_at", "look"]
    list_filter: ClassVar[Any] = ["state", ("cohort", NamedFilter), "applied_at"]
    list_select_related = ["professional__provider", "cohort__programme"]
    search_fields = ["professional__name", "professional__provider__name", "cohort__title"]
    date_hierarchy = "applied_at"
    inlines = [JournalInline]
    actions = ["admit", "put_on_hold"]
    exclude = ["eligibility"]

    @admin.display(description=_("provider"), ordering="professional__provider__name")
    def provider(self, enrolment: Enrolment) -> str:
        return str(enrolment.professional.provider)

    @admin.display(description=_("waiting list"), ordering="queue_number")
    def queue(self, enrolment: Enrolment) -> int | str:
        return enrolment.queue_number or ""

    @admin.display(description=_("look"))
    def look(self, enrolment: Enrolment) -> SafeString:
        url = reverse("admin:training_enrolment_decide", args=[enrolment.pk])
        words = _("Decide") if choices(enrolment) else _("Look")
        return format_html('<a href="{}">{}</a>', url, words)

    @admin.action(description=_("Admit"), permissions=["change"])
    def admit(self, request: HttpRequest, chosen: QuerySet[Enrolment]) -> None:
        each(self, request, self._in_order(chosen), enrolments.admit)

    @admin.action(description=_("Move to the waiting list"), permissions=["change"])
    def put_on_hold(self, request: HttpRequest, chosen: QuerySet[Enrolment]) -> None:
        each(self, request, self._in_order(chosen), enrolments.put_on_hold)

    def _in_order(self, chosen: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        found = chosen.select_related("professional__provider", "user", "cohort__programme")
        return found.order_by("applied_at", "pk")

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.decide_page)
        name = "training_enrolment_decide"
        return [path("<int:pk>/besluiten/", page, name=name), *super().get_urls()]

    def decide_page(self, request: PersonRequest, pk: int) -> HttpResponse:
        """The criteria as they were shown, why she joins, the journal, and the decision."""
        found = get_object_or_404(Enrolment.objects.for_reading(), pk=pk)
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        form = DecisionForm(request.POST or None, choices=choices(found))
        if request.method == "POST" and form.is_valid() and self._decide(request, found, form):
            return redirect("admin:training_enrolment_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": str(found),
            "enrolment": found,
            "opts": self.model._meta,
            "form": form,
            "journal": Move.objects.of(found).select_related("by").reverse(),
        }
        return TemplateResponse(request, "training/admin_decide.html", context)

    def _decide(self, request: PersonRequest, found: Enrolment, form: DecisionForm) -> bool:
        act, words = VERBS[form.cleaned_data["verb"]]
        try:
            act(found, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error("reason" if refused.code == "reason_missing" else None, refused.text)
            return False
        text = _("%(enrolment)s: %(decision)s. The trainee gets a mail.")
        values = {"enrolment": found, "decision": str(words).lower()}
        self.message_user(request, text % values, messages.SUCCESS)
        return True


def choices(enrolment: Enrolment) -> list[tuple[str, Any]]:
    """What the team may decide now."""
    possible = ENROLMENT.verbs(enrolment.state)
    return [(verb, words) for verb, (_act, words) in VERBS.items() if verb in possible]


@admin.register(Waiver)
class WaiverAdmin(admin.ModelAdmin):
    """The team lets somebody enrol who does not meet a criterion; the trainee reads why."""

    list_display = ["professional", "cohort", "reason", "by", "at"]
    list_filter: ClassVar[Any] = [("cohort", NamedFilter)]
    list_select_related = ["professional", "cohort__programme", "by"]
    search_fields = ["professional__name", "reason"]
    autocomplete_fields = ["professional", "cohort"]
    fields = ["cohort", "professional", "reason"]

    def save_model(self, request: HttpRequest, obj: Waiver, form: Any, change: bool) -> None:
        obj.by, obj.at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)


@admin.register(WeeklySchool)
class WeeklySchoolAdmin(ReadOnlyAdmin):
    """Schools that confirm; those without people here the team calls itself."""

    list_display = ["professional", "school", "phone", "cohort", "state", "asked_at", "nobody"]
    list_filter: ClassVar[Any] = ["state", ("cohort", NamedFilter)]
    list_select_related = ["professional", "school", "cohort__programme"]
    search_fields = ["professional__name", "school__name"]
    inlines = [JournalInline]
    actions = ["confirm", "deny"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WeeklySchool]:
        return super().get_queryset(request).with_members()  # type: ignore[attr-defined]

    @admin.display(description=_("phone number"))
    def phone(self, asked: WeeklySchool) -> str:
        return asked.school.phone

    @admin.display(description=_("team calls"), boolean=True)
    def nobody(self, asked: Any) -> bool:
        return not asked.has_members

    @admin.action(description=_("The school confirms"), permissions=["change"])
    def confirm(self, request: HttpRequest, chosen: QuerySet[WeeklySchool]) -> None:
        each(self, request, self._whole(chosen), weekly.decide, yes=True)

    @admin.action(description=_("The school denies"), permissions=["change"])
    def deny(self, request: HttpRequest, chosen: QuerySet[WeeklySchool]) -> None:
        each(self, request, self._whole(chosen), weekly.decide, yes=False)

    def _whole(self, chosen: QuerySet[WeeklySchool]) -> QuerySet[WeeklySchool]:
        return chosen.select_related(
            "professional__provider", "school", "cohort__programme", "asked_by"
        )
