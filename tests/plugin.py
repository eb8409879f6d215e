"""Starts PostgreSQL and Valkey for a test run, unless DATABASE_URL and REDIS_URL name some.

Loaded with `-p tests.plugin`, because pytest-django reads the settings before any conftest runs.
With xdist the controller starts the servers; every worker gets databases of its own in them.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from andersom import servers

pytest_plugins = ["tests.browser"]


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """A wrapper, so that it comes before the hook in which pytest-django reads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker and not {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
        start_throwaway(early_config)
    share_redis(int(worker.removeprefix("gw") or 0))
    return (yield)


def start_throwaway(config: pytest.Config) -> None:
    """Servers in a folder that goes with them; nothing has to survive, so nothing is synced."""
    home = Path(tempfile.mkdtemp(prefix="andersom-test-", dir="/tmp"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    local = servers.Servers(home, settings=servers.FAST_AND_LOOSE)
    config.add_cleanup(local.stop)
    try:
        local.start()
    except servers.StartError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ.setdefault("DATABASE_URL", local.database_url)
    os.environ.setdefault("REDIS_URL", local.redis_url)


def share_redis(number: int) -> None:
    """Give a worker two numbered databases: one for the broker and one for the cache."""
    redis_url = os.environ["REDIS_URL"]
    os.environ["REDIS_URL"] = servers.other_database(redis_url, 2 * number)
    os.environ["CACHE_URL"] = servers.other_database(redis_url, 2 * number + 1)
