"""Databases: a template with the addon's dependencies, and copies of it with the addon."""

import ast
import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .console import SetupError, run, say
from .interpreter import environment
from .odoo_source import Source, source
from .places import NEEDED_LATER_GIB, REQUIREMENTS, ROOT, cache, check_space, digest, locked, tree_digest
from .postgres import Server, free_port, named_server, own_server

ADDON = ROOT / "crm_facilitation"
# not dependencies of the addon: what the tests and benchmarks compare with
EXTRA = ("survey",)
# the first one is that of the database: without English there, nobody could read it
LANGUAGES = "en_US,ru_RU"
# run in Odoo's shell
DEFAULTS = Path(__file__).parent / "defaults.py"
BUNDLES = Path(__file__).parent / "bundles.py"
# names the file store to commands that a run of the tests starts
DATA = "CRM_FACILITATION_DATA"
NEW_ENTRY = re.compile(r"\n(?=\d{4}-\d\d-\d\d \d\d:\d\d:)")
COMPLAINT = re.compile(r" (WARNING|ERROR|CRITICAL) ")


@dataclass(frozen=True)
class Bench:
    """Odoo with its libraries and a database server, ready for commands."""

    odoo: Source
    venv: Path
    server: Server
    data: Path

    @property
    def key(self) -> str:
        """Key of the server and its file store: what belongs together."""
        return digest(str(self.data))[:8]

    def config(self, name: str, lines: Sequence[str] = (), port: int | None = None) -> Path:
        """A configuration file; without ``port`` a free one, so that several commands run at once."""
        path = self.data / f"{name}.conf"
        addons = ",".join(str(folder) for folder in (ROOT, *self.odoo.addons))
        settings = [
            "[options]",
            f"addons_path = {addons}",
            f"data_dir = {self.data}",
            f"db_host = {self.server.host}",
            f"db_port = {self.server.port}",
            f"db_user = {self.server.user}",
            *([f"db_password = {self.server.password}"] if self.server.password else []),
            "http_interface = 127.0.0.1",
            f"http_port = {port or free_port()}",
            "list_db = False",
            *lines,
        ]
        # it may hold the password of the server
        path.touch(0o600)
        path.chmod(0o600)
        path.write_text("\n".join(settings) + "\n")
        return path

    def run_odoo(self, config: Path, database: str, *arguments: str, failure: str, **options) -> str:
        """Run one ``odoo`` command to its end and return its log."""
        command = [self.venv / "bin/odoo", "-c", config, "-d", database, *arguments]
        return run(command, failure, 40, env=self.server.environment, cwd=ROOT, **options).stdout or ""

    def run_script(self, config: Path, database: str, script: Path, failure: str, **variables: str) -> None:
        """Run a script in Odoo's shell, with further environment variables."""
        command = [self.venv / "bin/odoo", "shell", "-c", config, "-d", database, "--no-http"]
        run(command, failure, 40, env=self.server.environment | variables, cwd=ROOT, input=script.read_text())

    def rename(self, database: str, name: str) -> None:
        """Give a finished database, with its file store, the name by which it is found."""
        self.discard(name)
        os.replace(self.data / "filestore" / database, self.data / "filestore" / name)
        self.server.execute(f'ALTER DATABASE "{database}" RENAME TO "{name}"')

    def copy(self, source_name: str, target: str) -> None:
        """Copy a database with its file store; files are linked, not copied."""
        self.server.drop(target)
        self.server.client("createdb", "-T", source_name, target)
        stores = self.data / "filestore"
        shutil.rmtree(stores / target, ignore_errors=True)
        if (stores / source_name).exists():
            shutil.copytree(stores / source_name, stores / target, copy_function=os.link)

    def discard(self, database: str) -> None:
        """Drop a database with its file store and its configuration file."""
        self.server.drop(database)
        shutil.rmtree(self.data / "filestore" / database, ignore_errors=True)
        (self.data / f"{database}.conf").unlink(missing_ok=True)


def bench(cluster: Path | None = None, fast: bool = True) -> Bench:
    """Odoo, libraries and PostgreSQL, obtained when missing.

    :param cluster: folder of the cluster, the cache's by default
    """
    server = named_server()
    if server:
        server.check()
    odoo = source()
    check_space(cluster or cache(), NEEDED_LATER_GIB)
    venv = environment(odoo)
    server = server or own_server(cluster or cache() / "cluster", fast)
    data = _file_store(server, cluster)
    data.mkdir(parents=True, exist_ok=True)
    return Bench(odoo, venv, server, data)


def _file_store(server: Server, cluster: Path | None) -> Path:
    """Where the files of a server's databases are: two servers may have databases of one name."""
    if named := os.environ.get(DATA):
        return Path(named)
    if named_server():
        return cache() / f"odoo-data-{digest(server.host, str(server.port))[:8]}"
    return (cluster or cache()) / "odoo-data"


def dependencies() -> tuple[str, ...]:
    return tuple(ast.literal_eval((ADDON / "__manifest__.py").read_text())["depends"])


def template(place: Bench, extra: Sequence[str] = EXTRA) -> str:
    """Name of the database with the addon's dependencies, ``extra`` addons and both languages."""
    addons = (*dependencies(), *extra)
    script, pins = DEFAULTS.read_text(), (REQUIREMENTS / "requirements.in").read_text()
    name = f"cf_dependencies_{digest(place.odoo.key, pins, script, LANGUAGES, *addons)}"
    if name not in place.server.databases():
        with locked(f"template-{place.key}"):
            if name not in place.server.databases():
                _make_template(place, name, addons)
    return name


