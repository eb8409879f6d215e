"""The style page: every component with sample values."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from andersom.ui import icons, samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components; also what the browser tests look at."""
    context = samples.everything() | {"icon_names": list(icons.ICONS)}
    return render(request, "ui/gallery.html", context)
