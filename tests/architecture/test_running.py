"""What the files beside the code promise: production's commands run, and are given what they read.

`make compose` holds docker-compose.yml against the published schema; here its commands are run on
this machine, without containers.
"""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from andersom import servers
from andersom.demo.processes import free_port

ROOT: Path = settings.BASE_DIR
COMPOSE: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")


def example(*, also_commented: bool = False) -> dict[str, str]:
    """The names and values of `.env.example`."""
    mark = "#?" if also_commented else ""
    text = (ROOT / ".env.example").read_text()
    return dict(re.findall(rf"^{mark}([A-Z][A-Z0-9_]+)=(.*)$", text, re.MULTILINE))


@pytest.fixture
def production(transactional_db: None, tmp_path: Path) -> Mapping[str, str]:
    """Production's environment on the servers of this test run, with its own static files."""
    database = settings.DATABASES["default"]["NAME"]
    environment = {
        **os.environ,
        **example(),
        **SERVICES["web"]["environment"],
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": os.environ["DATABASE_URL"].replace("@/andersom", f"@/{database}"),
        "REDIS_URL": os.environ["REDIS_URL"],
        "CACHE_URL": os.environ["CACHE_URL"],
        "STATIC_ROOT": str(tmp_path / "static"),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return {name: str(value) for name, value in environment.items()}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def started(production: Mapping[str, str], log: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Collects what a test starts, to be ended after it."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait()


def command(service: str, **instead: str) -> list[str]:
    """The command of a service, with options replaced by name."""
    words = []
    for word in map(str, SERVICES[service]["command"]):
        option, _, value = word.partition("=")
        value = instead.get(option.lstrip("-"), value)
        words.append(f"{option}={value}" if "=" in word else option)
    return words


def run(words: list[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen(
            words, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )


def test_production_has_each_part_once() -> None:
    assert set(SERVICES) == {"proxy", *OURS, "postgres", "redis", "cache"}


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["back"] == {"internal": True}


def test_the_broker_keeps_every_message_and_the_cache_may_forget() -> None:
    assert "noeviction" in SERVICES["redis"]["command"]
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]
    assert "allkeys-lru" in SERVICES["cache"]["command"]


def test_the_example_names_all_that_settings_and_production_read() -> None:
    settings_read = re.findall(
        r'env(?:\.\w+)?\(\s*"(\w+)"', (ROOT / "andersom" / "settings.py").read_text()
    )
    compose_reads = re.findall(r"\$\{(\w+):\?\}", (ROOT / "docker-compose.yml").read_text())
    compose_sets = {name for service in OURS for name in SERVICES[service]["environment"]}

    of_the_provider = {name for name in example(also_commented=True) if "ANYMAIL_" in name}
    assert of_the_provider  # settings take them all, by how they begin
    assert set(example(also_commented=True)) - of_the_provider == {*settings_read, *compose_reads}
    assert compose_sets <= set(settings_read)
    assert not compose_sets & set(example())


def test_the_image_gets_every_app_and_no_test() -> None:
    allowed = (ROOT / ".dockerignore").read_text().split("\n")
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert allowed[0] == "*"
    assert {f"!{name}" for name in packages - {"tests"}} <= set(allowed)
    assert "!tests" not in allowed


def test_the_worker_may_take_as_long_to_stop_as_a_task_may_run() -> None:
    from andersom.celery import app

    grace = int(SERVICES["worker"]["stop_grace_period"].rstrip("s"))

    assert app.conf.task_time_limit < grace
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]


def test_web_serves_its_health_page_and_its_static_files(
    production: Mapping[str, str], started: list[subprocess.Popen[bytes]], log: Path
) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    collect = re.search(r"python (manage\.py collectstatic .*)", dockerfile)
    assert collect
    words = [word.strip('"') for word in collect[1].split()]
    subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=production, check=True, capture_output=True
    )
    port = free_port(8300)
    started.append(run(command("web", bind=f"127.0.0.1:{port}", workers="1"), production, log))
    probe = SERVICES["web"]["healthcheck"]["test"]
    probe = [sys.executable, *(word.replace(":8000", f":{port}") for word in probe[2:])]

    healthy = servers.wait_until(
        lambda: subprocess.run(probe, check=False, capture_output=True).returncode == 0,
        process=started[0],
    )

    assert healthy, log.read_text()
    manifest = (Path(production["STATIC_ROOT"]) / "staticfiles.json").read_text()
    style = re.search(r'"(css/[^"]+\.[0-9a-f]{12}\.css)"', manifest)
    assert style
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/static/{style[1]}", headers={"X-Forwarded-Proto": "https"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


@pytest.mark.parametrize(("service", "sign"), [("worker", "ready."), ("beat", "beat: Starting")])
def test_celery_starts_and_stops_when_asked(
    service: str,
    sign: str,
    production: Mapping[str, str],
    started: list[subprocess.Popen[bytes]],
    log: Path,
) -> None:
    started.append(run(command(service), production, log))

    assert servers.wait_until(lambda: sign in log.read_text(), process=started[0]), log.read_text()
    started[0].terminate()
    assert started[0].wait(20) == 0


def test_migrate_has_nothing_left_to_do(production: Mapping[str, str], log: Path) -> None:
    words = [sys.executable, *command("migrate")[1:]]

    assert run(words, production, log).wait(60) == 0, log.read_text()
    assert "No migrations to apply." in log.read_text()


def test_a_command_without_its_database_says_how_to_get_one(production: Mapping[str, str]) -> None:
    nowhere = {**production, "DATABASE_URL": "postgres://andersom@/andersom?host=%2Fnowhere"}

    told = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env=nowhere,
        check=False,
        capture_output=True,
        text=True,
    )

    assert told.returncode == 1
    assert told.stderr == (
        "PostgreSQL is not running: nobody answers at /nowhere.\n"
        "`make demo` and `make dev` start it; or set DATABASE_URL and REDIS_URL.\n"
    )
