"""Plugin of pytest for `script/mutants`: whether the tests that ran a line notice a fault in it.

A fault is put into the running process by giving a function other code. Setting up a class costs more than most of its
tests: it is done once for all mutants of a few files, whose tests run on it with one fault after the other. The
settings come from the file that ``MUTANTS`` names.
"""

import contextlib
import functools
import gc
import json
import os
import random
import time
import types
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ..places import ROOT
from .lines import ADDON, Lines, read_lines
from .mutation import Mutant, find_mutants, mutate, nested_codes
from .protocol import leave, run, run_for

# what functools makes of a function whose answers are kept
KEEPING = type(functools.cache(len))
PATIENCE = 10.0
TOGETHER = 120
# so many classes of tests that are close to the faulty file come before all others where it is tried again
CLOSEST = 6


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    settings = json.loads(Path(os.environ["MUTANTS"]).read_text())
    items = [item for item in session.items if not _opens_page(item)]
    lines = read_lines(items, Path(settings["map"]))
    # the addon's functions are there once a test has loaded it
    run(items[0])
    leave(items[0])
    Campaign(settings, lines, items).run()
    session._setupstate.teardown_exact(None)
    return True


def _opens_page(item):
    """Whether a test opens a browser: it takes long, and what it holds is held closer by others."""
    return any(mark.args[0].startswith("browser") for mark in item.iter_markers("xdist_group"))


@dataclass(eq=False)
class _Trial:
    """A mutant on its way through the tests: which may notice it, by class, and the seconds it may still take."""

    mutant: Mutant
    # (function that lives, its code with the fault)
    faulty: list
    budget: float
    tests: dict = field(default_factory=dict)
    set_ups: set = field(default_factory=set)
    state: str = ""
    killer: str | None = None

    @property
    def is_open(self):
        return not self.state and self.budget > 0

    @contextlib.contextmanager
    def in_place(self):
        """The fault is in the code."""
        sound = [(function, function.__code__) for function, _code in self.faulty]
        try:
            _give_code(self.faulty)
            _forget()
            yield
        finally:
            _give_code(sound)
            _forget()


