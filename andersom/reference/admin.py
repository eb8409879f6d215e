"""What the team keeps right about the city and the school year."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from andersom.lib import geo
from andersom.reference.models import (
    District,
    Domain,
    Holiday,
    LearningArea,
    PostcodeArea,
    SubjectTag,
)


class SubjectTagInline(admin.TabularInline):
    model = SubjectTag
    extra = 1
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Domain)
class DomainAdmin(admin.ModelAdmin):
    list_display = ["name", "position", "active", "subjects"]
    list_editable = ["position", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SubjectTagInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Domain]:
        return super().get_queryset(request).annotate(tag_count=Count("tags"))

    @admin.display(description=_("subject tags"), ordering="tag_count")
    def subjects(self, domain: Any) -> int:
        return int(domain.tag_count)


@admin.register(SubjectTag)
class SubjectTagAdmin(admin.ModelAdmin):
    list_display = ["name", "domain"]
    list_filter = ["domain"]
    list_select_related = ["domain"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(LearningArea)
class LearningAreaAdmin(admin.ModelAdmin):
    list_display = ["name", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(PostcodeArea)
class PostcodeAreaAdmin(admin.ModelAdmin):
    list_display = ["pc4", "district", "latitude", "longitude", "post_box"]
    list_filter = ["district", "post_box"]
    list_select_related = ["district"]
    search_fields = ["pc4"]

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """The whole metres follow from the degrees."""
        if obj.latitude is not None and obj.longitude is not None:
            obj.x, obj.y, obj.z = geo.position(obj.latitude, obj.longitude)
        super().save_model(request, obj, form, change)


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "first_day", "last_day", "advisory", "source"]
    list_filter = ["kind", "region", "advisory"]
    search_fields = ["name"]
    date_hierarchy = "first_day"
