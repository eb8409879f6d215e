"""What starting and stopping a server takes from the operating system."""

import importlib.util
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from andersom.servers.places import answers

START_SECONDS = 60
STOP_SECONDS = 20


class StartError(Exception):
    """A server does not start; the text says why and what to do."""


@dataclass(frozen=True)
class Server:
    """A running server and the signal that asks it to stop soon but properly."""

    popen: subprocess.Popen[bytes]
    polite: signal.Signals

    def stop(self) -> None:
        self.popen.send_signal(self.polite)
        try:
            self.popen.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


def spawn(command: Sequence[str], *, log: Path, polite: signal.Signals, listening: Path) -> Server:
    """Run a server until its socket answers; raises `StartError` with the end of its log.

    It leads a session of its own, so that Ctrl-C reaches only whoever is to stop it.
    """
    with log.open("wb") as out:
        popen = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_parent(polite),  # noqa: PLW1509 - there is one thread
        )
    ready = False
    try:
        ready = wait_until(lambda: answers(listening), process=popen)
    finally:
        if not ready:
            popen.kill()
            popen.wait()
    if ready:
        return Server(popen, polite)
    last = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
    raise StartError(f"{log.stem} does not start; {log} ends with:\n{last}")


def wait_until(
    done: Callable[[], bool],
    *,
    process: subprocess.Popen[bytes] | None = None,
    seconds: float = START_SECONDS,
) -> bool:
    """Look every 20 ms whether it is so; False when time is up or the process has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if done():
            return True
        if process is not None and process.poll() is not None:
            return False
        time.sleep(0.02)
    return False


def dies_with_parent(polite: signal.Signals) -> Callable[[], None] | None:
    """A preparation for `Popen`: the child gets this signal when we die without stopping it."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl  # found before the fork; only the call happens after it
    return lambda: prctl(1, int(polite))  # 1 = PR_SET_PDEATHSIG


def private(folder: Path) -> None:
    """Make a folder that only we may enter; `StartError` where somebody else was before us."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise StartError(f"{folder} cannot be made: {error.strerror}.") from error
    if found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode):
        raise StartError(
            f"{folder} is of another user, who started here before. Start as that user,"
            " or in a checkout of your own."
        )


def end(pid: int, name: str, polite: signal.Signals) -> None:
    """End a process of an earlier run, if that number still is the program that we left there."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.name() != name:
            return
        process.send_signal(polite)
        process.wait(STOP_SECONDS)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        process.kill()


def wheel(package: str) -> Path:
    """The folder of an installed wheel, found without importing it; `StartError` without it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise StartError(
            f"{package} is not installed: `uv sync` brings it. Or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0])
