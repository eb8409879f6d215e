"""Many people at the same moment: threads with a database connection each."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections

from andersom.placements.domain.refusals import Refused

AT_ONCE = 100  # of the 200 connections of the test server


def together[T](acts: Sequence[Callable[[], T]], at_once: int = AT_ONCE) -> list[T | Exception]:
    """Run all acts, each batch of ``at_once`` on one signal; results or errors in order."""
    results: list[T | Exception] = []
    for first in range(0, len(acts), at_once):
        batch = acts[first : first + at_once]
        barrier = Barrier(len(batch))
        with ThreadPoolExecutor(len(batch)) as pool:
            results += pool.map(lambda act: attempt(act, barrier), batch)  # noqa: B023
    return results


def attempt[T](act: Callable[[], T], barrier: Barrier) -> T | Exception:
    try:
        connection.ensure_connection()
        barrier.wait(30)
        return act()
    except Exception as error:
        return error
    finally:
        connections.close_all()


def outcome(results: Sequence[object]) -> Counter[str]:
    """How many won, were politely refused (by code), or met an error."""
    return Counter(
        f"refused {result.code}"
        if isinstance(result, Refused)
        else type(result).__name__
        if isinstance(result, Exception)
        else "won"
        for result in results
    )
