"""``{% form_key %}``: what every form that changes something holds, in place of the token alone."""

import secrets

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def form_key(context: Context) -> SafeString:
    """The token against forgery and a new one-time key, for which see `OnceMiddleware`.

    A browser that fills a form again from memory must not put back a key that was used.
    """
    return format_html(
        '{}<input type="hidden" name="once" value="{}" autocomplete="off">',
        CsrfTokenNode().render(context),
        secrets.token_urlsafe(16),
    )
