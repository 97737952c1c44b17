"""Detection: what is found, found once, updated, brought back, and gone again."""

import threading
from datetime import timezone
from itertools import combinations
from unittest.mock import patch

from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from odoo.tools.constants import PREFETCH_MAX

from odoo.addons.crm_facilitation.tools.conflicts.polarisation import cell_of
from odoo.addons.crm_facilitation.tools.conflicts.situation import Finding, Objection, detector, unregister

from ..common import FacilitationCase, permit_everything
from ..crm_requests import SIDES, opposite, read_requests


def aims_of(aims, aim):
    """How many needs of the same pair there are already, twins not counted."""
    return sum(known[0] == aim[0] for known, _person in aims.values()) // 2 if aim else 0


class DetectionCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env["ir.model.fields"]._get("crm.lead", "phone")

    def about(self, field, stance):
        return {"target_model_id": field.model_id.id, "target_field_id": field.id, "stance": stance}

    def make_pair(self):
        return self.make_need("Show the phone", **self.about(self.phone, "visible")) | self.make_need(
            "Hide the phone", self.participant_service, **self.about(self.phone, "hidden")
        )

    def found(self, kind):
        return self.project.conflict_ids.filtered(lambda conflict: conflict.kind == kind)

    def hear_everybody(self):
        for participant in self.participants:
            self.make_need(f"Something for {participant.department_id.name}", participant)


