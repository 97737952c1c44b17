"""A virtual environment with the libraries Odoo names for the machine's Python, from a lock with hashes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import debian
from .console import SetupError, run, say
from .odoo_source import Source
from .places import REQUIREMENTS, cache, digest, is_root, locked

# in the order in which Odoo's own distributions use them
VERSIONS = ("3.11", "3.12", "3.10", "3.13")
OFFLINE = "The libraries cannot be fetched: check the network connection and run again."
# pip's words for it, whichever version
UNREACHABLE = re.compile(
    r"NewConnectionError|Connection(Reset|Timeout)?Error|Failed to establish a new connection|timed out"
)
PROBE = """
import os, sys, venv, ensurepip
print("%d.%d" % sys.version_info[:2], os.path.realpath(sys._base_executable))
if os.path.exists("/proc/self/maps") and "/libpython" in open("/proc/self/maps").read():
    print("shared")
"""


def candidates() -> list[tuple[str, str]]:
    """``(version, executable)`` of each usable interpreter of the machine; where PYTHON names one, of that alone.

    Of several of one version the first whose code is in the executable: one that has it in a shared library, as version
    managers build it, takes a fifth longer for everything.
    """
    found: dict[str, str] = {}
    slower: dict[str, str] = {}
    for executable in [os.environ["PYTHON"]] if os.environ.get("PYTHON") else _executables():
        try:
            answer = subprocess.run([executable, "-c", PROBE], capture_output=True, text=True, check=False)
        except OSError:
            continue
        named, *shared = answer.stdout.strip().splitlines() or [""]
        version, _, real = named.partition(" ")
        # a version manager leaves commands of versions that are not in use: they fail
        if answer.returncode == 0 and version in VERSIONS:
            (slower if shared else found).setdefault(version, real)
    found = slower | found
    return [(version, found[version]) for version in VERSIONS if version in found]


def _executables() -> list[str]:
    """Every command that could be a fitting Python, those on the path first."""
    names = [f"python{version}" for version in VERSIONS] + ["python3"]
    folders = [Path(folder) for folder in os.get_exec_path()]
    managed = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [folder / name for name in names for folder in folders]
    found += sorted(managed.glob("3.1[0-3].*/bin/python3"))
    return [sys.executable, *(str(path) for path in found if os.access(path, os.X_OK))]


def environment(source: Source) -> Path:
    """Folder of the virtual environment in which Odoo runs; each fitting interpreter is tried until one works."""
    choices = candidates()
    if not choices and is_root():
        say("installing Python's venv")
        debian.install(["python3-venv"], "The libraries need Python's venv.")
        choices = candidates()
    if not choices:
        raise SetupError("No Python 3.10 to 3.13 with venv is here: install python3 and python3-venv, then run again.")
    for version, executable in choices:
        try:
            return _environment(version, executable, source)
        except SetupError as error:
            if UNREACHABLE.search(error.said):
                raise SetupError(f"{OFFLINE} {error}", error.said) from error
            say(f"Python {version} does not do: {error}")
    raise SetupError("No Python of this machine takes the libraries: see above, install another one and run again.")


def _environment(version: str, executable: str, source: Source) -> Path:
    lock = REQUIREMENTS / f"py{version}.lock"
    folder = cache() / f"venv-{version}-{digest(lock.read_bytes(), executable, source.key)}"
    if not (folder / ".complete").exists():
        with locked(folder.name):
            if not (folder / ".complete").exists():
                _make(folder, version, executable, lock, source)
    return folder


def _make(folder: Path, version: str, executable: str, lock: Path, source: Source) -> None:
    say(f"installing the libraries for Python {version}")
    shutil.rmtree(folder, ignore_errors=True)
    run([executable, "-m", "venv", folder], "The virtual environment cannot be made.")
    _install(folder / "bin/python", lock)
    _make_importable(folder, version, source)
    run([folder / "bin/odoo", "--version"], "Odoo does not start.")
    (folder / ".complete").touch()


def _install(python: Path, lock: Path) -> None:
    options = ["-q", "--require-hashes", "--no-deps", "-r", lock]
    if shutil.which("uv"):
        try:
            run(["uv", "pip", "install", "--python", python, *options], "uv cannot install the libraries")
            return
        except SetupError:
            # uv does not read the settings that name a machine's own package index to pip
            say("uv cannot reach the package index, trying pip")
    run([python, "-m", "pip", "install", *options], "Pip cannot install them.")


def _make_importable(folder: Path, version: str, source: Source) -> None:
    (folder / f"lib/python{version}/site-packages/odoo19.pth").write_text(f"{source.site}\n")
    command = folder / "bin/odoo"
    command.write_text(f"#!{folder}/bin/python\nimport odoo.cli\n\nif __name__ == '__main__':\n    odoo.cli.main()\n")
    command.chmod(0o755)
