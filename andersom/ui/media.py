"""Pictures that people uploaded: served by name only, as pictures and nothing else.

Every folder has an owner among the apps above, which says who may see a file of it. A folder that
nobody registered does not exist.
"""

import mimetypes
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.http import require_safe

MaySee = Callable[[Any, str], bool]
TYPES = {"image/jpeg", "image/png", "image/webp"}
CACHE_SECONDS = 7 * 24 * 3600  # names are random and contents never change
_folders: dict[str, MaySee] = {}


def register(folder: str, may_see: MaySee) -> None:
    """From an app's ``ready()``; ``may_see(user, name)`` decides about files in ``folder``."""
    _folders[folder] = may_see


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse:
    """One picture, or 404: also for strangers, who never learn that it exists."""
    kind = mimetypes.guess_type(name)[0]
    may_see = next((may for folder, may in _folders.items() if name.startswith(folder)), None)
    if may_see is None or kind not in TYPES or "\0" in name or not may_see(request.user, name):
        raise Http404
    try:
        with default_storage.open(name) as file:
            response = HttpResponse(file.read(), content_type=kind)
    except (FileNotFoundError, SuspiciousFileOperation, OSError, ValueError):
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = f"default-src {CSP.NONE}; sandbox"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = f"private, max-age={CACHE_SECONDS}, immutable"
    return response
