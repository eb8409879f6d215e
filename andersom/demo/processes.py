"""Keeps the processes of one machine: starts them, starts them again, and stops them all.

Every process leads a session of its own. So Ctrl-C reaches only the supervisor, which then stops
them in order, and the children of a child can be ended with it.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from andersom import servers

STOP_SECONDS = 12
MOST_RESTARTS = 3
MOST_PORTS = 100
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class GaveUpError(Exception):
    """A process ended again and again; the text says which one and how its log ends."""


@dataclass
class Process:
    """A program under supervision; `log` gets what it prints."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    restarts: int = 0
    popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(
                self.command,
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=servers.dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread
            )

    def ended(self) -> bool:
        return self.popen is not None and self.popen.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        """Signal the process; with SIGKILL also everything that it started."""
        if self.popen is None:
            return
        with suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(self.popen.pid, number)
            else:
                self.popen.send_signal(number)

    def last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


@dataclass
class Supervisor:
    """The processes of one run; `record` names them for the run after one that was killed."""

    logs: Path
    record: Path
    processes: list[Process] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> Process:
        """Start a program; its earlier log is overwritten."""
        log = self.logs / f"{name}.log"
        log.write_bytes(b"")
        process = Process(name, command, env, log)
        process.start()
        self.processes.append(process)
        self._write_record()
        return process

    def watch(self, say: Callable[[str], object]) -> None:
        """Start again what ends, until somebody interrupts. Raises `GaveUpError`."""
        while True:
            for process in self.processes:
                if process.ended():
                    self._again(process, say)
            time.sleep(0.3)

    def stop(self) -> None:
        """Ask all to stop, wait, and kill the rest; a second Ctrl-C kills at once."""
        if not self.processes:  # and the record may be that of another run
            return
        for number in ENDINGS:
            signal.signal(number, lambda *_: self._signal(signal.SIGKILL))
        self._signal(signal.SIGTERM)
        servers.wait_until(lambda: all(p.ended() for p in self.processes), seconds=STOP_SECONDS)
        self._signal(signal.SIGKILL)
        for process in self.processes:
            if process.popen:
                process.popen.wait()
        self.record.unlink(missing_ok=True)

    def end_leftovers(self) -> None:
        """End what a killed run left behind; recognised by process number and starting time."""
        import psutil

        with suppress(FileNotFoundError):
            for line in self.record.read_text().splitlines():
                with suppress(psutil.Error, ProcessLookupError, ValueError):
                    pid, created = line.split()
                    process = psutil.Process(int(pid))
                    if str(process.create_time()) == created:
                        os.killpg(process.pid, signal.SIGTERM)
                        with suppress(psutil.TimeoutExpired):
                            process.wait(STOP_SECONDS)
                        os.killpg(process.pid, signal.SIGKILL)
            self.record.unlink()

    def _again(self, process: Process, say: Callable[[str], object]) -> None:
        process.restarts += 1
        if process.restarts > MOST_RESTARTS:
            raise GaveUpError(
                f"{process.name} does not stay up; {process.log} ends with:\n{process.last_lines()}"
            )
        say(f"{process.name} ended and is started again; see {process.log}")
        process.start()
        self._write_record()

    def _signal(self, number: signal.Signals) -> None:
        for process in self.processes:
            process.signal(number)

    def _write_record(self) -> None:
        import psutil

        with self.record.open("w") as out:
            for process in self.processes:
                if process.popen:
                    with suppress(psutil.NoSuchProcess):
                        created = psutil.Process(process.popen.pid).create_time()
                        print(process.popen.pid, created, file=out)


def free_port(wanted: int) -> int:
    """The wanted port of 127.0.0.1, or the next one that nobody has."""
    for port in range(wanted, wanted + MOST_PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise GaveUpError(f"No free port from {wanted} to {wanted + MOST_PORTS - 1}.")


def web_answers(port: int) -> bool:
    """Whether a web server at a port of 127.0.0.1 answers a request, whatever it says."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/")
        line.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    return True


def interrupt_on_every_ending() -> None:
    """Let SIGTERM and a closed terminal do what Ctrl-C does, also under a shell that ignores it."""
    for number in ENDINGS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def keep_ctrl_c_to_ourselves() -> None:
    """Become the terminal's foreground group, so that Ctrl-C does not also break off `make`.

    Otherwise make reports an error although everything stopped as it should. Make would not notice
    a Ctrl-Z meant for both, so that key does nothing here.
    """
    if not sys.stdin.isatty() or os.getpgrp() == os.getpid():
        return
    with suppress(OSError):
        if os.tcgetpgrp(0) != os.getpgrp():
            return
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpgrp())
