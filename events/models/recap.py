"""The report afterwards: text, photos, quotes, links."""

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .event import Event


@pghistory.track()
class Recap(models.Model):
    """What everybody may read afterwards; published with the state of its event."""

    event = models.OneToOneField(
        Event, models.CASCADE, related_name="recap", verbose_name=_("event")
    )
    summary = models.CharField(_("in one sentence"), max_length=200)
    text = models.TextField(_("text"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("recap")
        verbose_name_plural = _("recaps")

    def __str__(self) -> str:
        return f"{self.event}"

    def get_absolute_url(self) -> str:
        return reverse("events:recap", args=[self.event.slug])


class RecapPhoto(models.Model):
    """A photo in three widths; only with the consent of who is on it, and described."""

    recap = models.ForeignKey(Recap, models.CASCADE, related_name="photos", verbose_name=_("recap"))
    image = models.ImageField(
        _("photo"), upload_to="events/photos/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    medium = models.ImageField(upload_to="events/photos/", blank=True, editable=False)
    small = models.ImageField(upload_to="events/photos/", blank=True, editable=False)
    alt = models.CharField(_("what is to be seen"), max_length=200)
    consent = models.BooleanField(_("everybody on it agrees"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                condition=Q(consent=True),
                name="recap_photo_with_consent",
                violation_error_message=_("A photo needs the consent of everybody on it."),
            ),
            models.CheckConstraint(condition=~Q(alt=""), name="recap_photo_described"),
        ]

    def __str__(self) -> str:
        return self.alt


class Quote(models.Model):
    """What somebody said, with a role instead of a name."""

    recap = models.ForeignKey(Recap, models.CASCADE, related_name="quotes", verbose_name=_("recap"))
    text = models.CharField(_("quote"), max_length=300)
    who = models.CharField(
        _("who said it"), max_length=120, help_text=_("A role, such as: a provider of music.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")

    def __str__(self) -> str:
        return self.text


# A whole address of the web, or a path of this site; never a script, nor "//elsewhere".
PLACE = r"^(https?://[^\s/]\S*|/([^\s/\\]\S*)?)$"
WRONG_PLACE = _("Enter a whole address (https://…) or a page of this site (/scholingstraject/).")


class RecapLink(models.Model):
    """Where to go on from the recap, such as enrolling in the training programme."""

    recap = models.ForeignKey(Recap, models.CASCADE, related_name="links", verbose_name=_("recap"))
    title = models.CharField(_("title"), max_length=120)
    url = models.CharField(
        _("link"),
        max_length=500,
        validators=[RegexValidator(PLACE, WRONG_PLACE)],
        help_text=_("Whole, or within this site: /scholingstraject/."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(
                condition=Q(url__regex=PLACE),
                name="recap_link_leads_somewhere",
                violation_error_message=WRONG_PLACE,
            ),
        ]

    def __str__(self) -> str:
        return self.title
