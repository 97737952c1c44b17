"""`script/mutants`: what the tests would notice, by putting one small fault at a time into the code."""

import argparse
import json
import os
import re
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

from ..console import end_with_parent, say
from ..databases import ADDON, DATA, bench, copy_for_one_run
from ..places import ROOT, cache, digest, tree_digest

EQUIVALENT = ROOT / "tests" / "equivalent_mutants.txt"
TESTS = ("tests", "crm_facilitation/tools")
# a set-up that a fault left in pieces may hold rows for ever: whoever wants them fails, and it is told
LOCK_PATIENCE = "30s"
IMPORTED = re.compile(r"^from \.\S*\b(test_\w+) import", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Run a campaign and print what survived, by area; the exit code is 0 whatever survives."""
    options = _options(arguments)
    tests = options.tests or list(TESTS)
    settings = vars(options) | {
        "map": str(cache() / "mutants" / digest(tree_digest(ADDON), *_helpers())),
        "equivalent": equivalent(EQUIVALENT.read_text() if EQUIVALENT.exists() else ""),
        "again": left_standing(options.again.read_text()) if options.again else None,
    }
    results = _run(bench(), settings, tests)
    print("\n" + report(results))
    return 0


def _options(arguments):
    parser = argparse.ArgumentParser(prog="script/mutants", description=__doc__)
    parser.add_argument("tests", nargs="*", help="tests to choose from, all but tours by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300, help="how many mutants are tried")
    parser.add_argument("--guards", action="store_true", help="all mutants of guards and refusals, not a sample")
    parser.add_argument("--areas", nargs="*", default=[], help="only these areas")
    parser.add_argument("--budget", type=float, default=60, help="seconds of the processor for one mutant")
    parser.add_argument(
        "--few", type=int, help="only those that at most so many tests run: cheap, and the likeliest gaps"
    )
    parser.add_argument(
        "--again", type=Path, help="only those that an earlier campaign, whose report this is, left standing"
    )
    parser.add_argument("--part", default="1/1", help="2/3: the second third of the mutants, for several runs at once")
    options = parser.parse_args(arguments)
    if unknown := [area for area in options.areas if not {*ADDON.glob(f"*/{area}"), *ADDON.glob(f"*/{area}.py")}]:
        parser.error(f"no area {', '.join(unknown)}; files of tests follow after --")
    return options


def _helpers():
    """What files of tests share; the lines that they run are kept for each file of them."""
    texts = {path: path.read_text() for path in sorted((ROOT / "tests").rglob("*.py"))}
    imported = {name for text in texts.values() for name in IMPORTED.findall(text)}
    return [text for path, text in texts.items() if path.stem in imported or not path.stem.startswith("test_")]


def waiting_for_no_lock(options: str) -> str:
    """The options of connections to PostgreSQL, with which nobody waits for a row for ever.

    >>> waiting_for_no_lock("-c jit=off")
    '-c jit=off -c lock_timeout=30s'
    """
    return f"{options} -c lock_timeout={LOCK_PATIENCE}".strip()


def _run(place, settings, tests):
    with copy_for_one_run(place) as database:
        base = place.data / database
        results, told, log = (Path(f"{base}.{suffix}") for suffix in ("results", "mutants", "log"))
        told.write_text(json.dumps(settings | {"results": str(results)}))
        config = place.config(database, [f"logfile = {log}"])
        command = [
            *(place.venv / "bin/python", "-m", "pytest", f"--odoo-config={config}", f"--odoo-database={database}"),
            *(
                "--odoo-http",
                "--odoo-log-level=critical",
                "--doctest-modules",
                "-q",
                "-p",
                "workbench.mutants.run",
                "-s",
            ),
            *("--ignore=tests/platform/leaving.py", "-W", "ignore", *tests),
        ]
        paths = {"PYTHONPATH": str(ROOT / "script"), DATA: str(place.data), "MUTANTS": str(told)}
        paths["PGOPTIONS"] = waiting_for_no_lock(os.environ.get("PGOPTIONS", ""))
        say("running the tests")
        words = [str(word) for word in command]
        environment = place.server.environment | paths
        subprocess.run(words, cwd=ROOT, env=environment, check=True, preexec_fn=end_with_parent)
        found = json.loads(results.read_text())
        for path in (results, told, log):
            path.unlink(missing_ok=True)
        return found


def equivalent(text: str) -> list[str]:
    """Names of the mutants that change nothing anybody could see; each stands below its reason.

    >>> equivalent("# the order does not matter\\na.py f [not] not b → b\\n")
    ['a.py f [not] not b → b']
    """
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def left_standing(told: str) -> list[str]:
    """Names of the mutants that a report says were not killed.

    >>> left_standing("all 1 of 3\\n\\nsurvived: x\\nnot run: y\\n")
    ['x', 'y']
    """
    parts = [line.partition(": ") for line in told.splitlines()]
    return [name for state, _colon, name in parts if state in ("survived", "not run", "doubtful")]


def report(results: list[dict]) -> str:
    """Killed of all by area, and what survived.

    >>> print(report([{"area": "a", "state": "killed", "name": "x"}, {"area": "a", "state": "survived", "name": "y"}]))
    a               1 of    2   50 %
    all             1 of    2   50 %
    <BLANKLINE>
    survived: y
    """
    areas = defaultdict(Counter)
    for result in results:
        areas[result["area"]][result["state"]] += 1
        areas["all"][result["state"]] += 1
    names = [*sorted(areas.keys() - {"all"}), "all"]
    lines = [
        f"{name:14}{areas[name]['killed']:3} of {(total := areas[name].total()):4}{areas[name]['killed'] / total:6.0%}"
        for name in names
        if areas[name].total()
    ]
    rest = [f"{result['state']}: {result['name']}" for result in results if result["state"] != "killed"]
    return "\n".join([*(line.replace("%", " %") for line in lines), "", *rest])
