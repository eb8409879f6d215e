"""Whose pages these are: the provider of the hat that is worn."""

from django.shortcuts import get_object_or_404

from andersom.accounts.hats import PersonRequest
from providers import hats
from providers.models import Provider


def provider(request: PersonRequest) -> Provider:
    """The provider that the user works for now; 404 for who has none."""
    hat = request.hats.of(hats.PROVIDER)
    mine = Provider.objects.of(request.user).select_related("postcode_area")
    return get_object_or_404(mine, pk=hat.object_id if hat else 0)
