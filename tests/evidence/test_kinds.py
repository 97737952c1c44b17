"""Every kind of evidence is registered by the area that records it, and reads as that area says."""

import ast
from collections import defaultdict
from pathlib import Path

from odoo.addons import crm_facilitation
from odoo.addons.crm_facilitation.tools.evidence import kinds

from ..common import FacilitationCase

ADDON = Path(crm_facilitation.__path__[0])
# what records, or hands on to what records: the place of the kind among its arguments
RECORDERS = {"_record": 1, "_log": 0, "_settle": 1, "_launch": 0, "_record_step": 0}
# the wizards lie in one folder
AREA_OF_WIZARD = {"agreement_wizard_line": "conflicts"}


def read_modules():
    """``(area, tree)`` of every module that could record."""
    for path in sorted(ADDON.glob("models/*/*.py")):
        yield path.parent.name, ast.parse(path.read_text(), str(path))
    for path in sorted(ADDON.glob("wizard/*.py")):
        yield AREA_OF_WIZARD.get(path.stem, path.stem), ast.parse(path.read_text(), str(path))


def read_constants(tree):
    """The texts and dictionaries of texts that a module names at its top."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.Dict):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


def read_kinds(argument, constants, function):
    """The kinds that one call records; ``None`` where the source does not tell."""
    if isinstance(argument, ast.Constant):
        return {argument.value}
    if isinstance(argument, ast.Attribute) and argument.attr == "_edit_kind":
        # each model names its own
        return set()
    if isinstance(argument, ast.Subscript) and isinstance(argument.value, ast.Name):
        named = constants.get(argument.value.id)
        return set(named.values()) if isinstance(named, dict) else None
    if isinstance(argument, ast.Name):
        handed_on = function.name in RECORDERS and argument.id in {one.arg for one in function.args.args}
        return set() if handed_on else {constants[argument.id]} if argument.id in constants else None
    return None


def read_recorded():
    """``({area: kinds it records}, calls whose kind cannot be read)``."""
    modules = list(read_modules())
    constants, recorded, unreadable = defaultdict(dict), defaultdict(set), []
    for area, tree in modules:
        constants[area] |= read_constants(tree)
    for area, tree in modules:
        for function in ast.walk(tree):
            if isinstance(function, ast.Assign) and getattr(function.targets[0], "id", "") == "_edit_kind":
                recorded[area] |= {function.value.value} - {""}
            for call in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
                place = RECORDERS.get(getattr(getattr(call, "func", None), "attr", ""))
                if place is None or not isinstance(call, ast.Call) or len(call.args) <= place:
                    continue
                found = read_kinds(call.args[place], constants[area], function)
                if found is None:
                    unreadable.append(ast.unparse(call))
                else:
                    recorded[area] |= found
    return recorded, unreadable


def test_each_area_registers_what_it_records_and_records_what_it_registers():
    recorded, unreadable = read_recorded()
    assert unreadable == [], "write each kind down as it is, or in a dictionary: whoever reads a row searches for it"
    registered = {name: set(area.kinds) for name, area in kinds.registered().items() if area.kinds}
    assert {name: found for name, found in recorded.items() if found} == registered
    assert sum(map(len, registered.values())) > 40


class TestKinds(FacilitationCase):
    def record(self, record, kind, facts):
        event = self.env["crm.facilitation.event"]._record(record, kind, facts, self.project)
        # PostgreSQL gives the facts back in the order of the lengths of their names
        self.env.invalidate_all()
        return event.with_user(self.facilitator)

    def test_a_kind_that_nobody_registered_is_not_recorded(self):
        head, before = self.project.sudo().facilitation_head_hash, self.env["crm.facilitation.event"].search_count([])
        with self.assertRaisesRegex(ValueError, "need_forgotten"):
            self.env["crm.facilitation.event"]._record(self.make_need("Site visits"), "need_forgotten", {})
        self.env.invalidate_all()
        self.assertEqual(self.project.sudo().facilitation_head_hash, head)
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), before)

    def test_the_same_word_means_in_each_area_what_that_area_says(self):
        need = self.make_need("Site visits")
        moved = self.record(self.session, "round_deadline_moved", {"from": "2026-03-02", "to": "2026-03-03"})
        self.assertEqual(moved.facts.splitlines(), ["Deadline now: 03/03/2026", "Deadline before: 03/02/2026"])
        parted = self.record(need, "need_unmerged", {"name": "Visits", "from": need.id, "from_name": "Trips"})
        self.assertEqual(parted.facts.splitlines(), ["Name: Visits", "Taken out of: Trips"])
        old = self.record(need, "need_unmerged", {"name": "Visits", "from": need.id})
        self.assertEqual(old.facts.splitlines(), ["Name: Visits", "Taken out of: Site visits"])

    def test_what_was_edited_is_called_as_on_its_form(self):
        """“active” is “Takes part” of a place, and of nothing else."""
        need, event = self.make_need("Site visits"), self.env["crm.facilitation.event"]
        for record, kind, name, label in (
            (need, "need_edited", "active", "Active"),
            (self.project, "rollout_edited", "active", "Active"),
            (self.session, "session_edited", "active", "Active"),
            (need, "need_edited", "name", "Title"),
        ):
            row = self.record(record, kind, {"before": {name: "x"}, "after": {name: "y"}})
            with self.subTest(kind=kind, name=name):
                self.assertEqual(row.facts.splitlines(), [f"Before · {label}: x", f"After · {label}: y"])
                self.assertTrue(row.summary.endswith(label), row.summary)
        watched = {"model": "crm.stage", "before": {"field_names": "name"}, "after": {"field_names": ""}}
        row = self.record(self.project, "watch_changed", watched)
        self.assertEqual(row.summary, f"{event._name_model('crm.stage')}: Fields")

    def test_who_took_a_baseline_has_no_role_in_the_acceptance(self):
        accepted = self.record(self.make_need("Site visits"), "delivery_accepted", {"by": "recorder"})
        self.assertEqual(accepted.facts, "By: a facilitator, for those who asked")
        taken = self.record(self.project, "config_baseline", {"records": 3, "by": "kick-off"})
        self.assertEqual(taken.facts.splitlines(), ["By: kick-off", "Records: 3"])

    def test_a_row_whose_kind_is_gone_is_read_all_the_same(self):
        kinds.register("guest", {"guest_invited": "Somebody was invited"})
        self.addCleanup(lambda: "guest" in kinds.registered() and kinds.unregister("guest"))
        event = self.record(self.session, "guest_invited", {"ballots": 2, "seats": 1})
        self.assertEqual((event.kind_label, event.facts), ("Somebody was invited", "Seats: 1\nBallots: 2"))
        kinds.unregister("guest")
        self.env.invalidate_all()
        self.assertEqual((event.kind_label, event.facts), ("Guest invited", "Seats: 1\nBallots: 2"))
        self.assertFalse(event.verify(self.project.id))

    def test_each_language_reads_in_its_own_words(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        need = self.make_need("Site visits")
        event = self.record(need, "delivery_accepted", {"by": "deputy"})
        english = event.facts, event.kind_label
        russian = event.with_context(lang="ru_RU")
        self.assertNotEqual((russian.facts, russian.kind_label), english)
        for read, meant in zip((russian.facts, russian.kind_label), english, strict=True):
            self.assertFalse(set(meant.lower()) & set("abcdefghijklmnopqrstuvwxyz") & set(read.lower()), read)
