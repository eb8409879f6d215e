"""Where the servers of a checkout are: computed from its path, whether they run or not."""

import hashlib
import os
import socket
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

NAME = "andersom"  # of the database and of its superuser
POSTGRESQL_SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # bytes; Linux takes 107 and macOS 103


def home(base_dir: Path) -> Path:
    """The folder of the data, sockets and logs of a checkout."""
    return base_dir / "var"


def socket_dir(home: Path) -> Path:
    """`run` in the home, or a folder in /tmp where a socket cannot have that path.

    It would be too long, or libpq would take its comma for a list of hosts.
    """
    run = home / "run"
    if len(os.fsencode(run / POSTGRESQL_SOCKET)) <= LONGEST_SOCKET and not {",", '"'} & set(
        str(run)
    ):
        return run
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    # Whoever makes the folder looks first whether it is ours.
    return Path(f"/tmp/{NAME}-{os.getuid()}-{digest}")  # noqa: S108


def urls(home: Path) -> tuple[str, str]:
    """`(database_url, redis_url)` of the servers of a home, running or not."""
    run = str(socket_dir(home))
    database = f"postgres://{NAME}@/{NAME}?host={quote(run, safe='')}"
    return database, f"unix://{quote(run)}/valkey.sock?db=0"


def local_urls(base_dir: Path) -> tuple[str, str]:
    """`(database_url, redis_url)` of the local servers of a checkout; starts and reads nothing."""
    return urls(home(base_dir))


def other_database(redis_url: str, number: int) -> str:
    """The same Redis, another numbered database: broker and cache do not share keys."""
    url = urlsplit(redis_url)
    if url.scheme == "unix":
        return f"unix://{url.path}?db={number}"
    return urlunsplit(url._replace(path=f"/{number}"))


def broker_url(redis_url: str) -> str:
    """What Celery calls the same place: it has a scheme of its own for sockets."""
    url = urlsplit(redis_url)
    if url.scheme != "unix":
        return redis_url
    number = parse_qs(url.query).get("db", ["0"])[0]
    return f"redis+socket://{url.path}?virtual_host={number}"


def answers(path: Path) -> bool:
    """Whether somebody accepts connections at a socket."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(path))
        except OSError:
            return False
    return True


def silent(host: str) -> bool:
    """Whether a database host is a folder for sockets in which no PostgreSQL answers."""
    return host.startswith("/") and not answers(Path(host) / POSTGRESQL_SOCKET)
