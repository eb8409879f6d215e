from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.ui.forms import FilterForm


class InboxFilter(FilterForm):
    """Which messages to show, and which page of them."""

    unread = forms.BooleanField(label=_("Only unread"), required=False)


class MailboxFilter(FilterForm):
    """Finds a letter in the demo's mailbox by address or subject."""

    q = forms.CharField(label=_("Address or subject"), required=False, max_length=100)
