"""`script/test`: the whole suite, or a few tests of it."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from . import debian
from .console import SetupError, end_with_parent, say
from .databases import DATA, Bench, bench, complaints, copy_for_one_run
from .node_tools import node_tools
from .places import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# names the file of axe-core for the tests of the screens
AXE = "CRM_FACILITATION_AXE"

# options of pytest whose value may look like a file
VALUED = ("-k", "-m", "-n", "-o", "-p", "-c", "-W", "-r", "--deselect", "--ignore")
MOST_PROCESSES = 4
TESTS = ("tests", "crm_facilitation/tools", "script/workbench")


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``; a skip, or a warning in Odoo's log, is a failure."""
    if not any(shutil.which(name) for name in BROWSERS):
        say("installing Chromium for the browser tests")
        debian.install(["chromium", "fonts-dejavu-core"], "The browser tests need Chromium.")
    place = bench()
    with copy_for_one_run(place, bundles=not arguments) as database:
        return _pytest(place, database, arguments)


def _pytest(place: Bench, database: str, arguments: list[str]) -> int:
    reports = place.data / database
    config = place.config(database, [f"logfile = {reports}.log"])
    command = [
        *(place.venv / "bin/python", "-m", "pytest", f"--odoo-config={config}", f"--odoo-database={database}"),
        *(
            "--odoo-http",
            "--odoo-log-level=warn",
            "--doctest-modules",
            "--ignore=script/workbench/bundles.py",
            "--ignore=script/workbench/defaults.py",
            # run in Odoo's shell by the test of the same room
            "--ignore=tests/platform/leaving.py",
            f"--junit-xml={reports}.xml",
            "-W",
            "ignore::DeprecationWarning",
            # of the names by which Odoo calls its library for PDF
            "-W",
            "ignore::PendingDeprecationWarning",
        ),
        *_distribution(arguments),
        *_selection(arguments),
    ]
    say("running the tests")
    words, options = [str(part) for part in command], {"cwd": ROOT, "preexec_fn": end_with_parent}
    axe = node_tools() / "axe-core/axe.min.js"
    environment = place.server.environment | {DATA: str(place.data), AXE: str(axe)}
    code = subprocess.run(words, env=environment, check=False, **options).returncode
    log = Path(f"{reports}.log")
    found = complaints(log.read_text()) if log.exists() else []
    problems = [f"Odoo's log: {line}" for line in found] + not_run(Path(f"{reports}.xml"))
    for path in (log, Path(f"{reports}.xml")):
        path.unlink(missing_ok=True)
    for problem in problems[:40]:
        print(problem, file=sys.stderr)
    return code or int(bool(problems))


def _selection(arguments: list[str]) -> list[str]:
    """The arguments for pytest: files as they are called from the project's folder, all of them when none is named.

    >>> _selection(["-k", "tests"]) == [*TESTS, "-k", "tests"]
    True
    >>> _selection([f"{ROOT}/tests/journeys/test_tours.py::TestTours", "-x"])[0].endswith("/tests/journeys/test_tours.py::TestTours")
    True
    """
    words, named = [], False
    for word, before in zip(arguments, ["", *arguments], strict=False):
        path, *rest = word.split("::")
        if before not in VALUED and not word.startswith("-") and Path(path).exists():
            word, named = "::".join([str(Path(path).resolve()), *rest]), True
        words.append(word)
    return words if named else [*TESTS, *words]


def _distribution(arguments: list[str]) -> list[str]:
    """The whole suite runs in several processes, each on a database of its own; with any argument it is one.

    >>> _distribution(["-k", "name"])
    []
    """
    if arguments:
        return []
    # one more than there are processors, since the process that opens pages mostly waits for them
    processes = min((os.cpu_count() or 1) + 1, MOST_PROCESSES)
    # tests/conftest.py says what stays together and what comes first
    return ["-n", str(processes), "--dist=loadgroup", "--no-loadscope-reorder", "--maxschedchunk=1"]


def not_run(report: Path) -> list[str]:
    """Tests of a JUnit report that were skipped (an expected failure counts as one)."""
    if not report.exists():
        raise SetupError("pytest left no report: see what it says above.")
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return [
        f"Skipped: {case.get('classname')}.{case.get('name')}" for case in cases if case.find("skipped") is not None
    ]
