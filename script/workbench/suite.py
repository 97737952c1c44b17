"""`script/test`: the whole suite, or a few tests of it."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from . import debian
from .console import SetupError, say
from .databases import Bench, bench, complaints, installed, with_bundles
from .places import ROOT, digest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

MOST_PROCESSES = 4
TESTS = ("tests", "crm_facilitation/tools", "script/workbench")


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``; a skip, or a warning in Odoo's log, is a failure."""
    if not any(shutil.which(name) for name in BROWSERS):
        say("installing Chromium for the browser tests")
        debian.install(["chromium", "fonts-dejavu-core"], "The browser tests need Chromium.")
    place = bench()
    base = installed(place) if arguments else with_bundles(place)
    database = f"{base}_run_{os.getpid()}"
    place.copy(base, database)
    try:
        return _pytest(place, database, arguments)
    finally:
        place.discard(database)


def _pytest(place: Bench, database: str, arguments: list[str]) -> int:
    reports = place.data / f"report-{digest(database)}"
    config = place.config(f"run-{os.getpid()}", [f"logfile = {reports}.log"])
    command = [
        *(place.venv / "bin/python", "-m", "pytest", f"--odoo-config={config}", f"--odoo-database={database}"),
        *(
            "--odoo-http",
            "--odoo-log-level=warn",
            "--doctest-modules",
            "--ignore=script/workbench/bundles.py",
            "--ignore=script/workbench/defaults.py",
            f"--junit-xml={reports}.xml",
            "-W",
            "ignore::DeprecationWarning",
        ),
        *_distribution(arguments),
        *(arguments if any(Path(a.split("::")[0]).exists() for a in arguments) else [*TESTS, *arguments]),
    ]
    say("running the tests")
    code = subprocess.run(
        [str(part) for part in command], env=place.server.environment, cwd=ROOT, check=False
    ).returncode
    log = Path(f"{reports}.log")
    found = complaints(log.read_text()) if log.exists() else []
    problems = [f"Odoo's log: {line}" for line in found] + not_run(Path(f"{reports}.xml"))
    for path in (log, Path(f"{reports}.xml"), config):
        path.unlink(missing_ok=True)
    for problem in problems[:40]:
        print(problem, file=sys.stderr)
    return code or int(bool(problems))


def _distribution(arguments: list[str]) -> list[str]:
    """The whole suite runs in several processes, each on a database of its own; with any argument it is one.

    >>> _distribution(["-k", "name"])
    []
    """
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if arguments or processes == 1:
        return []
    # browsers compete for the processor: tests/conftest.py puts them into one process, and to its front
    return ["-n", str(processes), "--dist=loadgroup", "--no-loadscope-reorder", "--maxschedchunk=1"]


def not_run(report: Path) -> list[str]:
    """Tests of a JUnit report that were skipped (an expected failure counts as one)."""
    if not report.exists():
        raise SetupError("pytest left no report: see what it says above.")
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return [
        f"Skipped: {case.get('classname')}.{case.get('name')}" for case in cases if case.find("skipped") is not None
    ]
