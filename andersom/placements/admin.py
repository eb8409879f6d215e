"""Rules, placements, lessons and the ledger in the project team's admin; acts go by the verbs."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from andersom.accounts.models import User
from andersom.lib.dates import local_date, month_of
from andersom.placements.domain import ledger, lessons, placements
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import (
    AreaRule,
    GroupMonth,
    Lesson,
    LessonGroup,
    Placement,
    RuleSet,
    Slot,
)
from andersom.placements.models.rules import COUNTABLE
from andersom.placements.states import BY_TEAM
from andersom.ui.texts import hours_short


class AreaRuleInline(admin.TabularInline):
    model = AreaRule
    extra = 0


class RuleSetForm(forms.ModelForm):
    """Licence statuses are ticked, not typed: a slip of the pen would switch the rule off."""

    counted_licences = forms.MultipleChoiceField(
        label=gettext_lazy("licence statuses that count"),
        choices=COUNTABLE,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = RuleSet
        fields = forms.ALL_FIELDS


@admin.register(RuleSet)
class RuleSetAdmin(admin.ModelAdmin):
    """Dated rules. A rule that months already stand on is ended, not deleted."""

    form = RuleSetForm
    list_display = ["name", "region", "valid_from", "valid_until", "hours", "above", "source_url"]
    list_filter = ["region", "above"]
    inlines = [AreaRuleInline]
    actions = ["recount"]

    @admin.display(description=gettext_lazy("limit (hours a month)"), ordering="limit_minutes")
    def hours(self, rules: RuleSet) -> str:
        return hours_short(rules.limit_minutes)

    def has_delete_permission(self, request: HttpRequest, obj: RuleSet | None = None) -> bool:
        in_use = obj is not None and GroupMonth.objects.filter(month__gte=obj.valid_from).exists()
        return super().has_delete_permission(request, obj) and not in_use

    @admin.action(description=gettext_lazy("Apply to this month and later (recount)"))
    def recount(self, request: HttpRequest, chosen: QuerySet[RuleSet]) -> None:
        now = timezone.now()
        for region in sorted({rules.region for rules in chosen}):
            try:
                count = ledger.recount(
                    region, month=month_of(local_date(now)), by=_who(request), at=now
                )
            except Refused as refused:
                self.message_user(request, f"{region}: {refused.text}", messages.ERROR)
            else:
                text = ngettext("%(count)s month.", "%(count)s months.", count)
                self.message_user(request, text % {"count": count}, messages.SUCCESS)


class SlotInline(admin.TabularInline):
    model = Slot
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Placement)
class PlacementAdmin(admin.ModelAdmin):
    """Agreed work. Dates and states change by acts, so only the facts around them are edited."""

    list_display = [
        "professional",
        "school",
        "domain",
        "phase",
        "contract",
        "start",
        "end",
        "state",
    ]
    list_filter = ["state", "phase", "contract", "domain", "school__board"]
    list_select_related = ["professional", "school", "domain"]
    search_fields = ["professional__name", "professional__provider__name", "school__name"]
    date_hierarchy = "start"
    fields = [
        *("request", "school", "professional", "domain", "learning_area", "groups"),
        *("phase", "contract", "teacher_present", "start", "end", "state"),
        *("school_confirmed_at", "provider_confirmed_at", "created_at"),
    ]
    readonly_fields = fields[:6] + fields[8:]  # type: ignore[assignment]  # all but phase and contract form
    inlines = [SlotInline]
    actions = ["cancel", "end"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Cancel: lessons to come do not take place"))
    def cancel(self, request: HttpRequest, chosen: QuerySet[Placement]) -> None:
        _each(self, request, chosen, placements.cancel)

    @admin.action(description=gettext_lazy("End: given lessons stay in the books"))
    def end(self, request: HttpRequest, chosen: QuerySet[Placement]) -> None:
        _each(self, request, chosen, placements.end)


class LessonGroupInline(admin.TabularInline):
    model = LessonGroup
    extra = 0
    fields = ["group", "month", "minutes", "takes_time", "counted", "co_teaching"]
    readonly_fields = fields  # type: ignore[assignment]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Lesson)
class LessonAdmin(admin.ModelAdmin):
    """Single lessons. They move on the site, where every rule is asked; here they are cancelled."""

    list_display = ["when", "placement", "professional", "minutes", "licence", "state"]
    list_filter = ["state", "licence", "teacher_present", "placement__school__board"]
    list_select_related = ["placement__professional", "placement__school", "professional"]
    search_fields = ["professional__name", "placement__school__name"]
    fields = [
        *("placement", "professional", "when", "minutes", "licence", "teacher_present", "state"),
    ]
    readonly_fields = fields  # type: ignore[assignment]
    inlines = [LessonGroupInline]
    actions = ["cancel"]
    ordering = ["-during"]

    @admin.display(description=gettext_lazy("time"), ordering="during")
    def when(self, lesson: Lesson) -> str:
        return f"{lesson.starts:%d-%m-%Y %H:%M}–{lesson.ends:%H:%M}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Cancel these lessons"))
    def cancel(self, request: HttpRequest, chosen: QuerySet[Lesson]) -> None:
        _each(self, request, chosen, lessons.cancel)


@admin.register(GroupMonth)
class GroupMonthAdmin(admin.ModelAdmin):
    """The ledger, to read: lessons keep it."""

    list_display = ["school", "group", "month", "counted", "limit", "extra", "extra_reason"]
    list_filter = ["month", "group__school__board"]
    list_select_related = ["group__school"]
    search_fields = ["group__label", "group__school__name"]
    ordering = ["-month", "group__school__name", "group__label"]

    @admin.display(description=gettext_lazy("school"), ordering="group__school__name")
    def school(self, row: GroupMonth) -> str:
        return str(row.group.school)

    @admin.display(description=gettext_lazy("counted"), ordering="minutes")
    def counted(self, row: GroupMonth) -> str:
        return hours_short(row.minutes)

    @admin.display(description=gettext_lazy("limit"), ordering="limit_minutes")
    def limit(self, row: GroupMonth) -> str:
        return hours_short(row.limit_minutes)

    @admin.display(description=gettext_lazy("extra"), ordering="extra_minutes")
    def extra(self, row: GroupMonth) -> str:
        return hours_short(row.extra_minutes) if row.extra_minutes else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _who(request: HttpRequest) -> User:
    """The admin lets nobody in without signing in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def _each(model_admin: admin.ModelAdmin, request: HttpRequest, chosen: Any, verb: Any) -> None:
    """Apply a verb to each chosen row; say how many, and why the others were refused."""
    done = 0
    for obj in chosen:
        try:
            verb(obj, by=_who(request), at=timezone.now(), reason=BY_TEAM)
        except Refused as refused:
            model_admin.message_user(request, f"{obj}: {refused.text}", messages.ERROR)
        else:
            done += 1
    if done:
        text = ngettext("%(count)s done.", "%(count)s done.", done) % {"count": done}
        model_admin.message_user(request, text, messages.SUCCESS)
