"""Worker and beat as real processes on a Valkey of their own, which tests kill."""

import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from andersom.servers import broker_url, dies_with_parent, valkey
from andersom.servers.processes import Server
from tests.notifications.sink import Sink, process_env

ROOT = Path(__file__).resolve().parents[2]
CELERY = [sys.executable, "-m", "celery", "--app", "tests.notifications.fast"]
WORKER = [*CELERY, "worker", "--concurrency", "2", "--without-mingle", "--without-gossip"]
BEAT = [*CELERY, "beat", "--pidfile", ""]
LOOP = [sys.executable, "manage.py", "tick"]


@dataclass
class House:
    """Processes by name; ``folder`` holds the data of Valkey and the logs.

    Who ends by herself is started again, as ``restart: unless-stopped`` does in production: a
    worker that held a message when Redis went away may fall over it (kombu). `revived` counts them.
    """

    folder: Path
    sink: Sink
    port: int
    broker: Server | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    revived: int = 0
    closing: threading.Event = field(default_factory=threading.Event)
    turn: threading.Lock = field(default_factory=threading.Lock)
    watcher: threading.Thread | None = None

    @property
    def redis_url(self) -> str:
        return f"unix://{self.folder}/valkey.sock?db=0"

    @property
    def env(self) -> dict[str, str]:
        here = {"REDIS_URL": self.redis_url, "CACHE_URL": self.redis_url.replace("db=0", "db=1")}
        here |= {"CELERY_BROKER_URL": broker_url(self.redis_url), "LOG_LEVEL": "ERROR"}
        return process_env(self.sink, self.port) | here

    def open(self, *names: str) -> None:
        self.start_broker()
        for name in names or ("worker", "beat"):
            self.start(name)
        self.watcher = threading.Thread(target=self.watch)
        self.watcher.start()

    def watch(self) -> None:
        while not self.closing.wait(0.5):
            with self.turn:
                for name, process in list(self.running.items()):
                    if process.poll() is not None:
                        self._start(name)
                        self.revived += 1

    def close(self) -> None:
        self.closing.set()
        if self.watcher:
            self.watcher.join()
        for name in list(self.running):
            self.kill(name)
        if self.broker:
            self.broker.stop()

    # --- Parts ------------------------------------------------------------------------------------
    def start_broker(self) -> None:
        data, log = self.folder / "valkey", self.folder / "valkey.log"
        self.broker = valkey.start(data, run=self.folder, log=log)

    def kill_broker(self) -> None:
        assert self.broker
        self.broker.popen.kill()
        self.broker.popen.wait()

    def flush_broker(self) -> None:
        import redis

        with redis.Redis(unix_socket_path=str(self.folder / "valkey.sock")) as line:
            line.flushall()

    def start(self, name: str) -> None:
        with self.turn:
            self._start(name)

    def _start(self, name: str) -> None:
        command = {"worker": WORKER, "beat": BEAT}[name.partition("-")[0]]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGKILL),  # noqa: PLW1509 - it makes one system call
            )

    def kill(self, name: str) -> None:
        """kill -9, with all that it started."""
        with self.turn:
            process = self.running.pop(name)
        with suppress(ProcessLookupError):  # it ended by itself a moment ago
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def kill_child(self, chance: random.Random) -> bool:
        """kill -9 of one process of the worker's pool; False when there is none."""
        try:
            children = psutil.Process(self.running["worker"].pid).children()
        except psutil.NoSuchProcess:
            return False
        if children:
            chance.choice(children).kill()
        return bool(children)

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)
