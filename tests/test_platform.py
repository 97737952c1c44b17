"""The commands in script/: what stands in the way is told in one sentence, and does no harm to the next run."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "script"))

from workbench import databases, debian, demo, odoo_source, places, postgres, suite  # noqa: E402
from workbench.__main__ import main  # noqa: E402
from workbench.console import SetupError  # noqa: E402


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, and nothing that names a server or an Odoo."""
    for name in ("ODOO_HOME", "DATABASE_URL", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "DEBIAN_MIRROR"):
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
    places.check_space(places.cache())


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


def test_a_pid_file_left_by_a_crash_is_no_running_cluster(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/postmaster.pid").write_text("999999999\n/data\n0\n5432\n\n127.0.0.1\n")
    assert postgres._running_port(tmp_path) is None


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
    assert len(databases.complaints("x 1 WARNING db odoo: a\nx 1 INFO db odoo: b\nx 1 ERROR db odoo: c")) == 2


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
