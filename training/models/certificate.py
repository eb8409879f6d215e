"""The certificate, with a code that anybody may check."""

import secrets
from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from providers.models import Qualification

from .enrolment import Enrolment

if TYPE_CHECKING:
    from andersom.accounts.models import User

# Of signs that look alike on paper one is used; `folded` reads the others as that one.
ALPHABET = "0123456789ACDEFHJKMNPRTVWXY"
ALIKE = str.maketrans("OQILBSZGU", "00118526V")
LENGTH = 16  # 76 bits: guessing is hopeless also without the limit on tries


def new_code() -> str:
    """A code that cannot be guessed, such as ``7K3M9QXB2RTA5HWD``."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def folded(typed: str) -> str:
    """A code as somebody typed it, with dashes, blanks, small letters or look-alikes, as stored."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(ALIKE)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def standing(self) -> Self:
        """Not revoked."""
        return self.filter(revoked_at=None)

    def visible_to(self, user: "User") -> Self:
        """The trainee, the trainers of the edition, and the team."""
        enrolments = Enrolment.objects.visible_to(user).values("pk")
        return self if user.is_staff else self.filter(enrolment__in=enrolments)


@pghistory.track()
class Certificate(models.Model):
    """Awarded to one enrolment. ``name`` and ``programme`` stay as they were that day.

    While it stands, its qualification counts in matching; revoking ends that.
    """

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="certificates", verbose_name=_("enrolment")
    )
    code = models.CharField(
        _("code"), max_length=LENGTH, unique=True, default=new_code, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    programme = models.CharField(_("programme"), max_length=240)
    awarded_on = models.DateField(_("awarded on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    awarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("awarded by"),
    )
    qualification = models.OneToOneField(
        Qualification,
        models.SET_NULL,
        null=True,
        related_name="training_certificate",
        verbose_name=_("qualification"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoke_reason = models.TextField(_("why it was revoked"), blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-awarded_on", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(revoked_at__isnull=True),
                name="certificate_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("awarded_on")),
                name="certificate_not_backwards",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""),
                name="certificate_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.programme}"

    def get_absolute_url(self) -> str:
        return reverse("training:check", args=[self.code])

    @property
    def grouped_code(self) -> str:
        """The code as people read it: ``7K3M-9QXB-2RTA-5HWD``."""
        return "-".join(self.code[start : start + 4] for start in range(0, LENGTH, 4))

    def valid_on(self, day: date) -> bool:
        """Whether it stands on a day: not revoked and not expired."""
        return self.revoked_at is None and (self.valid_until is None or day <= self.valid_until)