class TestFinding(DetectionCase):
    def test_contradiction_is_found_with_its_evidence(self):
        needs = self.make_pair()
        self.session.action_detect_conflicts()
        conflict = self.found("contradiction")
        self.assertEqual(conflict.need_ids, needs)
        self.assertEqual(conflict.department_ids, self.sales | self.service)
        self.assertTrue(conflict.is_blocking)
        for word in ("Phone", "Sales: Visible", "Service: Hidden"):
            self.assertIn(word, conflict.evidence)
        self.assertNotIn("Sal", conflict.evidence.replace("Sales", ""))

    def test_same_person_and_same_stance_are_no_contradiction(self):
        self.make_need("Show the phone", **self.about(self.phone, "visible"))
        self.make_need("Show the phone too", self.participant_service, **self.about(self.phone, "visible"))
        self.make_need("Hide it in lists", stance="hidden", **{"target_model_id": self.phone.model_id.id})
        self.session.action_detect_conflicts()
        self.assertFalse(self.found("contradiction"))

    def test_every_pair_of_real_requests_is_found_and_nothing_else(self):
        aims, twins = {}, set()
        for number, (title, _department, aim) in enumerate(read_requests()):
            person = (self.participant_sales, self.participant_service)[aims_of(aims, aim) % 2]
            need = self.make_need(title, person)
            if aim:
                need.write(self.aimed(aim))
                twin = self.make_need(f"Same as {number}", self.participant_logistics, **self.aimed(aim))
                aims |= {need.id: (aim, person), twin.id: (aim, self.participant_logistics)}
                twins.add(frozenset((need.id, twin.id)))
        self.session.action_detect_conflicts()
        found = {frozenset(conflict.need_ids.ids) for conflict in self.found("contradiction")}
        self.assertEqual(
            found,
            {
                frozenset((one, other))
                for (one, (aim, person)), (other, (aim_of_other, another)) in combinations(aims.items(), 2)
                if opposite(aim, aim_of_other) and person != another
            },
        )
        asked = {need: aim for need, (aim, person) in aims.items() if person != self.participant_logistics}
        pairs = {pair: frozenset(n for n, aim in asked.items() if aim[0] == pair) for pair in SIDES}
        self.assertEqual([pair for pair, needs in pairs.items() if needs not in found or len(needs) != 2], [])
        self.assertFalse(found & twins, "the same stance on the same target is no conflict")

    def aimed(self, aim):
        _pair, model, field, stance = aim
        return {
            "target_model_id": self.env["ir.model"]._get(model).id,
            "target_field_id": field and self.env["ir.model.fields"]._get(model, field).id,
            "stance": stance,
        }

    def test_department_gaps(self):
        self.make_need("Sort by region")
        self.participant_logistics.attendance = "absent"
        self.session.action_detect_conflicts()
        gaps = self.found("department_gap")
        self.assertEqual(gaps.department_ids, self.service | self.logistics)
        absent = gaps.filtered(lambda gap: gap.department_ids == self.logistics)
        self.assertEqual(
            (absent.severity, absent.evidence), ("high", "Logistics is affected, and nobody of it takes part.")
        )

    def test_department_decided_about_without_being_asked(self):
        self.hear_everybody()
        hr = self.env["hr.department"].create({"name": "Finance"})
        self.project.affected_department_ids |= hr
        need = (
            self.env["crm.facilitation.need"]
            .with_user(self.facilitator)
            .create({"name": "Invoices from the CRM", "session_id": self.session.id, "department_id": hr.id})
        )
        need.action_accept()
        self.session.action_detect_conflicts()
        self.assertEqual(self.found("department_gap").need_ids, need)
        self.assertIn("Finance", self.found("department_gap").evidence)

    def test_capacity(self):
        need = self.make_need("All of it", moscow="must", effort_days=12)
        need.action_accept()
        self.project.facilitation_capacity_days = 10
        self.session.action_detect_conflicts()
        self.assertEqual(
            self.found("capacity").evidence,
            "The accepted must-haves take 12.0 days (needs: 1); the roll-out has 10.0.",
        )

    def test_goals(self):
        goals = (
            self.env["crm.facilitation.goal"]
            .with_user(self.facilitator)
            .create([{"name": name, "project_id": self.project.id} for name in ("Call back fast", "Protect clients")])
        )
        needs = self.make_pair()
        for need, goal in zip(needs, goals, strict=True):
            need.goal_ids = goal
            need.action_accept()
        goals[0].action_mark_obsolete("We sold that business.")
        self.session.action_detect_conflicts()
        clashes = self.found("goal_clash")
        self.assertEqual(clashes.filtered(lambda c: c.reason_code == "goal_clash_need").goal_ids, goals)
        stale = clashes.filtered(lambda conflict: conflict.reason_code == "stale_goal")
        self.assertEqual((stale.need_ids, stale.goal_ids), (needs[0], goals[0]))

    def test_clash_of_kpis_names_them_only_to_readers_who_may_see_them(self):
        goals = (
            self.env["crm.facilitation.goal"]
            .with_user(self.facilitator)
            .create([{"name": name, "project_id": self.project.id} for name in ("Call back fast", "Talk longer")])
        )
        definition = self.env["crm.facilitation.kpi.definition"].create({"name": "Call minutes", "measure": "manual"})
        for goal, direction, target in zip(goals, ("down", "up"), (4, 9), strict=True):
            self.env["crm.facilitation.kpi"].with_user(self.sponsor).create(
                {
                    "name": f"Secret {direction}",
                    "definition_id": definition.id,
                    "project_id": self.project.id,
                    "goal_id": goal.id,
                    "direction": direction,
                    "target_value": target,
                }
            )
        self.session.action_detect_conflicts()
        clash = self.found("goal_clash")
        self.assertEqual((clash.goal_ids, len(clash.kpi_ids)), (goals, 2))
        for word in ("Call minutes", "Secret up", "9", "Talk longer: Up"):
            self.assertIn(word, clash.with_user(self.sponsor).evidence)
        seen = clash.with_user(self.employee_sales).evidence
        self.assertIn("Talk longer: Up", seen)
        self.assertNotIn("Secret", seen)

    def test_evidence_speaks_the_language_of_the_reader(self):
        self.make_pair()
        self.session.action_detect_conflicts()
        conflict = self.found("contradiction")
        self.assertIn(
            self.phone.with_context(lang="ru_RU").field_description, conflict.with_context(lang="ru_RU").evidence
        )

    def test_a_name_speaks_the_language_of_the_reader_until_somebody_names_it(self):
        self.make_pair()
        self.session.action_detect_conflicts()
        conflict = self.found("contradiction").with_user(self.facilitator)
        russian = conflict.with_context(lang="ru_RU")
        self.assertIn(self.phone.with_context(lang="ru_RU").field_description, russian.name)
        self.assertNotEqual(russian.name, conflict.name)
        conflict.name = "Who may call"
        self.assertEqual((conflict.name, russian.name), ("Who may call", "Who may call"))

    def test_the_button_of_the_session_detects_and_shows_what_it_found(self):
        self.make_pair()
        action = self.session.with_user(self.facilitator).action_detect_and_open_conflicts()
        conflicts = self.env["crm.facilitation.conflict"].search(action["domain"])
        self.assertEqual(conflicts & self.found("contradiction"), self.found("contradiction"))
        self.assertEqual(len(self.found("contradiction")), 1)
        self.assertEqual(action["context"]["default_session_id"], self.session.id)

    def test_closing_the_session_detects(self):
        self.make_pair()
        self.session.action_close()
        self.assertEqual(len(self.found("contradiction")), 1)


