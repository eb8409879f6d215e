"""Worker and beat as real processes on a Valkey of their own, which tests kill."""

import os
import random
import signal
import subprocess
import sys
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
    """Processes by name; ``folder`` holds the data of Valkey and the logs."""

    folder: Path
    sink: Sink
    port: int
    broker: Server | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

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

    def close(self) -> None:
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
        command = {"worker": WORKER, "beat": BEAT}[name.partition("-")[0]]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGKILL),  # noqa: PLW1509 - one thread
            )

    def kill(self, name: str) -> None:
        """kill -9, with all that it started."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def kill_child(self, chance: random.Random) -> bool:
        """kill -9 of one process of the worker's pool; False when there is none."""
        children = psutil.Process(self.running["worker"].pid).children()
        if children:
            chance.choice(children).kill()
        return bool(children)

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)
