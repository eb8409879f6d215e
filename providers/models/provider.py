from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import PostcodeArea
from providers.states import TONES, Review

if TYPE_CHECKING:
    from andersom.accounts.models import User


class ProviderQuerySet(models.QuerySet["Provider"]):
    def approved(self) -> Self:
        return self.filter(state=Review.APPROVED)

    def of(self, user: "User") -> Self:
        """Providers of which this user is a member."""
        return self.filter(members__user=user)

    def visible_to(self, user: "User") -> Self:
        """The team sees all, a member its own; everybody else goes by the public catalogue."""
        return self if user.is_staff else self.of(user)


@pghistory.track()
class Provider(models.Model):
    """An organisation or one-person firm that employs subject professionals."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=140, unique=True)
    kvk_number = models.CharField(_("KvK number"), max_length=8, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    description = models.TextField(_("who you are"), blank=True)
    vision = models.TextField(_("vision on education"), blank=True)
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail address for schools"), blank=True)
    phone = models.CharField(_("phone number"), max_length=20, blank=True)
    postcode_area = models.ForeignKey(
        PostcodeArea, models.PROTECT, null=True, blank=True, verbose_name=_("postcode (4 digits)")
    )
    logo = models.ImageField(_("logo"), upload_to="logos/", blank=True)
    state = models.CharField(_("state"), max_length=20, choices=Review, default=Review.DRAFT)
    region = models.SlugField(_("region"), default="den-haag")
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=Review.values), name="provider_state_known"
            ),
            models.CheckConstraint(condition=Q(kvk_number__regex=r"^\d{8}$"), name="provider_kvk"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state."""
        return TONES[Review(self.state)]


class MemberQuerySet(models.QuerySet["Member"]):
    def owners(self) -> Self:
        return self.filter(role=Member.Role.OWNER)


@pghistory.track()
class Member(models.Model):
    """A user's place in a provider: an owner also manages members, an editor the content."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        EDITOR = "editor", _("editor")

    provider = models.ForeignKey(
        Provider, models.CASCADE, related_name="members", verbose_name=_("provider")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="provider_memberships",
        verbose_name=_("user"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["user__name"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["provider", "user"], name="provider_member_once"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor"]), name="provider_member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.provider}"