class TestOnceAndAgain(DetectionCase):
    def setUp(self):
        super().setUp()
        self.hear_everybody()
        self.needs = self.make_pair()
        self.session.action_detect_conflicts()
        self.conflict = self.found("contradiction")

    def detect(self):
        self.session.action_detect_conflicts()
        self.project.invalidate_recordset()

    def test_detecting_twice_changes_nothing(self):
        before = self.project.conflict_ids.read(["name", "state", "facts", "write_date"])
        rows = self.env["crm.facilitation.event"].search_count([])
        self.detect()
        self.assertEqual(self.project.conflict_ids.read(["name", "state", "facts", "write_date"]), before)
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), rows)

    def test_known_conflict_is_updated(self):
        self.needs[0].moscow = "must"
        self.needs[1].department_id = self.logistics
        self.detect()
        self.assertEqual(self.found("contradiction"), self.conflict)
        self.assertEqual(self.conflict.department_ids, self.sales | self.logistics)

    def test_dismissed_conflict_stays_dismissed(self):
        self.conflict.action_dismiss("Same field, two places")
        self.detect()
        self.assertEqual((self.found("contradiction"), self.conflict.state), (self.conflict, "dismissed"))

    def test_what_the_server_finds_by_itself_is_told_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.project.company_id.sudo().partner_id.lang = "ru_RU"
        self.conflict.action_dismiss("Same field, two places")
        self.needs[1].department_id = self.logistics
        nobodys = self.session.with_context(lang=None)
        nobodys.env["crm.facilitation.conflict"]._detect(nobodys)
        told = self.env["mail.message"].sudo().search([("model", "=", self.conflict._name)], order="id desc", limit=1)
        self.assertRegex(told.body, "[а-я]")

    def test_dismissed_conflict_returns_when_its_evidence_changed_and_says_what(self):
        self.conflict.action_dismiss("Same field, two places")
        self.needs[1].department_id = self.logistics
        self.detect()
        self.assertEqual(self.conflict.state, "open")
        self.assertIn("Logistics: Hidden", self.conflict.evidence)
        self.assertRegex(
            self.conflict.evidence, "Since it was dismissed, the evidence changed. Before: .*Service: Hidden"
        )
        self.assertEqual(self.evidence(self.conflict), ["conflict_dismissed", "conflict_reopened"])
        taken_back = ("agreement", "dismiss_reason", "decided_by_id", "decided_on")
        self.assertFalse([name for name in taken_back if self.conflict[name]])
        self.assertIn("conflicts_detected", self.evidence(self.session))

    def test_agreed_conflict_is_left_alone(self):
        self.conflict.action_agree(False, "The team sees it")
        self.needs[1].department_id = self.logistics
        self.detect()
        self.assertEqual((self.conflict.state, self.conflict.agreement), ("agreed", "The team sees it"))

    def test_conflict_whose_ground_is_gone_is_dismissed_and_returns_with_it(self):
        self.needs[1].action_reject("Service withdrew it")
        self.detect()
        self.assertEqual(self.conflict.state, "dismissed")
        self.assertIn("Service: Hidden", self.conflict.evidence, "what it was about stays readable")
        self.assertIn("Its ground is gone", self.conflict.message_ids[0].body)
        self.detect()
        self.assertEqual(self.conflict.state, "dismissed")
        self.needs[1].action_reconsider()
        self.detect()
        self.assertEqual((self.conflict.state, len(self.found("contradiction"))), ("open", 1))
        self.conflict.action_dismiss("Same field, two places")
        self.detect()
        self.assertEqual(self.conflict.state, "dismissed", "what people dismiss once it is back stays dismissed")

    def test_what_detection_answers_with_is_what_stands_now(self):
        self.assertEqual(self.session.action_detect_conflicts() & self.conflict, self.conflict)
        self.conflict.action_agree(False, "The team sees it")
        self.assertFalse(self.session.action_detect_conflicts() & self.conflict, "it is settled")

    def test_conflict_that_people_have_begun_to_settle_is_theirs_to_end(self):
        options = self.env["crm.facilitation.conflict.option"].with_user(self.facilitator)
        options.create({"conflict_id": self.conflict.id, "name": "Hide it until the quote"})
        self.needs[1].action_reject("Service withdrew it")
        self.detect()
        self.assertEqual((self.conflict.state, self.conflict.is_ground_gone), ("open", False))

    def test_conflict_raised_by_hand_is_not_touched(self):
        manual = (
            self.env["crm.facilitation.conflict"]
            .with_user(self.facilitator)
            .create({"name": "Two tools for quotes", "session_id": self.session.id})
        )
        self.detect()
        self.assertEqual(manual.state, "open")


