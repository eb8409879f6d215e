"""Programmes, editions with their modules and sessions, and who trains."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import ForeignKey, ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from andersom.workflow.admin import JournalInline
from training.domain import cohorts, enrolments
from training.domain.refusals import Refused
from training.forms.programme import (
    AwayForm,
    CohortForm,
    SessionForm,
    SessionFormSet,
    TrainerForm,
)
from training.models import (
    Cohort,
    Criterion,
    Material,
    Module,
    Programme,
    Session,
    Trainer,
    TrainerAway,
)

from .acts import NamedFilter, each


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["title", "summary", "certificate_months"]
    search_fields = ["title"]


class ModuleInline(admin.StackedInline):
    model = Module
    extra = 0
    show_change_link = True  # the materials are there


class SessionInline(admin.TabularInline):
    model = Session
    form = SessionForm
    formset = SessionFormSet
    extra = 0
    autocomplete_fields = ["trainer"]
    fields = ["module", "day", "begins", "ends", "trainer", "place", "make_up"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Modules of another edition are no choice."""
        self.cohort = obj
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "module":
            kwargs["queryset"] = Module.objects.filter(cohort=self.cohort)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CriterionInline(admin.TabularInline):
    model = Criterion
    extra = 0


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    """An edition is made as a draft; the modules first, and then their sessions."""

    form = CohortForm
    list_display = ["title", "programme", "state", "taken", "capacity", "waits", "start", "glance"]
    list_filter = ["state", "programme"]
    list_select_related = ["programme"]
    search_fields = ["title", "programme__title"]
    prepopulated_fields: ClassVar[Any] = {"slug": ["title"]}
    # Few enough to tick; the double list of the admin has labels that screen readers do not read.
    formfield_overrides: ClassVar[Any] = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    readonly_fields = ["state", "taken"]
    inlines = [ModuleInline, SessionInline, CriterionInline, JournalInline]
    actions = ["publish", "unpublish", "close", "reopen", "offer", "copy"]
    fieldsets = [
        (None, {"fields": ["programme", ("title", "slug"), ("state", "taken")]}),
        (_("For visitors"), {"fields": ["partners", "place", "price", ("start", "end")]}),
        (
            _("Enrolling"),
            {"fields": [("enrol_from", "enrol_until"), ("capacity", "answer_days"), "weeks"]},
        ),
        (_("Requirements"), {"fields": ["attendance", ("visits", "weeks_between_visits")]}),
        (_("trainers"), {"fields": ["trainers"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        return super().get_queryset(request).with_waiting()  # type: ignore[attr-defined]

    @admin.display(description=_("waiting list"))
    def waits(self, cohort: Any) -> int:
        return int(cohort.waiting)

    @admin.display(description=_("at a glance"))
    def glance(self, cohort: Cohort) -> SafeString:
        url = reverse("training:dashboard", args=[cohort.pk])
        return format_html('<a href="{}">{}</a>', url, _("Look"))

    def get_inlines(self, request: HttpRequest, obj: Cohort | None) -> list[Any]:
        return [ModuleInline, CriterionInline] if obj is None else self.inlines

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Cohort | None:
        """Held while it is saved, so that nobody takes a place below the new capacity."""
        found: Cohort | None = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST":
            found.taken = enrolments.lock(found.pk).taken
        return found

    def save_model(self, request: HttpRequest, obj: Cohort, form: ModelForm, change: bool) -> None:
        """Places that came go to who waits."""
        super().save_model(request, obj, form, change)
        if "capacity" in form.changed_data and change:
            enrolments.fill(obj, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: Cohort | None = None) -> bool:
        """Who enrolled is never lost."""
        used = obj is not None and obj.enrolments.exists()
        return super().has_delete_permission(request, obj) and not used

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Cohort]) -> None:
        each(self, request, chosen, cohorts.publish)

    @admin.action(description=_("Back to draft"), permissions=["change"])
    def unpublish(self, request: HttpRequest, chosen: QuerySet[Cohort]) -> None:
        each(self, request, chosen, cohorts.unpublish)

    @admin.action(description=_("Close: no longer on the site"), permissions=["change"])
    def close(self, request: HttpRequest, chosen: QuerySet[Cohort]) -> None:
        each(self, request, chosen, cohorts.close)

    @admin.action(description=_("Reopen: on the site again"), permissions=["change"])
    def reopen(self, request: HttpRequest, chosen: QuerySet[Cohort]) -> None:
        each(self, request, chosen, cohorts.reopen)

    @admin.action(description=_("Offer free places to who waits"), permissions=["change"])
    def offer(self, request: HttpRequest, chosen: QuerySet[Cohort]) -> None:
        each(self, request, chosen, enrolments.offer_next)

    @admin.action(description=_("Copy: the same modules, without dates"), permissions=["add"])
    def copy(self, request: HttpRequest, chosen: QuerySet[Cohort]) -> HttpResponse | None:
        """One edition; its copy opens, to get its own days."""
        if len(chosen) != 1:
            self.message_user(request, _("Choose one edition to copy."), messages.WARNING)
            return None
        try:
            made = cohorts.copy(chosen[0], by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except Refused as refused:
            self.message_user(request, refused.text, messages.WARNING)
            return None
        return redirect("admin:training_cohort_change", made.pk)


class MaterialInline(admin.TabularInline):
    model = Material
    extra = 1


@admin.register(Module)
class ModuleAdmin(admin.ModelAdmin):
    """Links to read and watch; the module itself is made with its edition."""

    list_display = ["title", "cohort", "position"]
    list_filter: ClassVar[Any] = [("cohort", NamedFilter)]
    list_select_related = ["cohort__programme"]
    search_fields = ["title"]
    readonly_fields = ["cohort"]
    inlines = [MaterialInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    form = SessionForm
    list_display = ["when", "module", "cohort", "trainer", "make_up"]
    list_filter: ClassVar[Any] = [("cohort", NamedFilter), ("trainer", NamedFilter), "make_up"]
    list_select_related = ["module__cohort", "cohort__programme", "trainer__user"]
    search_fields = ["module__title", "cohort__title"]
    fields = ["module", "day", "begins", "ends", "trainer", "place", "make_up"]

    @admin.display(description=_("time"), ordering="during")
    def when(self, session: Session) -> str:
        return f"{session.starts:%d-%m-%Y %H:%M}–{session.ends:%H:%M}"


class AwayInline(admin.TabularInline):
    model = TrainerAway
    form = AwayForm
    extra = 0


@admin.register(Trainer)
class TrainerAdmin(admin.ModelAdmin):
    form = TrainerForm
    list_display = ["user", "organisation", "postcode_area", "visits_per_week", "active"]
    list_filter: ClassVar[Any] = ["active", ("cohorts", NamedFilter)]
    list_select_related = ["user", "postcode_area"]
    search_fields = ["user__name", "user__email", "organisation"]
    autocomplete_fields = ["user"]
    inlines = [AwayInline]

    def has_delete_permission(self, request: HttpRequest, obj: Trainer | None = None) -> bool:
        """Whoever trained stays in the books; make her inactive."""
        used = obj is not None and (obj.sessions.exists() or obj.visits.exists())
        return super().has_delete_permission(request, obj) and not used
