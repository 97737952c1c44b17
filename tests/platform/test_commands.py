"""The commands in script/: what stands in the way is told in one sentence, and does no harm to the next run."""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script"))

from workbench import console, databases, debian, demo, interpreter, lint, odoo_source, places, postgres, suite  # noqa: E402
from workbench.__main__ import main  # noqa: E402
from workbench.console import SetupError  # noqa: E402

# what the commands of this run were called with, before a test changes it
OURS = dict(os.environ)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, and nothing that names a server or an Odoo."""
    for name in (
        "ODOO_HOME",
        "DATABASE_URL",
        "PGHOST",
        "PGPORT",
        "PGUSER",
        "PGPASSWORD",
        "DEBIAN_MIRROR",
        "PYTHON",
        databases.DATA,
    ):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "cache"
    monkeypatch.setenv("CRM_FACILITATION_CACHE", str(folder))
    return folder


def program(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_port_in_use_is_told_until_it_is_free(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["demo", "--port", str(port)]) == 1
        said = capsys.readouterr().err.strip()
        assert said == f"Port {port} is in use: stop what uses it, or choose another with --port."
    demo._check_port(port)


def test_too_little_disk_is_told_with_what_is_needed(monkeypatch, capsys):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(2**40, 2**40 - 2**30, 2**30))
    assert main(["test", "-k", "nothing"]) == 1
    assert "has 1.0 GiB free, 4 GiB are needed" in capsys.readouterr().err
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(2**40, 0, 2**40))
    places.check_space(places.cache(), places.NEEDED_GIB)


def test_a_wrong_python_is_told_by_the_launcher(tmp_path):
    old = tmp_path / "old"
    for name in ("python3", "python3.10", "python3.11", "python3.12", "python3.13"):
        program(old, name, "exit 1")
    program(old, "id", "echo 1000")
    for name in ("dirname", "sh"):
        (old / name).symlink_to(shutil.which(name))
    command = [shutil.which("sh"), str(ROOT / "script/test")]
    done = subprocess.run(command, env={"PATH": str(old)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "This needs Python 3.10 to 3.13: install python3 and python3-venv, then run again.\n"


def test_a_python_that_is_named_and_does_not_fit_is_told(tmp_path):
    old = program(tmp_path / "old", "python3.9", "exit 1")
    words = [ROOT / "script/test"]
    done = subprocess.run(words, env=OURS | {"PYTHON": str(old)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr == f"PYTHON names {old}, which is no Python 3.10 to 3.13: name another or none, then run again.\n"
    )


def test_a_python_that_does_not_work_is_passed_over_for_the_next(tmp_path, monkeypatch):
    shims, good = tmp_path / "shims", tmp_path / "good"
    program(shims, "python3.12", 'echo "pyenv: python3.12: command not found" >&2; exit 127')
    program(shims, "python3.11", "exit 1")
    working = program(good, "python3.12", "echo 3.12 /real/python3.12")
    managed = program(tmp_path / "pyenv", "unused", "").parent / "versions/3.13.1/bin"
    managed.mkdir(parents=True)
    program(managed, "python3", "echo 3.13 /real/python3.13")
    monkeypatch.setenv("PATH", f"{shims}:{good}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(sys, "executable", str(shims / "python3.11"))
    assert interpreter.candidates() == [("3.12", "/real/python3.12"), ("3.13", "/real/python3.13")]
    monkeypatch.setenv("PYTHON", str(working))
    assert interpreter.candidates() == [("3.12", "/real/python3.12")]


def test_of_one_version_the_python_that_is_no_shared_library_is_taken(tmp_path, monkeypatch):
    managed, system = tmp_path / "managed", tmp_path / "system"
    program(managed, "python3.12", "echo 3.12 /managed/python3.12; echo shared")
    program(managed, "python3.11", "echo 3.11 /managed/python3.11; echo shared")
    program(system, "python3.12", "echo 3.12 /system/python3.12")
    monkeypatch.setenv("PATH", f"{managed}:{system}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(sys, "executable", str(managed / "python3.12"))
    assert interpreter.candidates() == [("3.11", "/managed/python3.11"), ("3.12", "/system/python3.12")]


def test_without_a_package_index_no_other_python_is_tried(monkeypatch):
    tried = []

    def fails(version, _executable, _source):
        tried.append(version)
        raise SetupError("Pip cannot install them.", "Retrying: NewConnectionError: Failed to establish")

    monkeypatch.setattr(interpreter, "candidates", lambda: [("3.11", "a"), ("3.12", "b")])
    monkeypatch.setattr(interpreter, "_environment", fails)
    with pytest.raises(SetupError, match=r"check the network connection and run again\. Pip cannot"):
        interpreter.environment(None)
    assert tried == ["3.11"]


def test_a_cache_that_cannot_be_made_is_told(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CRM_FACILITATION_CACHE", str(tmp_path / "file/cache"))
    assert main(["test"]) == 1
    assert re.fullmatch(r"\S+/file/cache cannot hold the cache \(.*\): set CRM.*\.", capsys.readouterr().err.strip())


def test_a_full_disk_is_told(monkeypatch, capsys):
    monkeypatch.setattr(suite, "main", lambda _words: Path("/proc/version/x").write_text(""))
    assert main(["test"]) == 1
    assert capsys.readouterr().err == "\nNot a directory (/proc/version/x): put this right and run again.\n"


def test_half_a_virtual_environment_is_made_anew(tmp_path, monkeypatch, cache):
    # the environment is given it as its own Python, which is then asked for pip
    making = 'mkdir -p "$3/bin" "$3/lib/python3.11/site-packages"; cp "$0" "$3/bin/python"'
    python = program(tmp_path / "fake", "python3", f'[ "$2" != venv ] || {{ {making}; }}')
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    source = odoo_source.Source(tmp_path, (), "key")
    lock = interpreter.REQUIREMENTS / "py3.11.lock"
    folder = cache / f"venv-3.11-{places.digest(lock.read_bytes(), str(python), 'key')}"
    (folder / "lib").mkdir(parents=True)
    (folder / "half").touch()
    assert interpreter._environment("3.11", str(python), source) == folder
    assert not (folder / "half").exists()
    assert (folder / ".complete").exists()
    assert not list(here.iterdir())


def test_without_a_network_nothing_half_done_is_kept(tmp_path, monkeypatch, capsys, cache):
    fake = tmp_path / "fake"
    program(fake, "apt-get", 'echo "E: Failed to fetch" >&2; exit 100')
    monkeypatch.setenv("PATH", f"{fake}:{os.environ['PATH']}")
    monkeypatch.setenv("DEBIAN_MIRROR", "mirror")
    monkeypatch.setattr(debian, "KEYRING", program(fake, "keyring", ""))
    with pytest.raises(SetupError, match="check the network connection and run again"):
        odoo_source.source()
    assert not list(cache.rglob(".complete"))
    assert "Traceback" not in capsys.readouterr().err

    # the network is back, but the mirror has moved on to another odoo-19
    program(fake, "apt-get", 'case "$*" in *download*) echo other > odoo-19_19.1_all.deb;; esac')
    with pytest.raises(SetupError, match="this project is pinned"):
        odoo_source.source()
    assert not list(cache.rglob(".complete"))


def test_a_machine_without_debian_packages_is_told_of_odoo_home(tmp_path, monkeypatch):
    fake = tmp_path / "fake"
    program(fake, "apt-get", "echo noble main mirror")
    monkeypatch.setenv("PATH", f"{fake}:{os.environ['PATH']}")
    monkeypatch.setattr(debian, "release", lambda: {"ID": "ubuntu", "VERSION_CODENAME": "noble"})
    with pytest.raises(SetupError, match="set DEBIAN_MIRROR to one, or ODOO_HOME"):
        debian.mirror()
    monkeypatch.setattr(debian, "release", lambda: {"ID": "debian", "VERSION_CODENAME": "noble"})
    assert debian.mirror() == "mirror"


@pytest.mark.parametrize(
    ("version", "problem"), [("", "holds no Odoo"), ("(18, 0, 0, FINAL, 0, '')", "holds another version of Odoo")]
)
def test_odoo_home_must_hold_odoo_19(tmp_path, monkeypatch, version, problem):
    if version:
        (tmp_path / "odoo").mkdir()
        (tmp_path / "odoo/release.py").write_text(f"version_info = {version}\n")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(SetupError, match=problem):
        odoo_source.source()


def test_odoo_home_may_be_a_checkout(tmp_path, monkeypatch):
    for folder in ("odoo/addons", "addons"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "odoo/release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    found = odoo_source.source()
    assert found.site == tmp_path
    assert found.addons == (tmp_path / "odoo/addons", tmp_path / "addons")


def test_another_server_can_be_named(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db.example:5433/any")
    server = postgres.named_server()
    assert (server.host, server.port, server.user, server.password) == ("db.example", 5433, "me", "p@ss")
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("PGHOST", "db.example")
    assert postgres.named_server().port == 5432
    monkeypatch.delenv("PGHOST")
    assert postgres.named_server() is None


@pytest.mark.parametrize("address", ["postgresql://me@127.0.0.1:{}/any", "postgresql:///any?host=127.0.0.1&port={}"])
def test_a_server_that_does_not_answer_is_told(monkeypatch, capsys, address):
    monkeypatch.setenv("DATABASE_URL", address.format(postgres.free_port()))
    monkeypatch.setenv("PATH", OURS["PATH"])
    # in the words of the client program, which speaks the machine's language
    monkeypatch.setenv("LC_ALL", "C")
    assert main(["demo", "--port", str(postgres.free_port())]) == 1
    (sentence,) = capsys.readouterr().err.strip().splitlines()[-1:]
    assert re.fullmatch(r"PostgreSQL at 127\.0\.0\.1:\d+ cannot be used \(.*refused.*\): check .*\.", sentence)


def test_databases_of_two_servers_do_not_share_files(monkeypatch, cache, tmp_path):
    own = postgres.Server("127.0.0.1", 5001, "odoo", "", None)
    assert databases._file_store(own, None) == cache / "odoo-data"
    assert databases._file_store(own, tmp_path) == tmp_path / "odoo-data"
    monkeypatch.setenv("PGPORT", "5002")
    monkeypatch.setattr(postgres, "_clients", lambda: None)
    stores = {databases._file_store(postgres.Server("127.0.0.1", port, "me", "", None), tmp_path) for port in (1, 2)}
    assert len(stores) == 2
    assert {store.parent for store in stores} == {cache}
    monkeypatch.setenv(databases.DATA, str(tmp_path / "named"))
    assert databases._file_store(own, None) == tmp_path / "named"


def test_a_port_that_is_no_number_is_told(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example:fast/any")
    assert main(["test"]) == 1
    assert "The port of the database server is no number" in capsys.readouterr().err


def test_a_role_that_may_not_make_databases_is_told():
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD"):
        os.environ[name] = OURS.get(name, "")
    server, role = postgres.named_server(), f"guest{os.getpid()}"
    server.check()
    server.execute(f"DROP ROLE IF EXISTS {role}")
    server.execute(f"CREATE ROLE {role} LOGIN")
    try:
        guest = postgres.Server(server.host, server.port, role, "", server.binaries)
        with pytest.raises(SetupError, match=f"ALTER ROLE {role} CREATEDB, then run again"):
            guest.check()
    finally:
        server.execute(f"DROP ROLE {role}")


def test_a_pid_file_left_by_a_crash_is_no_running_cluster(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/postmaster.pid").write_text("999999999\n/data\n0\n5432\n\n127.0.0.1\n")
    assert postgres._running_port(tmp_path) is None


def test_what_a_killed_command_was_doing_ends_with_it(tmp_path):
    script = f"from workbench.console import run; run(['sh', '-c', 'echo $$ > {tmp_path}/pid; exec sleep 60'], '')"
    command = subprocess.Popen([sys.executable, "-c", script], env=OURS | {"PYTHONPATH": str(ROOT / "script")})
    child = tmp_path / "pid"
    wait_for(lambda: child.exists() and child.read_text().strip())
    command.send_signal(signal.SIGKILL)
    command.wait()
    wait_for(lambda: not Path(f"/proc/{child.read_text().strip()}").exists())


def wait_for(holds):
    for _attempt in range(200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("It did not come about in ten seconds.")


def test_databases_of_a_killed_run_go_with_the_next(monkeypatch):
    checkout = places.digest(str(ROOT))[:8]
    gone, alive = f"cf_{checkout}_run_0-gw1", f"cf_{checkout}_run_{os.getppid()}"
    dropped, copied = [], []
    server = SimpleNamespace(databases=lambda: {gone, alive, "cf_other_run_0"})
    place = SimpleNamespace(server=server, discard=dropped.append, copy=lambda *names: copied.append(names))
    monkeypatch.setattr(databases, "installed", lambda _place: "base")
    with databases.copy_for_one_run(place) as database:
        assert (dropped, copied) == ([gone], [("base", database)])
    assert dropped == [gone, database]


def test_details_are_kept_in_a_file_and_not_in_the_sentence():
    with pytest.raises(SetupError) as error:
        console.run(["sh", "-c", "echo this; echo that; exit 3"], "It cannot be done.")
    sentence = str(error.value)
    details = re.fullmatch(r"It cannot be done\. \(Details: (\S+)\)", sentence)[1]
    assert Path(details).read_text() == "this\nthat\n"
    Path(details).unlink()
    with pytest.raises(SetupError, match=r"\Athat\nIt cannot be done\. \(Details: \S+\)\Z") as error:
        console.run(["sh", "-c", "echo this; echo that; exit 3"], "It cannot be done.", tail=1)
    Path(str(error.value).split()[-1].rstrip(")")).unlink()


def test_two_commands_do_not_make_the_same_thing_at_once():
    running, most = [], []

    def work():
        with places.locked("thing"):
            running.append(1)
            most.append(len(running))
            running.pop()

    threads = [threading.Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_a_changed_addon_has_another_key(tmp_path):
    (tmp_path / "a.py").write_text("1")
    before = places.tree_digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/a.pyc").write_text("compiled")
    assert places.tree_digest(tmp_path) == before
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert places.tree_digest(tmp_path) != before


def test_a_skipped_test_and_a_warning_are_failures(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="t" name="good"/>'
        '<testcase classname="t" name="bad"><skipped message="later"/></testcase></testsuite></testsuites>'
    )
    assert suite.not_run(report) == ["Skipped: t.bad"]
    with pytest.raises(SetupError):
        suite.not_run(tmp_path / "missing.xml")
    stamp = "2026-01-01 00:00:00,000 1"
    log = f"{stamp} WARNING db odoo: a\nTraceback\n{stamp} INFO db odoo: b\n{stamp} ERROR db odoo: c\n"
    assert databases.complaints(log) == [f"{stamp} WARNING db odoo: a\nTraceback", f"{stamp} ERROR db odoo: c"]


def test_a_run_with_a_skip_or_a_warning_fails(tmp_path):
    path = tmp_path / "test_sample.py"
    path.write_text(SAMPLE)
    words = [ROOT / "script/test", path, "-k", "warns or skipped"]
    done = subprocess.run(words, env=OURS, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "1 passed, 1 skipped, 1 deselected" in done.stdout
    assert done.returncode == 1
    found = [line for line in done.stderr.splitlines() if line.startswith(("Odoo's log: ", "Skipped: "))]
    assert len(found) == 2
    assert found[0].endswith("odoo.addons.sample: something is wrong ")
    assert found[1].endswith(".TestSample.test_skipped")


SAMPLE = """
import logging
from odoo.tests import BaseCase, tagged