class TestCost(DetectionCase):
    """Roll-outs of different size, each detected from the same state of every cache."""

    def test_detecting_costs_the_same_number_of_queries_for_any_number_of_needs(self):
        fields = self.env["ir.model.fields"].search([("model", "=", "crm.lead"), ("store", "=", True)], limit=40)
        self._counts(self._make_pairs(fields[:2]))  # reads what is read once per process
        few, many = self._make_pairs(fields[:8]), self._make_pairs(fields)
        self.assertEqual(self._counts(many), self._counts(few))
        self.assertEqual([len(s.conflict_ids.filtered("is_blocking")) for s in (few, many)], [8, 40])

    def test_needs_beyond_what_odoo_reads_at_a_time_cost_no_query_more(self):
        fields = self.env["ir.model.fields"].search([("model", "=", "crm.lead"), ("store", "=", True)], limit=8)
        few, many = self._make_pairs(fields), self._make_pairs(fields)
        need = self.make_need("One of a thousand", many.participant_ids[0])
        self.env.flush_all()
        columns = "session_id, project_id, company_id, author_id, department_id, state, active"
        self.env.cr.execute(
            f"INSERT INTO crm_facilitation_need (name, {columns}) SELECT name || n, {columns}"
            " FROM crm_facilitation_need, generate_series(1, %s) AS n WHERE id = %s",
            [PREFETCH_MAX, need.id],
        )
        self._counts(self._make_pairs(fields[:1]))  # reads what is read once per process
        self.assertEqual(self._counts(many), self._counts(few))

    def _make_pairs(self, fields):
        """A session of a roll-out of its own, with two needs against each other on each of the fields."""
        project = self.project.copy({"name": f"Pairs: {len(fields)}"})
        session = self.session.create({"name": "Discovery", "project_id": project.id})
        people = [
            self.make_participant(user, department, session)
            for user, department in ((self.employee_sales, self.sales), (self.employee_service, self.service))
        ]
        permit_everything(session)
        session.action_start()
        for field in fields:
            for person, stance in zip(people, ("mandatory", "optional"), strict=True):
                self.make_need(stance, person, **self.about(field, stance))
        return session

    def _counts(self, session):
        """Queries of a first detection, which stores all, and of a second, which finds all known."""
        return [self.count_queries(session.action_detect_conflicts) for _time in range(2)]


