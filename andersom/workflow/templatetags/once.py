"""``{% load once %}{% once_key %}`` in a form: the key that `OnceMiddleware` looks for."""

import secrets

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def once_key() -> SafeString:
    """A hidden field with a new one-time key."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(16))
