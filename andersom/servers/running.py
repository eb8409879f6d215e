"""Both servers of one home, from start to stop."""

import fcntl
import os
import shutil
from pathlib import Path
from typing import Self

from andersom.servers import postgresql, valkey
from andersom.servers.places import socket_dir, urls
from andersom.servers.processes import Server, StartError, private

FAST_AND_LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class InUseError(StartError):
    """Another process keeps these servers; the text is what that process says about itself."""


class Servers:
    """A lock on the home makes them ours alone; what a killed run left behind is ended first."""

    def __init__(self, home: Path, *, settings: tuple[str, ...] = ()) -> None:
        self.home = home
        self.run = socket_dir(home)
        self.settings = settings
        self.database_url, self.redis_url = urls(home)
        self._lock: int | None = None
        self._running: list[Server] = []

    def start(self) -> None:
        """Start both and create the database. Raises `InUseError` or `StartError`."""
        self.take()
        log = self.home / "log"
        try:
            data = self.home / "postgresql"
            self._running.append(
                postgresql.start(
                    data, run=self.run, log=log / "postgresql.log", settings=self.settings
                )
            )
            self._running.append(
                valkey.start(self.home / "valkey", run=self.run, log=log / "valkey.log")
            )
            postgresql.create_database(self.database_url)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what was started, PostgreSQL last, and give the home free."""
        while self._running:
            self._running.pop().stop()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def take(self) -> None:
        """Lock the home for this process. Raises `InUseError` or `StartError`."""
        if self._lock is not None:
            return
        for folder in (self.home, self.home / "log", self.run):
            private(folder)
        lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 1000).decode(errors="replace")
            os.close(lock)
            raise InUseError(holder) from None
        self._lock = lock
        self.tell(f"process {os.getpid()}")

    def tell(self, text: str) -> None:
        """What `InUseError` shall say to the next who comes; the home must be taken."""
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, text.encode(), 0)

    def erase(self) -> None:
        """Throw the data away, before `start`; the home must be taken."""
        postgresql.end_leftover(self.home / "postgresql", run=self.run)
        valkey.end_leftover(run=self.run)
        for name in ("postgresql", "postgresql.new", "valkey"):
            shutil.rmtree(self.home / name, ignore_errors=True)
