"""`script/lint`: style of Python, XML and JavaScript, pylint-odoo's mandatory checks, Odoo's own test_lint."""

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from . import debian
from .console import say
from .databases import ADDON, Bench, bench, installed
from .places import ROOT, cache, digest, locked

TOOLS = ROOT / "script" / "js"
# test_lint wants no other keys in a manifest than Odoo's own; the ecosystem asks for development_status
EXCUSED = re.compile(r"TestManifests|test_manifests|test_manifest_values|Running as user|development_status")


def main(arguments: list[str]) -> int:
    """Check everything; with ``--fix``, first format what can be formatted."""
    place = bench()
    python = ["crm_facilitation", "tests", "script", "benchmarks"]
    python = [name for name in python if (ROOT / name).exists()]
    if "--fix" in arguments:
        for command in ("check --fix -q", "format -q"):
            subprocess.run([str(place.venv / "bin/ruff"), *command.split(), *python], cwd=ROOT, check=False)
        subprocess.run([str(part) for part in _prettier("--write")], cwd=ROOT, check=False)
    checks = {
        "ruff": [place.venv / "bin/ruff", "check", *python],
        "ruff format": [place.venv / "bin/ruff", "format", "--check", *python],
        "pylint-odoo": [place.venv / "bin/pylint", f"--rcfile={ROOT}/.pylintrc", "crm_facilitation"],
        "prettier": _prettier("--check"),
        "eslint": [_node_tools() / ".bin/eslint", "--config", _node_tools().parent / "eslint.config.mjs", *_files("js")],
    }
    failed = [name for name, command in checks.items() if not _passes(name, command)]
    if not _well_formed():
        failed.append("xml")
    if not _test_lint(place):
        failed.append("test_lint")
    print(f"lint: {', '.join(failed)} failed" if failed else "lint: all passed")
    return int(bool(failed))


def _files(*endings: str) -> list[str]:
    paths = (path for ending in endings for path in ADDON.rglob(f"*.{ending}") if "static/lib" not in str(path))
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def _passes(name: str, command: list[str | Path]) -> bool:
    say(name)
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode == 0


def _well_formed() -> bool:
    for path in _files("xml"):
        ElementTree.parse(ROOT / path)
    return True


def _node_tools() -> Path:
    """Folder of prettier's and eslint's packages, from the lock file."""
    lock = TOOLS / "package-lock.json"
    folder = cache() / f"node-{digest(lock.read_bytes())}"
    with locked("node"):
        if not (folder / ".complete").exists():
            if not shutil.which("npm"):
                debian.install(["nodejs", "npm"], "Checking JavaScript needs Node.js.")
            say("installing prettier and eslint")
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(TOOLS, folder)
            subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
            (folder / ".complete").touch()
    return folder / "node_modules"


def _prettier(mode: str) -> list[str | Path]:
    plugin = _node_tools() / "@prettier/plugin-xml/src/plugin.js"
    return [_node_tools() / ".bin/prettier", mode, "--log-level=warn", f"--plugin={plugin}", *_files("xml", "js", "scss")]


def _test_lint(place: Bench) -> bool:
    """Odoo's own lint tests, judged by what they say about this addon."""
    say("test_lint")
    base = installed(place)
    database = f"{base}_lint_{os.getpid()}"
    place.copy(base, database)
    command = [place.venv / "bin/odoo", "-c", place.config("lint"), "-d", database, "-i", "test_lint"]
    command += ["--test-tags", "/test_lint", "--stop-after-init", "--no-http"]
    environment = place.server.environment | {"PATH": f"{place.venv}/bin:{_node_tools()}/.bin:{os.environ['PATH']}"}
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    place.discard(database)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "crm_facilitation" in line]
    ours = [line for line in ours if re.search(r"ERROR|WARNING|FAIL|/crm_facilitation/", line) and not EXCUSED.search(line)]
    ours = [line for line in ours if " INFO " not in line]
    print("\n".join(ours[:40]), end="\n" if ours else "")
    return not ours
