from pathlib import Path

import pytest

from andersom import servers
from andersom.servers.places import LONGEST_SOCKET, socket_dir


def test_local_urls_name_sockets_in_the_checkout() -> None:
    assert servers.local_urls(Path("/srv/my house")) == (
        "postgres://andersom@/andersom?host=%2Fsrv%2Fmy%20house%2Fvar%2Frun",
        "unix:///srv/my%20house/var/run/valkey.sock?db=0",
    )


@pytest.mark.parametrize("base", ["/" + "deep/" * 30, "/srv/a,b", '/srv/"quoted"'])
def test_socket_dir_moves_to_tmp_where_the_path_does_not_serve(base: str) -> None:
    found = socket_dir(Path(base))

    assert str(found).startswith("/tmp/andersom-")  # noqa: S108
    assert len(str(found)) < LONGEST_SOCKET - 20
    assert found == socket_dir(Path(base))
    assert found != socket_dir(Path(base) / "other")


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("unix:///a%20b/valkey.sock?db=0", "unix:///a%20b/valkey.sock?db=3"),
        ("redis://:secret@redis:6379/0", "redis://:secret@redis:6379/3"),
        ("rediss://redis:6379", "rediss://redis:6379/3"),
    ],
)
def test_other_database_changes_only_the_number(url: str, other: str) -> None:
    assert servers.other_database(url, 3) == other


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("unix:///a%20b/valkey.sock?db=2", "redis+socket:///a%20b/valkey.sock?virtual_host=2"),
        ("rediss://:secret@redis:6379/1", "rediss://:secret@redis:6379/1"),
    ],
)
def test_broker_url_gives_celery_its_own_scheme_for_sockets(url: str, broker: str) -> None:
    assert servers.broker_url(url) == broker


@pytest.mark.parametrize(("host", "silent"), [("/nowhere", True), ("postgres", False), ("", False)])
def test_silent_is_only_a_socket_that_nobody_serves(host: str, silent: bool) -> None:
    assert servers.silent(host) is silent
