"""A certificate on paper: a tagged PDF in the style of the house."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from andersom.ui import pdf, qr
from andersom.ui.context import BRAND
from training.models import Certificate

TEMPLATE = "training/certificate.typ"
TOPICS = 6  # as many as fit on two lines


def made(certificate: Certificate, *, url: str) -> bytes:
    """The certificate as PDF/UA, in the language of the site; ``url`` is where one checks it."""
    return pdf.pdf(TEMPLATE, facts(certificate, url))


@translation.override(settings.LANGUAGE_CODE)
def facts(certificate: Certificate, url: str) -> dict[str, Any]:
    """Everything that stands on it, as plain values."""
    until = certificate.valid_until
    modules = certificate.enrolment.cohort.modules.values_list("title", flat=True)
    return {
        "language": settings.LANGUAGE_CODE,
        "issuer": BRAND,
        "title": f"{_('Certificate')} {certificate.programme}, {certificate.name}",
        "heading": _("Certificate"),
        "awarded_to": _("This certificate was awarded to"),
        "name": certificate.name,
        "for_completing": _("for completing"),
        "programme": certificate.programme,
        "topics": list(modules[:TOPICS]),
        "date_label": _("Awarded on"),
        "date": date_format(certificate.awarded_on),
        "valid_label": _("Valid until"),
        "valid": date_format(until) if until else _("without an end"),
        "check_label": _("Check this certificate"),
        "code": certificate.grouped_code,
        "url": url,
        "shown_url": url.rpartition("://")[2].rpartition(certificate.code)[0],
        "qr": qr.svg(url).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
        "qr_label": _("QR code that leads to the page where you check this certificate"),
        "mark": _mark(),
    }


@cache
def _mark() -> str:
    """The mark of the house."""
    found = finders.find("favicon.svg")
    assert isinstance(found, str)  # noqa: S101 - it is ours
    return Path(found).read_text()
