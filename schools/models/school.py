from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import PostcodeArea
from schools.states import SchoolStatus

if TYPE_CHECKING:
    from andersom.accounts.models import User


class Board(models.Model):
    """A school board (bevoegd gezag), known by its DUO number."""

    number = models.CharField(_("number"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=160, blank=True)
    kvk_number = models.CharField(_("KvK number"), max_length=8, blank=True)

    class Meta:
        ordering = ["name", "number"]
        verbose_name = _("school board")
        verbose_name_plural = _("school boards")

    def __str__(self) -> str:
        return self.name or self.number


class SchoolQuerySet(models.QuerySet["School"]):
    def open(self) -> Self:
        return self.filter(status=School.Status.OPEN)

    def of(self, user: "User") -> Self:
        """Schools of which this person is a member."""
        return self.filter(members__user=user)

    def visible_to(self, user: "User") -> Self:
        return self if user.is_staff else self.of(user)


@pghistory.track()
class School(models.Model):
    """A school site. The 6-character location code is its key; names occur twice."""

    Status = SchoolStatus

    location_code = models.CharField(_("location code"), max_length=6, unique=True)
    institution_code = models.CharField(_("institution code (BRIN)"), max_length=4)
    name = models.CharField(_("name"), max_length=160)
    board = models.ForeignKey(
        Board,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="schools",
        verbose_name=_("school board"),
    )
    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7)
    city = models.CharField(_("city"), max_length=80)
    postcode_area = models.ForeignKey(
        PostcodeArea, models.PROTECT, null=True, blank=True, verbose_name=_("postcode area")
    )
    municipality = models.CharField(_("municipality code"), max_length=4)
    denomination = models.CharField(_("denomination"), max_length=80, blank=True)
    phone = models.CharField(_("phone number"), max_length=20, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    covenant_since = models.DateField(_("covenant since"), null=True, blank=True)
    region = models.SlugField(_("region"), default="den-haag")
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "location_code"]
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        constraints = [
            models.CheckConstraint(
                condition=Q(location_code__regex=r"^\d{2}[A-Z]{2}\d{2}$"), name="school_code"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "closed"]), name="school_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Street, number, postcode and city on one line."""
        street = f"{self.street} {self.house_number}".strip()
        return ", ".join(part for part in (street, f"{self.postcode} {self.city}".strip()) if part)


class MemberQuerySet(models.QuerySet["Member"]):
    def leaders(self) -> Self:
        return self.filter(role=Member.Role.LEADER)

    def visible_to(self, user: "User") -> Self:
        return self if user.is_staff else self.filter(school__in=School.objects.of(user))


@pghistory.track()
class Member(models.Model):
    """A user's place in a school: a leader may everything, a coordinator all but members."""

    class Role(models.TextChoices):
        LEADER = "leader", _("school leader")
        COORDINATOR = "coordinator", _("coordinator")

    school = models.ForeignKey(
        School, models.CASCADE, related_name="members", verbose_name=_("school")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="school_memberships",
        verbose_name=_("user"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["school", "user"], name="school_member_once"),
            models.CheckConstraint(
                condition=Q(role__in=["leader", "coordinator"]), name="school_member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.school}"