@tagged("standard", "post_install", "-at_install")
class TestSample(BaseCase):
    def test_warns(self):
        logging.getLogger("odoo.addons.sample").warning("something is wrong")

    def test_skipped(self):
        self.skipTest("later")

    def test_not_chosen(self):
        self.fail("chosen")
"""


def test_the_wheel_puts_the_addon_where_odoo_looks(tmp_path):
    words = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path]
    copy = shutil.copytree(databases.ADDON, tmp_path / "crm_facilitation")
    # a machine may lack git
    subprocess.run([*words, copy], env=OURS | {"PATH": str(tmp_path)}, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("odoo_addon_crm_facilitation-19.0.*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        metadata = next(archive.read(name).decode() for name in inside if name.endswith("/METADATA"))
    shipped = (path for path in databases.ADDON.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    addon = {f"odoo/addons/crm_facilitation/{path.relative_to(databases.ADDON)}" for path in shipped}
    assert addon - inside <= {"odoo/addons/crm_facilitation/pyproject.toml"}
    assert "Requires-Dist: odoo==19.0.*" in metadata


def test_every_pin_has_hashes_and_no_address():
    locks = sorted((ROOT / "script/requirements").glob("*.lock"))
    assert [lock.stem for lock in locks] == ["py3.10", "py3.11", "py3.12", "py3.13"]
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text
        pins = re.findall(r"^[\w.-]+(?:\[\w+\])?==", text, re.MULTILINE)
        assert len(pins) > 60
        assert len(re.findall(r"^[\w.-]+(?:\[\w+\])?==.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(pins)
    assert '"resolved"' not in (ROOT / "script/js/package-lock.json").read_text()


def test_odoos_linters_see_the_addon_alone(tmp_path):
    tool = program(tmp_path, "tool", 'echo "$@"')
    environment = os.environ | {"LINT_ODOO": "/odoo", "LINT_pylint": str(tool)}
    shim = ROOT / "script/workbench/shims/pylint"
    words = [shim, "--rcfile=/dev/null", "/odoo/odoo", "/here/ours"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["--rcfile=/dev/null", "/here/ours", "--disable=unknown-option-value"]


def test_a_finding_of_odoos_linters_that_names_a_model_counts():
    finding = "2026-01-01 00:00:00,000 1 ERROR db odoo.addons.test_lint.tests.test_index: FAIL: TestIndex.test_index\n"
    finding += "AssertionError: crm.facilitation.vote.ballot_id should have an index"
    assert lint.concerning(finding, "crm_facilitation") == [finding]
    assert (
        lint.concerning(finding.replace("crm.facilitation.vote.ballot_id", "crm.lead.team_id"), "crm_facilitation")
        == []
    )


# what Python 3.10 does not have yet; the tests run under whichever version is there
NEWER = {
    "asyncio": {"Runner", "TaskGroup", "timeout"},
    "datetime": {"UTC"},
    "enum": {"ReprEnum", "StrEnum", "verify"},
    "hashlib": {"file_digest"},
    "itertools": {"batched"},
    "math": {"cbrt", "exp2", "sumprod"},
    "typing": {"LiteralString", "Never", "NotRequired", "Required", "Self", "TypeVarTuple", "assert_never", "override"},
}
NEWER_MODULES = {"tomllib"}


@pytest.mark.parametrize("folder", ["crm_facilitation", "script", "tests", "benchmarks"])
def test_the_oldest_python_understands_every_file(folder):
    found = [f"{path}: {name}" for path in sorted((ROOT / folder).rglob("*.py")) for name in newer_names(path)]
    assert found == []


def newer_names(path):
    """Names of the standard library in a file that Python 3.10 lacks; newer syntax raises."""
    tree = ast.parse(path.read_text(), str(path), feature_version=(3, 10))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{it.name}" for it in node.names if it.name in NEWER.get(node.module, ()))
        elif isinstance(node, ast.Import):
            yield from (it.name for it in node.names if it.name in NEWER_MODULES)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in NEWER.get(node.value.id, ()):
                yield f"{node.value.id}.{node.attr}"


def test_a_container_without_apt_lists_finds_its_mirror(monkeypatch):
    monkeypatch.delenv("DEBIAN_MIRROR", raising=False)
    monkeypatch.setattr(debian, "release", lambda: {"ID": "debian", "VERSION_CODENAME": "bookworm"})
    monkeypatch.setattr(debian, "run", lambda *_words, **_options: SimpleNamespace(stdout="\n"))
    asked = []

    def apt_get(options, *words):
        asked.append((words[0], str(options["Dir::State::lists"])))
        return "bookworm main https://deb.example/debian\n" if words[0] == "indextargets" else ""

    monkeypatch.setattr(debian, "_apt_get", apt_get)
    assert debian.mirror() == "https://deb.example/debian"
    (update, lists), (targets, again) = asked
    assert (update, targets, lists) == ("update", "indextargets", again)


def test_a_running_demo_is_not_stopped_for_a_port_in_use(monkeypatch):
    stopped = []
    monkeypatch.setattr(demo, "_holds", lambda port: port == 1)
    monkeypatch.setattr(demo, "_stop_server", lambda: stopped.append(True))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SetupError, match="is in use"):
            demo._start(taken.getsockname()[1], reset=False)
    assert stopped == []


def test_a_configuration_file_is_for_its_owner_alone(tmp_path):
    server = SimpleNamespace(host="127.0.0.1", port=1, user="odoo", password="hidden")
    path = databases.Bench(SimpleNamespace(addons=()), tmp_path, server, tmp_path).config("private")
    assert "db_password = hidden" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