class TestVotes(DetectionCase):
    """Votes come in through the hooks that the room of voting fills."""

    def detect(self, cells=(), objections=()):
        conflicts = self.env.registry["crm.facilitation.conflict"]
        with (
            patch.object(conflicts, "_gather_cells", lambda *_args: list(cells)),
            patch.object(conflicts, "_gather_objections", lambda *_args: list(objections)),
        ):
            self.session.action_detect_conflicts()

    def test_vote_along_departments_is_a_conflict_with_figures(self):
        need = self.make_need("Log every call")
        votes = {self.sales: [1, 1, 1, 1], self.service: [0, 0, 0, 0], self.logistics: [0]}
        self.detect([cell_of(need.id, department.id, values) for department, values in votes.items()])
        conflict = self.found("polarised_vote")
        self.assertEqual((conflict.need_ids, conflict.severity), (need, "high"))
        self.assertIn("Service 0 % (votes: 4)", conflict.evidence)
        self.assertIn("The departments vote differently on this need.", conflict.evidence)
        self.assertEqual(conflict.facts["share"], 56)
        self.assertNotIn("Logistics", conflict.evidence, "one person's vote is never shown")
        self.assertNotIn(self.logistics, conflict.department_ids)
        # nor left over when what is shown is taken from all: the smallest department goes with it
        self.assertIn("other departments 80 % (votes: 5)", conflict.evidence)

    def test_unanimous_vote_is_none(self):
        need = self.make_need("Log every call")
        self.detect([cell_of(need.id, department.id, [1, 1, 1]) for department in self.departments])
        self.assertFalse(self.found("polarised_vote"))

    def test_block_is_a_blocking_conflict_and_few_people_are_not_counted_out(self):
        need = self.make_need("Log every call")
        self.detect(objections=[Objection(need.id, blocks=1)])
        conflict = self.found("objection")
        self.assertTrue(conflict.is_blocking)
        self.assertEqual(conflict.evidence, "Somebody blocks this need. Their reasons are in the round.")

    def test_objections_of_enough_people_are_counted_and_a_block_is_named(self):
        need = self.make_need("Log every call")
        for blocks, words in (
            (0, "Objections to this need: 4."),
            (1, "Objections to this need: 5, a block among them."),
        ):
            self.detect(objections=[Objection(need.id, objections=4, blocks=blocks)])
            self.assertEqual(self.found("objection").evidence, words)

    def test_an_objection_goes_with_its_need_into_another_department(self):
        need = self.make_need("Log every call")
        self.detect(objections=[Objection(need.id, objections=4)])
        conflict = self.found("objection")
        need.department_id = self.logistics
        self.detect(objections=[Objection(need.id, objections=4)])
        self.assertEqual(conflict.department_ids, self.logistics)

    def test_block_after_an_objection_blocks_the_known_conflict(self):
        need = self.make_need("Log every call")
        self.detect(objections=[Objection(need.id, objections=1)])
        conflict = self.found("objection")
        self.assertFalse(conflict.is_blocking)
        self.detect(objections=[Objection(need.id, objections=1, blocks=1)])
        self.assertEqual((self.found("objection"), conflict.is_blocking), (conflict, True))

    def test_tripwire_reopens_an_agreement_by_itself(self):
        need = self.make_need("Log every call")
        before, after = 0, 2e10
        self.detect(objections=[Objection(need.id, objections=4, at=before)])
        conflict = self.found("objection")
        conflict.action_agree(False, "Calls over five minutes only", tripwire_objections=3)
        self.detect(objections=[Objection(need.id, objections=4, at=before)])
        self.assertEqual(conflict.state, "agreed", "objections that the agreement answered do not undo it")
        this_very_moment = conflict.decided_on.replace(tzinfo=timezone.utc).timestamp()
        self.detect(objections=[Objection(need.id, objections=4, at=this_very_moment)])
        self.assertEqual(conflict.state, "agreed")
        self.detect(objections=[Objection(need.id, objections=2, at=after)])
        self.assertEqual(conflict.state, "agreed")
        self.detect(objections=[Objection(need.id, objections=2, blocks=1, at=after)])
        self.assertEqual((conflict.state, self.evidence(conflict)[-1]), ("open", "conflict_reopened"))
        self.assertIn("trip-wire", conflict.message_ids[0].body)

    def test_map_draws_only_departments_of_opposite_sides_against_each_other(self):
        need = self.make_need("Log every call")
        votes = {self.sales: [1, 1, 1, 1], self.service: [0, 0, 0, 0], self.logistics: [0, 0, 0, 0]}
        self.detect([cell_of(need.id, department.id, values) for department, values in votes.items()])
        conflict = self.found("polarised_vote")
        pairs = [(cell["a"], cell["b"]) for cell in conflict._map_by("department_ids")["cells"]]
        sales, others = self.sales.id, (self.service.id, self.logistics.id)
        self.assertEqual(pairs, sorted((min(sales, other), max(sales, other)) for other in others))


