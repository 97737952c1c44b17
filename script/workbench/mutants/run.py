"""Plugin of pytest for `script/mutants`: which tests run which lines, and whether they notice a fault there.

A fault is put into the running process by giving a function other code, so that one costs as much as the tests that ran
its line. The settings come from the file that ``MUTANTS`` names.
"""

import gc
import inspect
import json
import os
import random
import signal
import time
import types
from collections import defaultdict
from pathlib import Path

import coverage
import pytest
from _pytest.runner import runtestprotocol

from ..places import ROOT
from .mutation import Mutant, find_mutants, mutate

ADDON = ROOT / "crm_facilitation"
# tours take half a minute each, and what they hold is held closer by others
SLOW = ("start_tour", "browser_js")
PATIENCE = 20.0


class TookTooLongError(BaseException):
    """A test that does not end under a fault notices it; nothing between here and the runner may swallow it."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    settings = json.loads(Path(os.environ["MUTANTS"]).read_text())
    items = [item for item in session.items if not _is_slow(item)]
    ran = Path(settings["map"])
    if not ran.exists():
        ran.write_text(json.dumps(_map_lines(items)))
    else:
        _load_all(items[:1])
    Campaign(settings, json.loads(ran.read_text()), items).run()
    return True


def _is_slow(item):
    cls = getattr(item, "cls", None)
    return bool(cls) and any(word in inspect.getsource(cls) for word in SLOW)


def _load_all(items):
    for item in items:
        runtestprotocol(item, log=False, nextitem=None)


def _map_lines(items):
    """``{"lines": {path: {line: [test]}}, "seconds": {test: seconds}}``, of the tests that pass."""
    recorder = coverage.Coverage(data_file=None, source=[str(ADDON)], config_file=False)
    seconds, failed = {}, set()
    recorder.start()
    for item, following in zip(items, [*items[1:], None], strict=True):
        recorder.switch_context(item.nodeid)
        begun = time.monotonic()
        if _fails(item, following):
            failed.add(item.nodeid)
        seconds[item.nodeid] = time.monotonic() - begun
    recorder.stop()
    data, lines = recorder.get_data(), {}
    for path in data.measured_files():
        contexts = data.contexts_by_lineno(path).items()
        found = {line: sorted(set(tests) - failed - {""}) for line, tests in contexts}
        lines[str(Path(path).relative_to(ROOT))] = {line: tests for line, tests in found.items() if tests}
    for test in sorted(failed):
        print(f"left out, fails without a fault: {test}")
    return {"lines": lines, "seconds": seconds}


def _fails(item, following):
    # as a plugin that repeats tests does
    item._initrequest()
    if example := getattr(item, "dtest", None):
        # a doctest forgets its names when it has run
        example.globs = dict(item.__dict__.setdefault("names_at_first", dict(example.globs)))
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


class Campaign:
    def __init__(self, settings, ran, items):
        self.settings = settings
        self.lines, self.seconds = ran["lines"], ran["seconds"]
        self.items = {item.nodeid: item for item in items}
        self.functions = defaultdict(list)
        self.results = []

    def run(self):
        self._find_functions()
        part, parts = (int(word) for word in self.settings["part"].split("/"))
        for number, mutant in enumerate(self._choose()):
            if number % parts == part - 1:
                self._try(mutant)
        self._check_killers()
        Path(self.settings["results"]).write_text(json.dumps(self.results, indent=1))

    def _find_functions(self):
        """The functions of the addon that live, by file, first line and name; a file may be imported twice."""
        for function in gc.get_objects():
            if isinstance(function, types.FunctionType) and str(ADDON) in function.__code__.co_filename:
                code = function.__code__
                self.functions[code.co_filename, code.co_firstlineno, code.co_name].append(function)

    def _choose(self):
        areas = self.settings["areas"]
        equivalent = set(self.settings["equivalent"])
        found = []
        for path in sorted([*ADDON.glob("tools/**/*.py"), *ADDON.glob("models/**/*.py")]):
            name = str(path.relative_to(ROOT))
            if not areas or area_of(name) in areas:
                found += find_mutants(path.read_text(), name)
        found = [mutant for mutant in found if mutant.name not in equivalent]
        if self.settings["guards"]:
            return [mutant for mutant in found if mutant.is_guard]
        return random.Random(self.settings["seed"]).sample(found, min(self.settings["count"], len(found)))

    def _try(self, mutant):
        path = str(ROOT / mutant.path)
        lines = self.lines.get(mutant.path, {})
        # a statement of several lines is noted at the one that did something
        places = range(mutant.line, mutant.last_line + 1)
        tests = sorted({test for line in places for test in lines.get(str(line), [])})
        functions = self.functions.get((path, mutant.first_line, mutant.function), [])
        codes = [function.__code__ for function in functions]
        code = mutate(Path(path).read_text(), path, mutant)
        killer = None
        if functions:
            try:
                for function in functions:
                    function.__code__ = code
                killer = self._find_killer(tests)
            finally:
                for function, before in zip(functions, codes, strict=True):
                    function.__code__ = before
        self._note(mutant, tests, functions, killer)

    def _find_killer(self, tests):
        _forget()
        try:
            budget = self.settings["budget"]
            for item in sorted((self.items[test] for test in tests if test in self.items), key=self._duration):
                budget -= self._duration(item)
                if self._notices(item):
                    return item.nodeid
                if budget < 0:
                    break
            return None
        finally:
            _forget()

    def _duration(self, item):
        return self.seconds.get(item.nodeid, 1.0)

    def _notices(self, item):
        def stop(*_args):
            raise TookTooLongError

        previous = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE + 10 * self._duration(item))
        try:
            return _fails(item, None)
        except TookTooLongError:
            return True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)

    def _note(self, mutant: Mutant, tests, functions, killer):
        state = "killed" if killer else "survived" if functions and tests else "not run"
        self.results.append({
            "area": area_of(mutant.path), "name": mutant.name, "line": mutant.line, "state": state,
            "guard": mutant.is_guard, "tests": len(tests), "killer": killer,
        })  # fmt: skip
        print(
            f"{state:9}{mutant.path}:{mutant.line} {mutant.function} [{mutant.kind}] {mutant.before} → {mutant.after}",
            flush=True,
        )

    def _check_killers(self):
        """A test that fails without a fault too, since an earlier one left something behind, has killed nothing."""
        _forget()
        broken = {
            test for test in {result["killer"] for result in self.results} - {None} if self._notices(self.items[test])
        }
        for result in self.results:
            if result["killer"] in broken:
                result["state"] = "doubtful"


def _forget():
    from odoo.modules.registry import Registry

    for registry in list(Registry.registries.values()):
        registry.clear_all_caches()


def area_of(path: str) -> str:
    """The area of a file of the addon.

    >>> area_of("crm_facilitation/models/voting/round.py"), area_of("crm_facilitation/tools/figures.py")
    ('voting', 'figures')
    """
    return Path(path).parts[2].removesuffix(".py")
