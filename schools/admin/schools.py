"""Boards, schools, their members, groups and days."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.domain import members
from schools.forms.people import InviteForm
from schools.models import (
    Board,
    ClosedDay,
    Condition,
    ConditionTick,
    Group,
    Member,
    School,
    SchoolDay,
)


@admin.register(Board)
class BoardAdmin(admin.ModelAdmin):
    list_display = ["__str__", "number", "kvk_number", "sites"]
    search_fields = ["name", "number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Board]:
        return super().get_queryset(request).annotate(sites_count=Count("schools"))

    @admin.display(description=gettext_lazy("schools"), ordering="sites_count")
    def sites(self, board: Any) -> int:
        return int(board.sites_count)


class MemberInline(admin.TabularInline):
    """Members come in by invitation only; here they are seen."""

    model = Member
    extra = 0
    fields = ["user", "role", "since"]
    readonly_fields = ["user", "role", "since"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        return super().get_queryset(request).select_related("user")


class SchoolDayInline(admin.TabularInline):
    model = SchoolDay
    extra = 0


class ClosedDayInline(admin.TabularInline):
    model = ClosedDay
    extra = 0


class TickInline(admin.TabularInline):
    model = ConditionTick
    extra = 0
    fields = ["condition", "school_year", "arranged_on", "ticked_by", "ticked_at"]
    readonly_fields = ["condition", "school_year", "arranged_on", "ticked_by", "ticked_at"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConditionTick]:
        return super().get_queryset(request).select_related("condition", "ticked_by")


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin):
    """Name and address are the register's: the next import would overwrite a change."""

    list_display = ["name", "location_code", "board", "district", "status", "people"]
    list_filter = ["status", "postcode_area__district", "board"]
    search_fields = ["name", "location_code", "institution_code", "postcode"]
    list_select_related = ["board", "postcode_area__district"]
    inlines = [MemberInline, SchoolDayInline, ClosedDayInline, TickInline]
    readonly_fields = [
        *("location_code", "institution_code", "name", "board", "street", "house_number"),
        *("postcode", "city", "postcode_area", "municipality", "denomination", "status"),
    ]
    fieldsets = [
        (None, {"fields": ["name", "location_code", "institution_code", "board", "status"]}),
        (
            gettext_lazy("Address"),
            {
                "fields": [
                    *("street", "house_number", "postcode", "city"),
                    *("postcode_area", "municipality"),
                ]
            },
        ),
        (
            gettext_lazy("Facts"),
            {"fields": ["denomination", "phone", "website", "covenant_since", "region"]},
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # schools come from the register

    def has_delete_permission(self, request: HttpRequest, obj: School | None = None) -> bool:
        return False  # a school that is gone is closed

    def get_queryset(self, request: HttpRequest) -> QuerySet[School]:
        return super().get_queryset(request).annotate(people_count=Count("members"))

    @admin.display(description=gettext_lazy("district"), ordering="postcode_area__district")
    def district(self, school: School) -> str:
        area = school.postcode_area
        return str(area.district) if area and area.district else "–"

    @admin.display(description=gettext_lazy("members"), ordering="people_count")
    def people(self, school: Any) -> int:
        return int(school.people_count)

    def get_urls(self) -> list[URLPattern]:
        invite = path(
            "<int:pk>/uitnodigen/",
            self.admin_site.admin_view(self.invite),
            name="schools_school_invite",
        )
        return [invite, *super().get_urls()]

    def invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Invite a leader or coordinator by mail."""
        school = get_object_or_404(School, pk=pk)
        if not self.has_change_permission(request, school):
            raise PermissionDenied
        form = InviteForm(request.POST or None, initial={"role": Member.Role.LEADER})
        if request.method == "POST" and form.is_valid() and self._invite(request, school, form):
            return redirect(reverse("admin:schools_school_change", args=[pk]))
        context = self.admin_site.each_context(request) | {
            "form": form,
            "school": school,
            "title": _("Invite somebody to %(school)s") % {"school": school},
            "opts": self.opts,
            "invited": members.invited(school, at=timezone.now()),
        }
        status = 422 if form.errors else 200
        return render(request, "admin/schools/school/invite.html", context, status=status)

    def _invite(self, request: HttpRequest, school: School, form: InviteForm) -> bool:
        try:
            members.invite(
                school,
                **form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except members.AlreadyMember:
            form.add_error("email", _("This person belongs to the school already."))
            return False
        text = _("We have mailed %(email)s.") % {"email": form.cleaned_data["email"]}
        self.message_user(request, text, messages.SUCCESS)
        return True


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):
    list_display = ["label", "school", "school_year", "pupils", "active"]
    list_filter = ["school_year", "active"]
    search_fields = ["label", "school__name", "school__location_code"]
    list_select_related = ["school"]
    autocomplete_fields = ["school"]

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        """Lessons and hours hang on the school and the year of a group: those stay."""
        return ["school", "school_year"] if obj else []


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    list_display = ["user", "school", "role", "since"]
    list_filter = ["role"]
    search_fields = ["user__name", "user__email", "school__name"]
    list_select_related = ["user", "school"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # by invitation, from the page of the school

    def has_change_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        return False


@admin.register(Condition)
class ConditionAdmin(admin.ModelAdmin):
    list_display = ["name", "position", "active"]
    list_editable = ["position", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