class TestRegister(DetectionCase):
    """A detector of another addon: registered in code, worded and named by methods of the model."""

    def setUp(self):
        super().setUp()

        @detector("quiet_person")
        def find_quiet_people(situation):
            quiet = len(situation.present - situation.heard)
            yield Finding("department_gap", ("quiet",), "quiet", "low", facts={"departments": quiet})

        self.addCleanup(unregister, "quiet_person")
        self.model = self.env.registry["crm.facilitation.conflict"]

    def test_it_is_found_worded_and_named(self):
        with (
            patch.object(
                self.model, "_word_quiet", lambda _self, facts: f"Quiet: {facts['departments']}.", create=True
            ),
            patch.object(self.model, "_name_quiet", lambda _self, finding: "Quiet departments", create=True),
        ):
            self.session.action_detect_conflicts()
            conflict = self.found("department_gap").filtered(lambda conflict: conflict.reason_code == "quiet")
            self.assertEqual((conflict.name, conflict.evidence), ("Quiet departments", "Quiet: 3."))

    def test_its_evidence_stays_readable_when_its_addon_is_gone(self):
        self.session.action_detect_conflicts()
        conflict = self.found("department_gap").filtered(lambda conflict: conflict.reason_code == "quiet")
        self.assertEqual(conflict.evidence, "departments: 3")


class TestMap(DetectionCase):
    def test_map_shows_each_pair_once_and_only_to_people_who_take_part(self):
        needs = self.make_pair()
        self.session.action_detect_conflicts()
        drawn = self.env["crm.facilitation.conflict"].with_user(self.employee_sales).get_map(self.project.id)
        [cell] = drawn["needs"]["cells"]
        self.assertEqual((cell["a"], cell["b"], cell["count"], cell["worst"]), (*needs.ids, 1, "medium"))
        pairs = [(cell["a"], cell["b"]) for cell in drawn["departments"]["cells"]]
        self.assertIn((self.sales.id, self.service.id), pairs)
        hidden = self.env["crm.facilitation.conflict"].with_user(self.outsider).get_map(self.project.id)
        self.assertEqual((hidden["needs"]["cells"], hidden["departments"]["cells"]), ([], []))


