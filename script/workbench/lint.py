"""`script/lint`: style of Python, XML and JavaScript, the checks mandatory for OCA addons, Odoo's own test_lint."""

import argparse
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from pathlib import Path

from .console import end_with_parent, say
from .databases import ADDON, Bench, bench, copy_for_one_run, entries
from .node_tools import node_tools
from .places import ROOT, cache

SHIMS = Path(__file__).parent / "shims"
# test_lint allows Odoo's own manifest keys only; the ecosystem asks for development_status
EXCUSED = ("TestManifest", "ManifestLinter")
OUTCOME = re.compile(r"(FAIL|ERROR): (?:Subtest )?(?P<test>\w+\.\w+)")
STAMP = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<text>.*)$")


def main(arguments: list[str]) -> int:
    """Run every check, then name those that failed."""
    parser = argparse.ArgumentParser(prog="script/lint", description="Check the style of the whole project.")
    parser.add_argument("--fix", action="store_true", help="put right what the formatters can, then check")
    options = parser.parse_args(arguments)
    place = bench()
    if options.fix:
        _fix(place)
    checks: dict[str, Callable[[], bool]] = {
        "ruff": lambda: _passes([place.venv / "bin/ruff", "check", *_python()]),
        "ruff format": lambda: _passes([place.venv / "bin/ruff", "format", "--check", *_python()]),
        "pylint-odoo": lambda: _passes([place.venv / "bin/pylint", f"--rcfile={ROOT}/.pylintrc", ADDON.name]),
        "xml": _well_formed,
        "prettier": lambda: _passes(_prettier("--check")),
        "eslint": lambda: _passes(_eslint(), ESLINT_USE_FLAT_CONFIG="true"),
        "test_lint": lambda: _test_lint(place),
    }
    failed = []
    for name, check in checks.items():
        say(name)
        if not check():
            failed.append(name)
    print(f"lint: {', '.join(failed)} failed" if failed else "lint: all passed")
    return int(bool(failed))


def _fix(place: Bench) -> None:
    ruff = place.venv / "bin/ruff"
    _passes([ruff, "check", "--fix", "--quiet", *_python()])
    _passes([ruff, "format", "--quiet", *_python()])
    _passes(_prettier("--write"))


def _python() -> list[str]:
    return [name for name in (ADDON.name, "tests", "script", "benchmarks") if (ROOT / name).exists()]


def _files(*endings: str) -> list[str]:
    paths = (path for ending in endings for path in ADDON.rglob(f"*.{ending}") if "static/lib" not in str(path))
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def _prettier(mode: str) -> list[str | Path]:
    plugin = node_tools() / "@prettier/plugin-xml/src/plugin.js"
    files = _files("xml", "js", "scss")
    return [node_tools() / ".bin/prettier", mode, "--log-level=warn", f"--plugin={plugin}", *files]


def _eslint() -> list[str | Path]:
    # the configuration finds its packages beside itself
    return [node_tools() / ".bin/eslint", "--config", node_tools().parent / "eslint.config.mjs", *_files("js")]


def _passes(command: Sequence[str | Path], **variables: str) -> bool:
    """Run a tool, its words going to the user."""
    words = [str(part) for part in command]
    return subprocess.run(words, cwd=ROOT, env=os.environ | variables, check=False).returncode == 0


def _well_formed() -> bool:
    good = True
    for path in _files("xml"):
        try:
            ElementTree.parse(ROOT / path)
        except ElementTree.ParseError as error:
            print(f"{path}: {error}")
            good = False
    return good


def _test_lint(place: Bench) -> bool:
    """Odoo's own lint tests, judged by what they say about this addon."""
    environment = place.server.environment | {
        "PATH": f"{SHIMS}:{place.venv}/bin:{os.environ['PATH']}",
        "LINT_ODOO": str(place.odoo.site),
        "ESLINT_USE_FLAT_CONFIG": "false",
        "LINT_pylint": str(place.venv / "bin/pylint"),
        "LINT_eslint": str(node_tools() / ".bin/eslint"),
    }
    with copy_for_one_run(place) as database:
        config = place.config(database)
        command = [place.venv / "bin/odoo", "-c", config, "-d", database, "-i", "test_lint"]
        command += ["--test-tags", "/test_lint", "--stop-after-init", "--no-http"]
        words, options = [str(part) for part in command], {"capture_output": True, "text": True}
        done = subprocess.run(words, check=False, cwd=ROOT, env=environment, preexec_fn=end_with_parent, **options)
    log = done.stdout + done.stderr
    if "tests in" not in log:
        print("test_lint did not run:", *log.splitlines()[-15:], sep="\n", file=sys.stderr)
        return False
    found = concerning(log.replace(str(cache()), "CACHE"), ADDON.name)
    print("\n".join(found), end="\n" if found else "")
    return not found


def concerning(log: str, addon: str) -> list[str]:
    """Failures of a test log that speak of ``addon`` (the tests look at every addon there is).

    A failure may name a file or table of it, or only a model, whose name has dots for underscores.

    >>> stamp = "2026-01-01 00:00:00,000 1 {} db odoo.addons.test_lint.tests: {}"
    >>> ours = stamp.format("ERROR", "FAIL: TestPyLint.test_pylint\\nTraceback\\n /x/ours/models/a.py:1")
    >>> theirs = stamp.format("ERROR", "FAIL: TestPyLint.test_pylint\\nTraceback\\n /x/web/models/a.py:1")
    >>> concerning(ours, "ours") == [ours], concerning(theirs, "ours")
    (True, [])
    >>> model = stamp.format("ERROR", "FAIL: TestIndex.test_index\\nAssertionError: no index on my.addon.vote.ballot_id")
    >>> concerning(model, "my_addon") == [model], concerning(model, "your_addon")
    (True, [])
    >>> concerning(stamp.format("INFO", "Loading ours"), "ours")
    []
    """
    name = re.compile(addon.replace("_", "[_.]"))
    found = []
    for entry in entries(log):
        first = entry.partition("\n")[0]
        stamp = STAMP.match(first)
        outcome = OUTCOME.search(first)
        excused = outcome and outcome["test"].startswith(EXCUSED)
        if stamp and stamp["level"] in ("WARNING", "ERROR", "CRITICAL") and not excused and name.search(entry):
            found.append(entry)
    return found
