"""The real servers, in folders of their own."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from andersom import servers

# Starts the servers of the home in argv, writes something down, and dies without stopping them.
DIES = """
import os, pathlib, signal, sys
import psycopg, redis
from andersom import servers
local = servers.Servers(pathlib.Path(sys.argv[1]))
local.start()
with psycopg.connect(local.database_url) as connection:
    connection.execute("CREATE TABLE kept AS SELECT 'written' AS word")
redis.Redis.from_url(local.redis_url).set("kept", "written")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home whose path has a space and a quote, and is short enough for its sockets."""
    with tempfile.TemporaryDirectory(prefix="it's a home ", dir="/tmp") as folder:
        yield Path(folder)


def word_in_postgresql(local: servers.Servers) -> object:
    with psycopg.connect(local.database_url) as connection:
        row = connection.execute("SELECT word FROM kept").fetchone()
    return row and row[0]


def test_both_answer_from_start_to_stop(home: Path) -> None:
    with servers.Servers(home) as local:
        with psycopg.connect(local.database_url) as connection:
            shown = connection.execute("SHOW listen_addresses").fetchone()
        valkey = redis.Redis.from_url(local.redis_url)
        policy = valkey.config_get("maxmemory-policy")
        valkey.close()

    assert shown == ("",)
    assert policy == {"maxmemory-policy": "noeviction"}
    assert list((home / "run").iterdir()) == []


def test_a_second_start_says_who_is_there(home: Path) -> None:
    with servers.Servers(home) as local:
        local.tell("process 7, at http://127.0.0.1:8000")
        with pytest.raises(servers.InUseError, match=r"^process 7, at http://127\.0\.0\.1:8000$"):
            servers.Servers(home).start()


def test_a_killed_run_is_cleared_up_and_its_data_kept(home: Path) -> None:
    died = subprocess.run([sys.executable, "-c", DIES, str(home)], check=False)

    with servers.Servers(home) as local:
        valkey = redis.Redis.from_url(local.redis_url)
        kept = valkey.get("kept")
        valkey.close()
        word = word_in_postgresql(local)

    assert died.returncode == -signal.SIGKILL
    assert (word, kept) == ("written", b"written")


def test_a_stale_number_of_another_program_does_not_keep_it_from_starting(home: Path) -> None:
    with servers.Servers(home):
        pass
    (home / "postgresql" / "postmaster.pid").write_text(f"{os.getpid()}\n{home}/postgresql\n")

    with servers.Servers(home) as local, psycopg.connect(local.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_erase_starts_anew(home: Path) -> None:
    with servers.Servers(home) as local, psycopg.connect(local.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'written' AS word")

    local = servers.Servers(home)
    local.take()
    local.erase()
    with local, pytest.raises(psycopg.errors.UndefinedTable):
        word_in_postgresql(local)


def test_half_a_data_folder_does_not_count(home: Path) -> None:
    (home / "postgresql.new").mkdir()
    (home / "postgresql.new" / "PG_VERSION").write_text("18\n")

    with servers.Servers(home) as local, psycopg.connect(local.database_url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("andersom",)


def test_a_failing_server_shows_the_end_of_its_log(home: Path) -> None:
    with pytest.raises(servers.StartError, match='unrecognized configuration parameter "nonsense"'):
        servers.Servers(home, settings=("nonsense=1",)).start()

    with servers.Servers(home):  # and leaves nothing locked or running
        pass


def test_a_home_that_is_no_folder_of_ours_is_refused(home: Path) -> None:
    (home / "log").write_text("not a folder")

    with pytest.raises(servers.StartError, match="log"):
        servers.Servers(home).start()
