"""Acting on everything that is due: what fails holds up nothing else, and is not hidden."""

from collections.abc import Callable, Iterable

import structlog

log = structlog.get_logger(__name__)


class Sweep:
    """One look; ``done`` counts what was done. Whatever is swept has a transaction of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.done = 0
        self._failed: list[Exception] = []

    def each(self, keys: Iterable[int], act: Callable[[int], int]) -> None:
        """Act on each; one that fails is for the next look, after which it is tried again."""
        for key in list(keys):
            try:
                self.done += act(key)
            except Exception as error:
                log.error("sweep failed", sweep=self.name, key=key, error=type(error).__name__)
                self._failed.append(error)

    def result(self) -> int:
        """How many were done. Raises an ExceptionGroup of what failed, for the health page."""
        if self._failed:
            raise ExceptionGroup(f"{self.name}: sweep failed", self._failed)
        return self.done
