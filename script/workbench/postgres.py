"""PostgreSQL: the server that PG* or DATABASE_URL name, or a cluster of our own on a loopback port."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from . import debian
from .console import SetupError, run, say
from .places import cache, closed_parent, is_root, locked, unprivileged

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SETTINGS = ("listen_addresses=127.0.0.1", "max_connections=200", "shared_buffers=256MB", "unix_socket_directories=")


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
        return os.environ | {name: value for name, value in names.items() if value} | library_path(self.binaries)

    def client(self, command: str, *arguments: str) -> str:
        """Run one of PostgreSQL's client programs and return what it says."""
        program = str(self.binaries / command) if self.binaries else command
        return run([program, *arguments], f"PostgreSQL: {command} failed.", env=self.environment).stdout

    def databases(self) -> set[str]:
        return set(self.execute("SELECT datname FROM pg_database").split())

    def execute(self, statement: str, database: str = "postgres") -> str:
        """Run one statement and return its rows, one a line."""
        return self.client("psql", "-q", "-d", database, "-Atc", statement)

    def drop(self, database: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def named_server() -> Server | None:
    """The server the environment names, if it names one."""
    address = os.environ.get("DATABASE_URL")
    if address:
        parts = urlsplit(address)
        return Server(
            parts.hostname or "", parts.port or 5432, unquote(parts.username or ""), unquote(parts.password or ""), None
        )
    if os.environ.get("PGHOST"):
        names = {name: os.environ.get(name, "") for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")}
        return Server(names["PGHOST"], int(names["PGPORT"] or 5432), names["PGUSER"], names["PGPASSWORD"], None)
    return None


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
    with locked("cluster"):
        if not (folder / "data/PG_VERSION").exists():
            say("making a PostgreSQL cluster")
            _make(folder, programs)
        port = _running_port(folder)
        if port is None:
            port = free_port()
            options = " ".join(f"-c {setting}" for setting in (*SETTINGS, *(FAST if fast else ())))
            start = ["-D", folder / "data", "-l", folder / "log", "-w", "-o", f"-p {port} {options}", "start"]
            _as_owner([programs / "pg_ctl", *start], programs, "PostgreSQL does not start.")
    return Server("127.0.0.1", port, "odoo", "", programs)


def stop(folder: Path) -> None:
    """Stop our own cluster when it runs."""
    if _running_port(folder) is not None:
        programs = binaries()
        _as_owner(
            [programs / "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "stop"],
            programs,
            "PostgreSQL does not stop.",
        )


def _make(folder: Path, programs: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if is_root():
        shutil.chown(folder, unprivileged())
        _check_reachable(folder)
    arguments = ["-D", folder / "data", "-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    _as_owner([programs / "initdb", *arguments], programs, "The PostgreSQL cluster cannot be made.")


def _check_reachable(folder: Path) -> None:
    if parent := closed_parent(folder):
        raise SetupError(
            f"{parent} is closed to the user {unprivileged()}, who runs PostgreSQL for root:"
            " put the checkout elsewhere, or set DATABASE_URL to a server that you have."
        )


def _as_owner(command: list[str | Path], programs: Path, failure: str) -> None:
    if is_root():
        command = ["setpriv", f"--reuid={unprivileged()}", f"--regid={_group()}", "--clear-groups", *command]
    # the server keeps what it inherits: a pipe would never end
    run(
        command,
        failure,
        cwd="/",
        env=os.environ | library_path(programs),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def library_path(programs: Path | None) -> dict[str, str]:
    """Where unpacked programs find their libraries; installed ones need nothing."""
    if programs is None or programs.is_relative_to("/usr/lib"):
        return {}
    return {"LD_LIBRARY_PATH": ":".join(str(folder) for folder in programs.parents[3].glob("lib/*-linux-gnu"))}


def _group() -> str:
    return grp.getgrgid(pwd.getpwnam(unprivileged()).pw_gid).gr_name


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
