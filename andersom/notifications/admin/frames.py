"""Mails in a page of the admin: each in a frame of its own, in which nothing runs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.csp import CSP
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from andersom.notifications import layout

View = Callable[..., HttpResponse]


def framing(view: View) -> View:
    """A page that shows mails in frames."""
    policy: dict[str, Any] = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}
    framed_by: View = csp_override(policy)(view)
    return framed_by


def framed(view: View) -> View:
    """The mail in the frame, which only a page of ours may hold."""
    inside: View = csp_override(layout.FRAMED_CSP)(xframe_options_sameorigin(view))
    return inside


def frame(url: str, title: str) -> SafeString:
    return format_html(
        '<iframe class="letter-frame" sandbox src="{}" title="{}"></iframe>',
        url,
        title,
    )
