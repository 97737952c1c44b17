"""`script/mutants`: a campaign ends, tells what stood in its way, and believes nothing that it kept from before."""

import json
import runpy
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "script"))

from workbench import mutants
from workbench.mutants import mutation, protocol, run
from workbench.mutants.lines import Lines
from workbench.places import ROOT

from odoo.addons.crm_facilitation.tools.conflicts.gist import gist


def test_no_connection_of_a_campaign_waits_for_a_row_for_ever(tmp_path, monkeypatch):
    told = {}

    def serve(_words, env, **_options):
        told.update(env)
        Path(json.loads(Path(env["MUTANTS"]).read_text())["results"]).write_text("[]")

    monkeypatch.setenv("PGOPTIONS", "-c jit=off")
    monkeypatch.setattr(mutants, "copy_for_one_run", lambda _place: nullcontext("copy"))
    monkeypatch.setattr(mutants.subprocess, "run", serve)
    place = SimpleNamespace(
        data=tmp_path, venv=tmp_path, config=lambda *_: "conf", server=SimpleNamespace(environment={})
    )
    assert mutants._run(place, {}, ["tests"]) == []
    assert told["PGOPTIONS"] == "-c jit=off -c lock_timeout=30s"


def test_a_test_that_waited_for_a_row_is_named(monkeypatch, capsys):
    failed = SimpleNamespace(failed=True, longreprtext="psycopg2.errors.LockNotAvailable: canceling statement")
    passed = SimpleNamespace(failed=False, longreprtext="")
    monkeypatch.setattr(protocol, "runtestprotocol", lambda *_, **__: [passed, failed, passed])
    session = SimpleNamespace(_setupstate=SimpleNamespace(teardown_exact=lambda _item: None))
    item = SimpleNamespace(session=session, _initrequest=lambda: None, listchain=lambda: [], nodeid="test_x.py::test_x")
    assert protocol.run(item) is True
    assert capsys.readouterr().out == "waited for a row that something else holds: test_x.py::test_x\n"


def test_where_nothing_was_left_standing_nothing_is_tried_again():
    settings = {"areas": ["figures"], "equivalent": [], "guards": False, "few": None, "seed": 1, "count": 3}
    assert run.Campaign(settings | {"again": []}, None, [])._choose() == []
    sample = run.Campaign(settings | {"again": None}, None, [])._choose()
    assert len(sample) == 3
    again = [mutant.name for mutant in sample[:1]]
    assert {mutant.name for mutant in run.Campaign(settings | {"again": again}, None, [])._choose()} == set(again)


def test_lines_are_measured_anew_where_a_file_of_tests_that_others_build_on_changes():
    helpers = "\n".join(mutants._helpers())
    assert "class DiscussionCase" in helpers, "tests/discussion/test_remarks.py is one of them"
    assert "class TestArchitecturePage" not in helpers


def test_what_a_function_keeps_is_forgotten_with_the_fault():
    gist("Show the phone")
    run._forget()
    assert gist.cache_info().currsize == 0


def test_what_a_decorator_has_wrapped_has_the_fault_too(tmp_path):
    path = tmp_path / "doubling.py"
    path.write_text("def only_large(f):\n    def wrapper(n):\n        return f(n) > 2\n    return wrapper\n")
    wrapper = runpy.run_path(str(path))["only_large"](lambda number: number)
    campaign = run.Campaign({}, None, [])
    campaign.functions[str(path), 2, "wrapper"].append(wrapper)
    turned, *_edge = mutation.find_mutants(path.read_text(), str(path))
    code = mutation.mutate(path.read_text(), str(path), turned)
    with run._Trial(turned, list(campaign._find_faulty(str(path), code)), 1).in_place():
        assert wrapper(3) is False
    assert wrapper(3) is True


def test_what_stood_is_tried_with_the_tests_that_are_closest_to_its_file(monkeypatch):
    path = "crm_facilitation/tools/figures.py"
    mutant = mutation.find_mutants((ROOT / path).read_text(), path)[0]
    everybody = {f"tests/figures/test_{number}.py::Test{number}::test_it" for number in range(run.CLOSEST + 2)}
    close = "tests/room/test_close.py::TestClose::test_it"
    items = [SimpleNamespace(nodeid=test) for test in sorted({*everybody, close})]
    lines = Lines()
    lines.tests |= dict.fromkeys([(path, line) for line in range(mutant.line, mutant.line + 50)], {*everybody, close})
    lines.tests |= dict.fromkeys([(path, line) for line in range(mutant.line)], {close})
    lines.seconds = dict.fromkeys(everybody, 1.0) | {close: 2.0}
    lines.breadth.update({*everybody, close})
    campaign = run.Campaign({"budget": 9, "again": [mutant.name]}, lines, items)
    monkeypatch.setattr(campaign, "_find_faulty", lambda *_: [(None, None)])
    turns = []
    monkeypatch.setattr(campaign, "_try_tests", lambda name, trials: turns.extend([name] * len(trials)))
    monkeypatch.setattr(campaign, "_say", lambda _trial: None)
    campaign._try([campaign._trial(mutant)])
    assert len(turns) == len(set(turns)) == len(items), "each has its turn, once"
    assert run.class_of(close) in turns[: run.CLOSEST]


def test_what_few_tests_run_is_tried_without_a_sample():
    settings = {"areas": ["figures"], "equivalent": [], "guards": False, "again": None, "few": 0, "seed": 1, "count": 1}
    tested = {("crm_facilitation/tools/figures.py", line): {"test_x.py::test_x"} for line in range(100)}
    item = SimpleNamespace(nodeid="test_x.py::test_x")
    for tests, chosen in (({}, True), (tested, False)):
        campaign = run.Campaign(settings, SimpleNamespace(tests=tests, set_ups={}), [item])
        assert (len(campaign._choose()) > 1) is chosen
