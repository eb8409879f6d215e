"""New connections: saying hello before, wanting to meet after."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .registration import Registration


class Hello(models.Model):
    """One visitor says hello to another, with a first idea; goes out as one mail."""

    sender = models.ForeignKey(
        Registration, models.CASCADE, related_name="hellos_sent", verbose_name=_("from")
    )
    receiver = models.ForeignKey(
        Registration, models.CASCADE, related_name="hellos_got", verbose_name=_("to")
    )
    idea = models.CharField(_("first idea"), max_length=500)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("hello")
        verbose_name_plural = _("hellos")
        constraints = [
            models.UniqueConstraint(fields=["sender", "receiver"], name="hello_once"),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="hello_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class InterestQuerySet(models.QuerySet["Interest"]):
    def mutual(self) -> Self:
        """Both want to meet."""
        return self.filter(wanted__interests__wanted=F("visitor"))


class Interest(models.Model):
    """After the event: this visitor wants to meet that one. Known to nobody until it is mutual."""

    visitor = models.ForeignKey(
        Registration, models.CASCADE, related_name="interests", verbose_name=_("visitor")
    )
    wanted = models.ForeignKey(
        Registration, models.CASCADE, related_name="wanted_by", verbose_name=_("wants to meet")
    )
    at = models.DateTimeField(_("at"))

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("wish to meet")
        verbose_name_plural = _("wishes to meet")
        constraints = [
            models.UniqueConstraint(fields=["visitor", "wanted"], name="interest_once"),
            models.CheckConstraint(condition=~Q(visitor=F("wanted")), name="interest_in_another"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
