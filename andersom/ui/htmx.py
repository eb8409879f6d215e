"""Answers that serve a browser with and without htmx from one view."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect as django_redirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of the page (a boosted or restored page is a whole page)."""
    details: Any = getattr(request, "htmx", False)
    return bool(details) and not details.boosted and not details.history_restore_request


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page, or for htmx only its ``{% partialdef %}`` of the name ``partial``.

    The answer varies on HX-Request, so that no cache serves a piece as a page.
    """
    name = f"{template}#{partial}" if partial and is_partial(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def redirect(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Redirect: the browser by 302, htmx by HX-Redirect so that the whole page is loaded."""
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(resolve_url(to, *args, **kwargs))
    return django_redirect(to, *args, **kwargs)


def refresh() -> HttpResponse:
    """Tell htmx to load the whole page again."""
    return HttpResponseClientRefresh()
