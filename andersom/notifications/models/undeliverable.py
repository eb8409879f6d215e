"""Addresses at which mail does not arrive."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UndeliverableQuerySet(models.QuerySet["Undeliverable"]):
    def standing(self) -> Self:
        """Addresses to which nothing is sent until somebody looked."""
        return self.filter(cleared_at=None)


class Undeliverable(models.Model):
    """An address that the mail provider could not reach, or whose owner complained."""

    class Cause(models.TextChoices):
        BOUNCED = "bounced", _("the address does not work")
        COMPLAINED = "complained", _("the reader marked it as spam")

    address = models.EmailField(_("e-mail address"), unique=True)
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    said = models.CharField(_("what the mail server said"), max_length=500, blank=True)
    since = models.DateTimeField(_("since"))
    times = models.PositiveIntegerField(_("times"), default=1)
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cleared by"),
    )

    objects = UndeliverableQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        verbose_name = _("undeliverable address")
        verbose_name_plural = _("undeliverable addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="undeliverable_address_lower"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=["bounced", "complained"]), name="undeliverable_cause_known"
            ),
        ]

    def __str__(self) -> str:
        return self.address
