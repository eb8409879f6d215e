from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.matching.models.proposal import Proposal
from providers.models import Professional, Provider
from schools.models import Request

if TYPE_CHECKING:
    from andersom.accounts.models import User


class NotForMeQuerySet(models.QuerySet["NotForMe"]):
    def with_reason(self, since: datetime) -> Self:
        """Those whose reason counts in later rankings: of late, and not forgotten."""
        counts = self.filter(forgotten_at=None, at__gte=since)
        return counts.exclude(reason__in=["other", "other_groups"])

    def answerable_by(self, user: "User") -> Self:
        """Of this user herself, or of the professionals of her provider."""
        hers = models.Q(professional__provider__in=Provider.objects.of(user).values("pk"))
        return self.filter(hers | models.Q(professional__user=user))


@pghistory.track()
class NotForMe(models.Model):
    """A professional, or her provider, said of an open request that it is nothing for her.

    Nobody had asked, so the school does not hear it; but she does not read of the request again,
    and the school does not find her among its candidates. A reason that is ``forgotten_at`` changes
    no later ranking; the no itself stays.
    """

    request = models.ForeignKey(
        Request, models.CASCADE, related_name="not_for_me", verbose_name=_("request")
    )
    professional = models.ForeignKey(
        Professional, models.CASCADE, related_name="not_for_me", verbose_name=_("professional")
    )
    reason = models.CharField(_("reason for a no"), max_length=15, choices=Proposal.Refusal)
    note = models.TextField(_("note with the answer"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))
    forgotten_at = models.DateTimeField(_("reason counts no more since"), null=True, blank=True)

    objects = NotForMeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("not for me")
        verbose_name_plural = _("not for me")
        constraints = [
            models.UniqueConstraint(fields=["request", "professional"], name="not_for_me_once"),
            models.CheckConstraint(
                condition=models.Q(reason__in=Proposal.Refusal.values),
                name="not_for_me_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} × {self.professional_id}"


class ShownQuerySet(models.QuerySet["Shown"]):
    def to(self, users: Any) -> Self:
        return self.filter(user__in=users)


class Shown(models.Model):
    """This reader has seen that the professional fits the request, so it is no news to her."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    request = models.ForeignKey(Request, models.CASCADE, related_name="+")
    professional = models.ForeignKey(Professional, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = ShownQuerySet.as_manager()

    class Meta:
        verbose_name = _("shown match")
        verbose_name_plural = _("shown matches")
        constraints = [
            models.UniqueConstraint(fields=["user", "request", "professional"], name="shown_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.request_id} × {self.professional_id}"
