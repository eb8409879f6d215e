"""C5, C6 and C8: the site without PostgreSQL for a moment, without Redis, and without Celery."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from andersom.servers import broker_url, postgresql, valkey, wait_until
from andersom.servers.places import urls
from andersom.servers.processes import Server, private
from tests.notifications.killing import ROOT, fill, judged, left
from tests.notifications.sink import free_port, process_env

pytestmark = [pytest.mark.race]
PAGES = ("/", "/aanbod/", "/scholingstraject/", "/bijeenkomsten/", "/account/login/", "/privacy/")
DOWN = 0  # no answer at all


@dataclass
class Site:
    """PostgreSQL, Valkey and gunicorn that this test may end."""

    home: Path
    port: int = field(default_factory=free_port)
    database: Server | None = None
    broker: Server | None = None
    web: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        private(self.home)
        for folder in ("run", "log"):
            private(self.home / folder)
        self.start_database()
        self.start_broker()
        postgresql.create_database(urls(self.home)[0])
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=self.env,
            check=True,
        )
        command = [sys.executable, "-m", "gunicorn", "andersom.wsgi", "--no-control-socket"]
        command += [f"--bind=127.0.0.1:{self.port}", "--workers=2", "--threads=4"]
        with (self.home / "log" / "web.log").open("wb") as log:
            self.web = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        assert wait_until(lambda: self.ask("/gezondheid/") == 200, process=self.web)

    @property
    def env(self) -> dict[str, str]:
        database, redis = urls(self.home)
        own = {"DATABASE_URL": database, "REDIS_URL": redis, "CELERY_BROKER_URL": broker_url(redis)}
        return os.environ | own | {"CACHE_URL": redis.replace("db=0", "db=1"), "LOG_LEVEL": "ERROR"}

    def start_database(self) -> None:
        data, run = self.home / "postgresql", self.home / "run"
        log = self.home / "log" / "postgresql.log"
        self.database = postgresql.start(data, run=run, log=log, settings=())

    def restart_database(self, how: signal.Signals) -> None:
        assert self.database
        self.database.popen.send_signal(how)
        self.database.popen.wait(30)
        self.start_database()

    def start_broker(self) -> None:
        data, log = self.home / "valkey", self.home / "log" / "valkey.log"
        self.broker = valkey.start(data, run=self.home / "run", log=log)

    def ask(self, path: str, data: bytes | None = None) -> int:
        """Status of an answer; `DOWN` without one."""
        try:
            with urlopen(
                Request(f"http://127.0.0.1:{self.port}{path}", data), timeout=20
            ) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code
        except (URLError, OSError):
            return DOWN

    def close(self) -> None:
        if self.web:
            self.web.terminate()
            self.web.wait(20)
        for server in (self.broker, self.database):
            if server and server.popen.poll() is None:
                server.stop()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "site")
    try:
        site.open()
        yield site
    finally:
        site.close()


def round_of(site: Site) -> Counter[int]:
    return Counter(site.ask(path) for path in PAGES for _ in range(8))


def test_quiet_restart_of_postgresql_is_not_seen(site, record):
    round_of(site)  # every thread has a connection
    seen: Counter[int] = Counter()
    for _ in range(10):
        site.restart_database(signal.SIGINT)
        seen += round_of(site)
    errors = seen.total() - seen[200]
    record("C5 quiet restart of PostgreSQL", times=10, pages=seen.total(), errors=errors)
    print(seen)
    assert errors == 0


def test_crash_of_postgresql_under_load_is_over_with_it(site, record):
    """While it is down 500 or 503; from two seconds after it is up no error."""
    up_since = [0.0]
    during: Counter[int] = Counter()
    after: Counter[int] = Counter()
    stop = threading.Event()

    def visit(number: int) -> None:
        while not stop.is_set():
            began = time.monotonic()
            status = site.ask(PAGES[number % len(PAGES)])
            (after if began > up_since[0] + 2 else during)[status] += 1

    visitors = [threading.Thread(target=visit, args=[number]) for number in range(8)]
    for visitor in visitors:
        visitor.start()
    for _ in range(3):
        up_since[0] = float("inf")
        site.restart_database(signal.SIGQUIT)
        up_since[0] = time.monotonic()
        time.sleep(6)
    stop.set()
    for visitor in visitors:
        visitor.join()
    errors = after.total() - after[200]
    told = "/".join(f"{status}:{count}" for status, count in sorted(during.items()))
    record("C5 crash under 8 visitors", times=3, meanwhile=told, after=after.total(), errors=errors)
    assert set(during) <= {200, 500, 503}
    assert after[200] > 0
    assert errors == 0


def test_site_answers_when_redis_is_gone_and_when_it_is_back(site, record):
    assert site.broker
    site.broker.stop()
    seen = Counter(site.ask(path) for path in PAGES)
    site.start_broker()
    back = Counter(site.ask(path) for path in PAGES)
    errors = seen.total() + back.total() - seen[200] - back[200]
    record("C6 Redis away and back", pages=seen.total() + back.total(), errors=errors)
    assert errors == 0


@pytest.mark.django_db(transaction=True)
def test_without_celery_and_redis_the_cron_does_the_same(sink, record, tmp_path):
    box, port = sink
    wanted = fill(500)
    nowhere = {"REDIS_URL": f"unix://{tmp_path}/none.sock?db=0"}
    nowhere |= {"CACHE_URL": "locmem://", "CELERY_BROKER_URL": nowhere["REDIS_URL"]}
    runs = 0
    while left():
        env = process_env(box, port) | nowhere | {"LOG_LEVEL": "ERROR"}
        subprocess.run([sys.executable, "manage.py", "tick"], cwd=ROOT, env=env, check=True)
        runs += 1
        assert runs < 10
    lost, double = judged(box, wanted)
    record("C8 only a cron", mails=500, runs=runs, lost=lost, double=double)
    assert (lost, double) == (0, 0)
