"""Which tests run which lines of the addon, measured once for each file of tests and kept."""

import json
import time
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path

import coverage
import pytest

from ..places import ROOT, digest
from .protocol import leave, run

ADDON = ROOT / "crm_facilitation"


class Lines:
    """What ran where: ``tests`` and ``set_ups`` by ``(path, line)``, ``seconds`` by both.

    A set-up is named as the class (or module) it belongs to. The tests left out are those that fail without a fault.
    """

    def __init__(self):
        self.tests, self.set_ups = defaultdict(set), defaultdict(set)
        self.seconds, self.breadth = {}, Counter()
        self._closeness = {}

    def add(self, measured: dict, names: set[str]):
        """Take in what :func:`measured` found, of the tests called ``names``."""
        failed = set(measured["failed"])
        self.seconds |= measured["seconds"]
        for path, lines in measured["lines"].items():
            for line, contexts in lines.items():
                found = set(contexts)
                self.tests[path, int(line)] |= found & names - failed
                self.set_ups[path, int(line)] |= found - set(measured["seconds"]) - failed
                self.breadth.update(found)

    def closeness(self, path: str) -> Counter:
        """How much of a file each test runs, where a line counts the more the fewer tests run it.

        >>> lines = Lines()
        >>> lines.tests.update({("x.py", 1): {"a", "b"}, ("x.py", 2): {"b"}, ("y.py", 1): {"a"}})
        >>> sorted(lines.closeness("x.py").items())
        [('a', 0.5), ('b', 1.5)]
        """
        if path not in self._closeness:
            found = self._closeness[path] = Counter()
            for tests in (tests for (name, _line), tests in self.tests.items() if name == path):
                for test in tests:
                    found[test] += 1 / len(tests)
        return self._closeness[path]


def read_lines(items, folder: Path) -> Lines:
    """The lines that ``items`` run; files of tests that are not in ``folder`` yet are run and put there."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = Lines()
    for path, group in groupby(items, key=lambda item: item.path):
        members = list(group)
        names = {item.nodeid for item in members}
        stored = folder / f"{digest(str(path.relative_to(ROOT)), path.read_bytes())}.json"
        known = json.loads(stored.read_text()) if stored.exists() else {"seconds": {}}
        if not names <= set(known["seconds"]):
            known = measured(members)
            stored.write_text(json.dumps(known))
            for test in known["failed"]:
                print(f"left out, fails without a fault: {test}", flush=True)
        lines.add(known, names)
    return lines


class _Contexts:
    """Notes lines for the set-up that a test waits for, and from then on for the test."""

    def __init__(self, recorder):
        self.recorder = recorder

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item):
        self.recorder.switch_context(item.nodeid)


def measured(items) -> dict:
    """``lines``: ``{path: {line: [test or set-up]}}``; ``seconds`` of each test; those that ``failed``."""
    recorder = coverage.Coverage(data_file=None, source=[str(ADDON)], config_file=False)
    contexts = _Contexts(recorder)
    items[0].config.pluginmanager.register(contexts)
    seconds, failed = {}, []
    recorder.start()
    for item in items:
        recorder.switch_context(item.nodeid.rpartition("::")[0])
        begun = time.monotonic()
        if run(item):
            failed.append(item.nodeid)
            leave(item)
        seconds[item.nodeid] = time.monotonic() - begun
    leave(items[0])
    recorder.stop()
    items[0].config.pluginmanager.unregister(contexts)
    data = recorder.get_data()
    lines = {str(Path(path).relative_to(ROOT)): data.contexts_by_lineno(path) for path in data.measured_files()}
    lines = {path: {line: sorted({*found} - {""}) for line, found in places.items()} for path, places in lines.items()}
    return {"lines": lines, "seconds": seconds, "failed": failed}
