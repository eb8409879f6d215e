from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from andersom.accounts.domain import invitations, people
from andersom.accounts.hats import PersonRequest
from andersom.accounts.models import Invitation, User

Verb = Callable[..., Invitation]


class AddressInline(admin.TabularInline):
    """With which addresses somebody signs in, and whether they were proven."""

    model = EmailAddress
    fields = ["email", "verified", "primary"]
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):
    ordering = ["name", "pk"]
    list_display = ["name", "email", "is_active", "is_staff", "date_joined", "deletion_asked_at"]
    list_filter = [
        "is_active",
        "is_staff",
        ("deletion_asked_at", admin.EmptyFieldListFilter),
        "date_joined",
    ]
    search_fields = ["name", "email"]
    inlines = [AddressInline]
    readonly_fields = ["last_login", "date_joined", "deletion_asked_at"]
    actions = ["deactivate", "reactivate", "erase"]
    fieldsets = [
        (None, {"fields": ["email", "name", "language"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined", "deletion_asked_at"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "name", "password1", "password2"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Who belongs to the team is for those who manage it: nobody makes herself more."""
        team = [] if request.user.is_superuser else ["is_staff", "is_superuser", "groups"]
        return [*self.readonly_fields, *team]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A colleague's account is out of reach too: through a new address one could become her."""
        colleague = obj is not None and obj.is_staff and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not colleague

    @admin.action(description=_("Deactivate: sign out everywhere at once"), permissions=["change"])
    def deactivate(self, request: PersonRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.exclude(pk=request.user.pk):
            if self.has_change_permission(request, user):
                people.deactivate(user, by=request.user)

    @admin.action(description=_("Activate again"), permissions=["change"])
    def reactivate(self, request: PersonRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            if self.has_change_permission(request, user):
                people.reactivate(user, by=request.user)

    @admin.action(description=_("Erase who asked for it"), permissions=["delete"])
    def erase(self, request: PersonRequest, queryset: QuerySet[User]) -> None:
        """Only who asked: a slip of the mouse removes nobody else."""
        asked = queryset.exclude(deletion_asked_at=None).exclude(pk=request.user.pk)
        count = len([people.erase(user, by=request.user) for user in asked])
        text = ngettext("%(count)s person erased.", "%(count)s people erased.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = [
        "email",
        "kind",
        "role",
        "created_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    ]
    list_filter = ["kind", ("accepted_at", admin.EmptyFieldListFilter), "created_at"]
    search_fields = ["email", "name"]
    date_hierarchy = "created_at"
    actions = ["resend", "revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # an app's own page invites, because it knows what for

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    @admin.action(description=_("Send the link again"), permissions=["view"])
    def resend(self, request: PersonRequest, queryset: QuerySet[Invitation]) -> None:
        self.each(request, queryset, invitations.resend)

    @admin.action(description=_("Withdraw"), permissions=["view"])
    def revoke(self, request: PersonRequest, queryset: QuerySet[Invitation]) -> None:
        self.each(request, queryset, invitations.revoke)

    def each(self, request: PersonRequest, queryset: QuerySet[Invitation], verb: Verb) -> None:
        done = 0
        for invitation in queryset:
            try:
                verb(invitation, by=request.user, at=timezone.now())
                done += 1
            except invitations.NotOpen:
                continue
        text = ngettext("%(count)s invitation.", "%(count)s invitations.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)
