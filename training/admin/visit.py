"""Practice visits, to read: the site plans, reports and signs them, where every rule is asked."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from andersom.workflow.admin import JournalInline
from training.domain.visits import obstacles
from training.models import Visit, VisitScore

from .acts import NamedFilter, ReadOnlyAdmin

FIELDS: list[Any] = [
    *("enrolment", "week", "state", "why", "trainer", "lesson", "when"),
    *("went_well", "next_step", "reaction", "trainer_signed_at", "trainee_signed_at"),
]


class VisitScoreInline(admin.TabularInline):
    model = VisitScore
    extra = 0
    fields = ["criterion", "score"]
    readonly_fields = ["criterion", "score"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ObstacleFilter(admin.SimpleListFilter):
    """In words; the column holds codes."""

    title = _("why it is not planned")
    parameter_name = "obstacle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(obstacles.SENTENCES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Visit]) -> QuerySet[Visit]:
        return queryset.filter(obstacle=self.value()) if self.value() else queryset


@admin.register(Visit)
class VisitAdmin(ReadOnlyAdmin):
    list_display = ["week", "trainee", "trainer", "when", "state", "why"]
    list_filter: ClassVar[Any] = [
        "state",
        ("enrolment__cohort", NamedFilter),
        ("trainer", NamedFilter),
        ObstacleFilter,
    ]
    list_select_related = [
        "enrolment__professional",
        "enrolment__cohort__programme",
        "trainer__user",
    ]
    search_fields = ["enrolment__professional__name", "trainer__user__name"]
    date_hierarchy = "week"
    ordering = ["-week", "enrolment__professional__name"]
    fields = FIELDS
    inlines = [VisitScoreInline, JournalInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(FIELDS)

    @admin.display(description=_("trainee"), ordering="enrolment__professional__name")
    def trainee(self, visit: Visit) -> str:
        return visit.enrolment.professional.name

    @admin.display(description=_("time"), ordering="during")
    def when(self, visit: Visit) -> str:
        if visit.starts and visit.ends:
            return f"{visit.starts:%d-%m-%Y %H:%M}–{visit.ends:%H:%M}"
        return "–"

    @admin.display(description=_("why it is not planned"))
    def why(self, visit: Visit) -> str:
        return obstacles.sentence(visit.obstacle) or "–"