def _make_template(place: Bench, name: str, addons: Sequence[str]) -> None:
    say("installing the addon's dependencies into the template database (once)")
    raw = f"{name}_raw"
    place.discard(raw)
    # Odoo makes the database itself, so that it has the extensions that Odoo makes
    config = place.config("template")
    install = ("-i", ",".join(addons), f"--load-language={LANGUAGES}", "--stop-after-init", "--no-http")
    place.run_odoo(config, raw, *install, failure="Odoo's own addons cannot be installed.")
    place.run_script(config, raw, DEFAULTS, "Odoo's own addons cannot be set up.")
    place.rename(raw, name)


def entries(log: str) -> list[str]:
    """The entries of an Odoo log, each with the lines that follow it.

    >>> entries("2026-01-01 00:00:00,000 1 INFO db odoo: one\\ntwo\\n2026-01-01 00:00:00,000 1 INFO db odoo: three")
    ['2026-01-01 00:00:00,000 1 INFO db odoo: one\\ntwo', '2026-01-01 00:00:00,000 1 INFO db odoo: three']
    """
    return NEW_ENTRY.split(log.rstrip("\n"))


def complaints(log: str) -> list[str]:
    """Entries of an Odoo log that are warnings or worse.

    >>> complaints("2026-01-01 00:00:00,000 1 INFO db odoo: fine\\n2026-01-01 00:00:00,000 1 WARNING db odoo: no")
    ['2026-01-01 00:00:00,000 1 WARNING db odoo: no']
    """
    return [entry for entry in entries(log) if COMPLAINT.search(entry.partition("\n")[0])]


def installed(place: Bench) -> str:
    """Name of a database with the addon as it stands in the work tree, without demo data."""
    base = template(place)
    checkout = digest(str(ROOT))[:8]
    name = f"cf_{checkout}_{digest(base, place.venv.name, tree_digest(ADDON))}"
    with locked(f"installed-{checkout}"):
        if name not in place.server.databases():
            for stale in filter(re.compile(rf"cf_{checkout}_").match, place.server.databases()):
                if not in_use(stale):
                    place.discard(stale)
            say("installing the addon")
            raw = f"{name}_raw"
            place.copy(base, raw)
            options = ("-i", "crm_facilitation", "--without-demo=True", "--stop-after-init", "--no-http")
            log = place.run_odoo(
                place.config(f"install-{checkout}"), raw, *options, failure="The addon cannot be installed."
            )
            if found := complaints(log):
                raise SetupError("Odoo complains while it installs the addon:\n" + "\n".join(found))
            place.rename(raw, name)
    return name


def with_bundles(place: Bench) -> str:
    """Name of a copy of the :func:`installed` database in which the pages find their asset bundles built."""
    base = installed(place)
    # a bundle is known by when its files were changed
    times = (str(path.stat().st_mtime_ns) for path in sorted((ADDON / "static").rglob("*")))
    name = f"{base}_{digest(BUNDLES.read_text(), *times)[:8]}"
    with locked(f"installed-{digest(str(ROOT))[:8]}"):
        if name not in place.server.databases():
            for stale in filter(re.compile(rf"{base}_[0-9a-f]+$").match, place.server.databases()):
                place.discard(stale)
            say("building the asset bundles")
            raw = f"{name}_raw"
            place.copy(base, raw)
            build_bundles(place, place.config(name), raw, "tests")
            place.rename(raw, name)
    return name


def build_bundles(place: Bench, config: Path, database: str, audience: str) -> None:
    """Build the asset bundles of ``database`` for the ``tests`` or the ``demo``."""
    place.run_script(config, database, BUNDLES, "The asset bundles cannot be built.", BUNDLES=audience)


@contextlib.contextmanager
def copy_for_one_run(place: Bench, bundles: bool = False, name: str = "") -> Iterator[str]:
    """Name of a database with the addon that lives as long as the block.

    :param bundles: with the asset bundles built
    :param name: tells it from another one of this process at the same time
    """
    checkout = digest(str(ROOT))[:8]
    database = f"cf_{checkout}_run_{os.getpid()}{name}"
    with locked(f"copy-{checkout}"):
        # a command that was killed left its own
        for stale in filter(re.compile(rf"cf_{checkout}_run_").match, place.server.databases()):
            if not in_use(stale):
                place.discard(stale)
        place.copy(with_bundles(place) if bundles else installed(place), database)
    try:
        yield database
    finally:
        place.discard(database)


def in_use(database: str) -> bool:
    """Whether the command lives that made ``database`` for one run; a process of the tests adds its own name.

    >>> in_use(f"cf_1_run_{os.getpid()}"), in_use(f"cf_1_run_{os.getpid()}-gw0"), in_use("cf_1_run_0"), in_use("cf_1_2")
    (True, True, False, False)
    """
    run_of = re.search(r"_run_(\d+)", database)
    return bool(run_of) and Path(f"/proc/{run_of[1]}").exists()


def background(command: Sequence[str | Path], log: Path, environment_: dict[str, str]) -> int:
    """Start a server that outlives this command; return its process id."""
    with log.open("ab") as output:
        options = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output, "start_new_session": True}
        return subprocess.Popen([str(part) for part in command], env=environment_, cwd=ROOT, **options).pid
