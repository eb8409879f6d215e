"""Does it live, and can it work? Told in a few words that give nothing away."""

from collections.abc import Callable

import structlog
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from andersom.overview.domain import running

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that a broken database starts no restarts."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Everything it leans on answers; 503 when something does not, with its name."""
    found = {name: works(name, check) for name, check in CHECKS.items()}
    healthy = all(found.values())
    told = {name: "ok" if good else "fails" for name, good in found.items()}
    status = {"status": "ok" if healthy else "fails"} | told
    return JsonResponse(status, status=200 if healthy else 503)


def works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # whatever a driver raises means the same here
        log.error("health", part=name, error=type(error).__name__)
        return False


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def memory() -> bool:
    cache.set("health", "ok", timeout=10)
    return bool(cache.get("health") == "ok")


def background() -> bool:
    """Every look of the timetable was taken not too long ago."""
    return not running.late(timezone.now())


CHECKS = {"database": database, "cache": memory, "background": background}
