"""What people read inside the product."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .email import Email


class InboxQuerySet(models.QuerySet["InboxItem"]):
    def visible_to(self, user: object) -> Self:
        """Everybody reads only what was written to herself."""
        pk = getattr(user, "pk", None)
        return self.filter(user_id=pk) if pk else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)


class InboxItem(models.Model):
    """The same message inside the product, for who has an account; ``link`` is a path of ours."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="inbox_items",
        verbose_name=_("user"),
    )
    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    link = models.CharField(_("link"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    email = models.ForeignKey(
        Email, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("mail")
    )

    objects = InboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="inbox_of_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="inbox_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(link="") | Q(link__regex=r"^/([^/\\]|$)"), name="inbox_link_is_ours"
            ),
        ]

    def __str__(self) -> str:
        return self.title