class Campaign:
    def __init__(self, settings, lines: Lines, items):
        self.settings, self.lines = settings, lines
        self.items = {item.nodeid: item for item in items}
        self.classes = defaultdict(list)
        for item in items:
            self.classes[class_of(item.nodeid)].append(item.nodeid)
        self.functions = defaultdict(list)
        self.results = []

    def run(self):
        self._find_functions()
        part, parts = (int(word) for word in self.settings["part"].split("/"))
        chosen = [mutant for number, mutant in enumerate(self._choose()) if number % parts == part - 1]
        chosen.sort(key=lambda mutant: (mutant.path, mutant.line))
        begun = time.monotonic()
        for first in range(0, len(chosen), TOGETHER):
            self._try([self._trial(mutant) for mutant in chosen[first : first + TOGETHER]])
        print(f"{(time.monotonic() - begun) / max(len(chosen), 1):.1f} s a mutant")
        Path(self.settings["results"]).write_text(json.dumps(self.results, indent=1))

    def _find_functions(self):
        """The functions of the addon that live, by file, first line and name; a file may be imported twice."""
        for function in gc.get_objects():
            # mocks say that they are functions
            if type(function) is types.FunctionType and str(ADDON) in function.__code__.co_filename:
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
        if self.settings["again"] is not None:
            return [mutant for mutant in found if mutant.name in self.settings["again"]]
        if self.settings["guards"]:
            return [mutant for mutant in found if mutant.is_guard]
        if self.settings["few"] is not None:
            return [mutant for mutant in found if len(self._find_tests(mutant)[0]) <= self.settings["few"]]
        return random.Random(self.settings["seed"]).sample(found, min(self.settings["count"], len(found)))

    def _trial(self, mutant):
        path = ROOT / mutant.path
        code = mutate(path.read_text(), str(path), mutant)
        trial = _Trial(mutant, list(self._find_faulty(str(path), code)), self.settings["budget"])
        tests, trial.set_ups = self._find_tests(mutant)
        close = self.lines.closeness(mutant.path)
        for test in sorted(tests, key=lambda test: (self._cost(test) / close[test], test)):
            trial.tests.setdefault(class_of(test), []).append(test)
        if not trial.faulty or not (tests or trial.set_ups):
            trial.state = "not run"
        return trial

    def _find_tests(self, mutant):
        """The tests and the set-ups that run the faulty statement."""
        # one of several lines is noted at the one that did something
        first, last = mutant.noted
        places = [(mutant.path, line) for line in range(first, last + 1)]
        tests, set_ups = (
            set().union(*(found.get(place, ()) for place in places)) & known.keys()
            for found, known in ((self.lines.tests, self.items), (self.lines.set_ups, self.classes))
        )
        return tests, set_ups

    def _find_faulty(self, path, code):
        """The functions that live of ``code``, and of what is defined in it: a decorator has left its wrappers everywhere."""
        for part in nested_codes(code):
            if not part.co_name.startswith("<"):
                for function in self.functions.get((path, part.co_firstlineno, part.co_name), ()):
                    yield function, part

    def _try(self, trials):
        """One class after the other: those of the faulty areas first, since who wrote them meant these lines.

        Of these, and of the others after them, the cheap and narrow first: a test that runs everything seldom looks close.
        What stood so is tried again with the classes that are closest to it, where a set-up for one mutant alone is worth it.
        """
        again = self.settings["again"] is not None
        closest = {trial: set(list(trial.tests)[: CLOSEST * again]) for trial in trials}
        for name in sorted(set().union(*closest.values())):
            self._try_tests(name, [trial for trial in trials if trial.is_open and name in closest[trial]])
        areas = {area_of(trial.mutant.path) for trial in trials}
        classes = {name for trial in trials if not trial.state for name in (*trial.tests, *trial.set_ups)}
        costs = {name: sum(map(self._cost, self.classes[name])) / len(self.classes[name]) for name in classes}
        ordered = sorted(classes, key=lambda name: (tested_area(name) not in areas, costs[name], name))
        for name in ordered:
            others = [trial for trial in trials if trial.is_open and name not in closest[trial]]
            self._try_tests(name, [trial for trial in others if name in trial.tests])
        for name in ordered:
            for trial in trials:
                if trial.is_open and name in trial.set_ups:
                    self._try_set_up(name, trial)
        for trial in trials:
            self._note(trial)

    def _cost(self, test):
        return self.lines.breadth[test] * self.lines.seconds[test]

    def _try_tests(self, name, trials):
        """Run the tests of a class on one set-up, made without a fault, with the fault of each trial."""
        for trial in trials:
            with trial.in_place():
                self._find_killer(trial, trial.tests[name])
        killed = [trial for trial in trials if trial.killer]
        # a fault may have spoilt the set-up for those after it
        if any(self._notices(killer) for killer in dict.fromkeys(trial.killer for trial in killed)):
            for trial in killed:
                self._try_alone(trial)
        for trial in trials:
            if trial.killer and trial.state == "killed":
                self._say(trial)
        self._leave(name)

    def _try_set_up(self, name, trial):
        self._leave(name)
        with trial.in_place():
            self._find_killer(trial, self.classes[name])
            self._leave(name)
        if trial.killer and self._notices(trial.killer):
            trial.state = "doubtful"
        elif trial.killer:
            self._say(trial)

    def _try_alone(self, trial):
        test, trial.killer, trial.state = trial.killer, None, ""
        self._leave(test)
        if self._notices(test):
            trial.state = "doubtful"
            return
        with trial.in_place():
            self._find_killer(trial, [test])
        self._leave(test)

    def _find_killer(self, trial, tests):
        for test in tests:
            if self.lines.seconds[test] > trial.budget:
                continue
            # of the processor: on a busy machine the same tests are run
            begun = time.process_time()
            noticed = self._notices(test)
            trial.budget -= time.process_time() - begun
            if noticed:
                trial.state, trial.killer = "killed", test
            if not trial.is_open:
                break

    def _notices(self, test):
        return run_for(self.items[test], PATIENCE + 10 * self.lines.seconds[test])

    def _leave(self, name):
        leave(self.items[self.classes.get(name, [name])[0]])

    def _note(self, trial):
        mutant = trial.mutant
        if trial.state != "killed":
            trial.state = trial.state or "survived"
            self._say(trial)
        self.results.append({
            "area": area_of(mutant.path), "name": mutant.name, "line": mutant.line, "state": trial.state,
            "guard": mutant.is_guard, "tests": sum(map(len, trial.tests.values())), "killer": trial.killer,
        })  # fmt: skip

    def _say(self, trial):
        mutant = trial.mutant
        place = f"{mutant.path}:{mutant.line} {mutant.function} [{mutant.kind}]"
        by = trial.killer or f"{sum(map(len, trial.tests.values()))} tests"
        print(f"{trial.state:9}{place} {mutant.before} → {mutant.after} ({by})", flush=True)


def _give_code(pairs):
    for function, code in pairs:
        function.__code__ = code


def _forget():
    """Empty what the server keeps, and what functions of the addon do: what was found with a fault is not found without."""
    from odoo.modules.registry import Registry

    for registry in list(Registry.registries.values()):
        registry.clear_all_caches()
    for function in _keeping_functions():
        function.cache_clear()


@functools.cache
def _keeping_functions():
    found = (thing for thing in gc.get_objects() if type(thing) is KEEPING)
    return [function for function in found if ADDON.name in (getattr(function, "__module__", None) or "").split(".")]


def class_of(test: str) -> str:
    """The class or module that a test shares its set-up with.

    >>> class_of("tests/needs/test_life.py::TestLife::test_it")
    'tests/needs/test_life.py::TestLife'
    """
    return test.rpartition("::")[0]


def tested_area(name: str) -> str:
    """The area whose tests a class or module of tests belongs to.

    >>> tested_area("tests/needs/test_life.py::TestLife"), tested_area("crm_facilitation/tools/voting/tally.py")
    ('needs', 'voting')
    """
    return area_of(name) if name.startswith(ADDON.name) else Path(name).parts[1]


def area_of(path: str) -> str:
    """The area of a file of the addon.

    >>> area_of("crm_facilitation/models/voting/round.py"), area_of("crm_facilitation/tools/figures.py")
    ('voting', 'figures')
    """
    return Path(path).parts[2].removesuffix(".py")
