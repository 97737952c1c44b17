"""PostgreSQL: the server that PG* or DATABASE_URL name, or a cluster of our own on a loopback port."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from . import debian
from .console import SetupError, run, say
from .places import cache, closed_parent, digest, is_root, locked, unprivileged

NAMES = "DATABASE_URL or PGHOST, PGPORT, PGUSER and PGPASSWORD"
# a power cut may cost the last second of a demo, and all of what can be made again
SAFE = ("synchronous_commit=off",)
FAST = (*SAFE, "fsync=off", "full_page_writes=off")
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    "shared_buffers=256MB",
    "timezone=UTC",
    "unix_socket_directories=",
)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server, as libpq names it."""

    host: str
    port: int
    user: str
    password: str
    binaries: Path | None

    @property
    def environment(self) -> dict[str, str]:
        names = {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user, "PGPASSWORD": self.password}
        named = {name: value for name, value in names.items() if value}
        if self.binaries:
            named["PATH"] = f"{self.binaries}:{os.environ['PATH']}"
        return os.environ | named | library_path(self.binaries)

    def client(self, command: str, *arguments: str) -> str:
        """Run one of PostgreSQL's client programs and return what it says."""
        program = str(self.binaries / command) if self.binaries else command
        return run([program, *arguments], f"PostgreSQL: {command} failed.", env=self.environment).stdout

    def check(self) -> None:
        """Raise when the server does not answer, or is one on which Odoo cannot make databases."""
        where = f"{self.host or 'its socket'}:{self.port}"
        asked = "SELECT current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        words = [self.binaries / "psql" if self.binaries else "psql", "-q", "-d", "postgres", "-AtF ", "-c", asked]
        done = subprocess.run(
            [str(word) for word in words],
            env=self.environment | {"PGCONNECT_TIMEOUT": "10"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = " ".join(done.stderr.split()).removeprefix("psql: error: ")
            raise SetupError(f"PostgreSQL at {where} cannot be used ({said}): check {NAMES}, then run again.")
        user, may_create = done.stdout.split()
        if user == "postgres":
            raise SetupError(f"Odoo refuses to work as the database user “postgres”: name another one in {NAMES}.")
        if may_create != "t":
            raise SetupError(f"{user} may not make databases at {where}: ALTER ROLE {user} CREATEDB, then run again.")

    def databases(self) -> set[str]:
        return set(self.execute("SELECT datname FROM pg_database").split())

    def execute(self, statement: str, database: str = "postgres") -> str:
        """Run one statement and return its rows, one a line."""
        return self.client("psql", "-q", "-d", database, "-Atc", statement)

    def drop(self, database: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def named_server() -> Server | None:
    """The server the environment names, if it names one."""
    named = {name: os.environ.get(name, "") for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")}
    address = os.environ.get("DATABASE_URL")
    try:
        if address:
            parts = urlsplit(address)
            more = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            named = {
                "PGHOST": parts.hostname or more.get("host", ""),
                "PGPORT": str(parts.port or more.get("port", "")),
                "PGUSER": unquote(parts.username or more.get("user", "")),
                "PGPASSWORD": unquote(parts.password or more.get("password", "")),
            }
        elif not named["PGHOST"] and not named["PGPORT"]:
            return None
        port = int(named["PGPORT"] or 5432)
    except ValueError as error:
        raise SetupError(f"The port of the database server is no number ({error}): check {NAMES}.") from error
    return Server(named["PGHOST"], port, named["PGUSER"], named["PGPASSWORD"], _clients())


def _clients() -> Path | None:
    """Folder of the client programs, None where they are on the path."""
    return None if shutil.which("psql") and shutil.which("createdb") else binaries()


def binaries() -> Path:
    """Folder with PostgreSQL's server programs, fetched when none is installed."""
    places = os.environ.get("CRM_FACILITATION_POSTGRESQL", "/usr/lib/postgresql")
    installed = sorted(Path(places).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    folder = cache() / "postgresql"
    with locked("postgresql"):
        if not (folder / ".complete").exists():
            say("fetching PostgreSQL (60 MB)")
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "packages").mkdir(parents=True)
            debian.download_missing("postgresql", folder / "packages")
            debian.unpack(folder / "packages", folder / "root")
            (folder / ".complete").touch()
    return next(folder.glob("root/usr/lib/postgresql/*/bin"))


def own_server(folder: Path, fast: bool) -> Server:
    """Our own cluster in ``folder``, made and started when it is not.

    :param fast: without the guarantees against a power cut, for databases that can be made again
    """
    programs = binaries()
    with locked(f"cluster-{digest(str(folder))[:8]}"):
        if not (folder / "data/PG_VERSION").exists():
            say("making a PostgreSQL cluster")
            _make(folder, programs)
        port = _running_port(folder)
        if port is None:
            port = free_port()
            options = " ".join(f"-c {setting}" for setting in (*SETTINGS, *(FAST if fast else SAFE)))
            start = ["-D", folder / "data", "-l", folder / "log", "-w", "-o", f"-p {port} {options}", "start"]
            failure = f"PostgreSQL does not start: see {folder / 'log'}."
            _as(owner(folder), [programs / "pg_ctl", *start], programs, failure)
    return Server("127.0.0.1", port, "odoo", "", programs)


def stop(folder: Path) -> None:
    """Stop our own cluster when it runs."""
    if _running_port(folder) is not None:
        programs = binaries()
        words = [programs / "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "stop"]
        _as(owner(folder), words, programs, "PostgreSQL does not stop.")


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise SetupError(
            f"The user {os.geteuid()} has no name on this machine, and PostgreSQL wants one: run it as a user who has."
        ) from error


def _make(folder: Path, programs: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    user = unprivileged() if is_root() else _own_name()
    if is_root():
        shutil.chown(folder, user)
        _check_reachable(folder)
    arguments = ["-D", folder / "data", "-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    _as(user, [programs / "initdb", *arguments], programs, "The PostgreSQL cluster cannot be made.")


def owner(folder: Path) -> str:
    """The user whose cluster it is, who is the only one that can run it."""
    return (folder / "data").owner()


def _check_reachable(folder: Path) -> None:
    if parent := closed_parent(folder):
        raise SetupError(
            f"{parent} is closed to the user {unprivileged()}, who runs PostgreSQL for root:"
            " put checkout and cache elsewhere, or set DATABASE_URL to a server that you have."
        )


def _as(user: str, command: list[str | Path], programs: Path, failure: str) -> None:
    if is_root():
        group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
        command = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *command]
    # the server keeps what it inherits: a pipe would never end
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    run(command, failure, cwd="/", env=os.environ | library_path(programs), **quiet)


def library_path(programs: Path | None) -> dict[str, str]:
    """Where unpacked programs find their libraries; installed ones need nothing."""
    if programs is None or programs.is_relative_to("/usr/lib"):
        return {}
    return {"LD_LIBRARY_PATH": ":".join(str(folder) for folder in programs.parents[3].glob("lib/*-linux-gnu"))}


def _running_port(folder: Path) -> int | None:
    """Port of the running cluster, None when it does not run; a pid file alone proves nothing."""
    pid_file = folder / "data/postmaster.pid"
    if not pid_file.exists():
        return None
    lines = pid_file.read_text().splitlines()
    if len(lines) < 4 or not Path(f"/proc/{lines[0]}").exists():
        return None
    with socket.socket() as probe:
        return int(lines[3]) if probe.connect_ex(("127.0.0.1", int(lines[3]))) == 0 else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