@tagged("standard", "post_install", "-at_install")
class TestTwoDetectionsAtOnce(TransactionCase):
    """Real cursors: what is committed here is removed again at the end."""

    def setUp(self):
        super().setUp()
        self.registry_ = Registry(self.env.cr.dbname)
        self.allow_inherited_tests_method = True
        with self.registry_.cursor() as cr:
            env = self.env(cr=cr)
            self.ids = self._make(env)
        self.addCleanup(self._clean)

    def _make(self, env):
        departments = env["hr.department"].create([{"name": "Barrier A"}, {"name": "Barrier B"}])
        project = env["project.project"].create(
            {"name": "Barrier", "is_facilitation": True, "affected_department_ids": [Command.set(departments.ids)]}
        )
        session = env["crm.facilitation.session"].create({"name": "Barrier", "project_id": project.id})
        partners = env["res.partner"].create([{"name": "Barrier one"}, {"name": "Barrier two"}])
        people = env["crm.facilitation.participant"].create(
            [
                {"session_id": session.id, "partner_id": partner.id, "department_id": department.id}
                for partner, department in zip(partners, departments, strict=True)
            ]
        )
        phone = env["ir.model.fields"]._get("crm.lead", "phone")
        env["crm.facilitation.need"].create(
            [
                {
                    "name": stance,
                    "session_id": session.id,
                    "author_id": person.id,
                    "target_model_id": phone.model_id.id,
                    "target_field_id": phone.id,
                    "stance": stance,
                }
                for person, stance in zip(people, ("visible", "hidden"), strict=True)
            ]
        )
        return {
            "project": project.id,
            "session": session.id,
            "partners": tuple(partners.ids),
            "departments": tuple(departments.ids),
        }

    def _clean(self):
        with self.registry_.cursor() as cr:
            project, session = self.ids["project"], self.ids["session"]
            tables = ("crm_facilitation_conflict_need_rel",)
            for table in tables:
                cr.execute(
                    f"DELETE FROM {table} WHERE conflict_id IN"
                    " (SELECT id FROM crm_facilitation_conflict WHERE project_id = %s)",
                    [project],
                )
            for relation in self._relations("crm.facilitation.conflict"):
                cr.execute(
                    f"DELETE FROM {relation} WHERE crm_facilitation_conflict_id IN"
                    " (SELECT id FROM crm_facilitation_conflict WHERE project_id = %s)",
                    [project],
                )
            cr.execute("DELETE FROM crm_facilitation_conflict WHERE project_id = %s", [project])
            cr.execute("DELETE FROM crm_facilitation_need WHERE project_id = %s", [project])
            cr.execute("DELETE FROM crm_facilitation_participant WHERE session_id = %s", [session])
            cr.execute("DELETE FROM crm_facilitation_event WHERE project_id = %s", [project])
            cr.execute("UPDATE crm_facilitation_session SET current_item_id = NULL WHERE id = %s", [session])
            cr.execute("DELETE FROM crm_facilitation_session WHERE id = %s", [session])
            env = self.env(cr=cr)
            env["project.project"].browse(project).unlink()
            env["res.partner"].browse(self.ids["partners"]).unlink()
            env["hr.department"].browse(self.ids["departments"]).unlink()

    def _relations(self, model):
        fields = self.env[model]._fields.values()
        return {
            field.relation
            for field in fields
            if field.type == "many2many" and field.store and field.column1 == "crm_facilitation_conflict_id"
        }

    def test_two_detections_at_once_leave_one_conflict_each(self):
        barrier, errors = threading.Barrier(2), []

        def detect():
            try:
                with self.registry_.cursor() as cr:
                    env = self.env(cr=cr)
                    cr.execute("SELECT 1")  # both look at the same state of the database
                    barrier.wait(300)
                    session = env["crm.facilitation.session"].browse(self.ids["session"])
                    retrying(session.action_detect_conflicts, env)
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=detect) for _i in range(2)]
        # the one that comes second is refused once, and tries again
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(errors, [])
        with self.registry_.cursor() as cr:
            cr.execute(
                "SELECT fingerprint, count(*) FROM crm_facilitation_conflict WHERE project_id = %s GROUP BY 1",
                [self.ids["project"]],
            )
            counts = dict(cr.fetchall())
        self.assertEqual(len([f for f in counts if f.startswith("contradiction:")]), 1)
        self.assertEqual(set(counts.values()), {1})
