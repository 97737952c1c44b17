"""Raising, settling and reopening conflicts, and what they stop."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..common import FacilitationCase


class ConflictCase(FacilitationCase):
    """Adds conflicts raised by hand."""

    @classmethod
    def make_conflict(cls, needs=None, **values):
        return (
            cls.env["crm.facilitation.conflict"]
            .with_user(cls.facilitator)
            .create(
                {
                    "name": "Phone shown or hidden",
                    "session_id": cls.session.id,
                    "need_ids": [Command.set(needs.ids if needs else [])],
                }
                | values
            )
        )

    def propose(self, conflict, user, name="Show it to the team only", **values):
        options = self.env["crm.facilitation.conflict.option"].with_user(user)
        return options.create({"conflict_id": conflict.id, "name": name} | values)


class TestSettling(ConflictCase):
    def test_conflict_raised_by_hand_is_open_and_on_record(self):
        conflict = self.make_conflict(evidence="Said on day 1 by both departments")
        self.assertEqual((conflict.kind, conflict.state), ("manual", "open"))
        self.assertEqual(conflict.evidence, "Said on day 1 by both departments")
        self.assertEqual(conflict.project_id, self.project)
        self.assertEqual(self.evidence(conflict), ["conflict_raised"])
        self.assertIn(conflict, self.project.conflict_ids)

    def test_employee_proposes_and_management_agrees(self):
        conflict = self.make_conflict()
        conflict.action_discuss()
        option = self.propose(conflict, self.employee_service, pros="Quick", cons="Two views", cost=1.5)
        self.assertEqual(option.sudo().proposed_by_id, self.participant_service)
        terms = {"review_date": "2027-03-01"}
        self.assertTrue(conflict.with_user(self.sponsor).action_agree(option, "The team sees it, nobody else", **terms))
        self.assertEqual((conflict.state, conflict.agreement), ("agreed", "The team sees it, nobody else"))
        self.assertEqual((conflict.decided_by_id, conflict.owner_id), (self.sponsor, self.sponsor))
        self.assertTrue(option.chosen)
        self.assertEqual(self.evidence(conflict), ["conflict_raised", "conflict_discussed", "conflict_agreed"])
        self.assertIn("The team sees it, nobody else", conflict.message_ids[0].body)

    def test_agreement_without_words_takes_those_of_the_option(self):
        conflict = self.make_conflict()
        conflict.action_agree(self.propose(conflict, self.facilitator).id)
        self.assertEqual(conflict.agreement, "Show it to the team only")

    def test_agreement_without_any_words_is_refused(self):
        conflict = self.make_conflict()
        with self.assertRaises(UserError):
            conflict.action_agree(False, "  ")
        self.assertEqual(conflict.state, "open")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            conflict.sudo().write({"state": "agreed"})

    def test_option_of_another_conflict_is_refused(self):
        conflict, other = self.make_conflict(), self.make_conflict()
        with self.assertRaises(UserError):
            conflict.action_agree(self.propose(other, self.facilitator), "Fine")
        self.assertEqual(conflict.state, "open")

    def test_dismissal_needs_a_reason(self):
        conflict = self.make_conflict()
        with self.assertRaises(UserError):
            conflict.action_dismiss(" ")
        conflict.action_dismiss("Both mean the same field")
        self.assertEqual((conflict.state, conflict.dismiss_reason), ("dismissed", "Both mean the same field"))

    def test_reopening_keeps_the_history(self):
        conflict = self.make_conflict()
        option = self.propose(conflict, self.facilitator)
        conflict.action_agree(option, "Team only")
        with self.assertRaises(UserError):
            conflict.action_reopen("")
        conflict.action_reopen("Logistics was not asked")
        self.assertEqual((conflict.state, conflict.agreement, option.chosen), ("open", False, False))
        self.assertEqual(self.evidence(conflict)[-2:], ["conflict_agreed", "conflict_reopened"])
        event = self.env["crm.facilitation.event"].search([("kind", "=", "conflict_reopened")])
        self.assertEqual(
            (event.payload["agreement"], event.payload["reason"]), ("Team only", "Logistics was not asked")
        )
        self.assertEqual(len(conflict.message_ids.filtered(lambda m: "Team only" in m.body)), 1)
        with self.assertRaises(UserError):
            conflict.action_reopen("Again")

    def test_settled_conflict_is_not_settled_again(self):
        conflict = self.make_conflict()
        option = self.propose(conflict, self.facilitator)
        conflict.action_agree(False, "Team only")
        for way in (
            lambda: conflict.action_agree(False, "Other"),
            lambda: conflict.action_dismiss("No"),
            conflict.action_discuss,
            lambda: self.propose(conflict, self.facilitator),
            lambda: option.write({"name": "Everybody sees it"}),
            option.unlink,
            conflict.action_ask_consent,
        ):
            with self.assertRaises(UserError) as refused:
                way()
            self.assertIn("settled", str(refused.exception))
        self.assertEqual((conflict.agreement, option.name), ("Team only", "Show it to the team only"))

    def test_state_is_not_written_past_the_actions(self):
        conflict = self.make_conflict()
        for values in ({"state": "agreed"}, {"agreement": "Mine"}, {"state": "dismissed", "dismiss_reason": "x"}):
            with self.assertRaises(UserError):
                conflict.write(values)
        self.assertTrue(conflict.write({"state": "discussing"}))
        self.assertEqual(self.evidence(conflict)[-1], "conflict_discussed")
        before = self.evidence(conflict)
        self.assertTrue(conflict.write({"state": "discussing"}), "a card that is put down where it was")
        self.assertEqual(self.evidence(conflict), before)
        for values in (
            {"state": "agreed", "agreement": "Done"},
            {"state": "open", "fingerprint": "capacity:days"},
            {"facts": {"people": 1}, "reason_code": "objection"},
        ):
            with self.assertRaises(UserError):
                self.make_conflict(**values)

    def test_employee_does_not_settle(self):
        conflict = self.make_conflict().with_user(self.employee_sales)
        settled = self.make_conflict().with_user(self.employee_sales)
        settled.with_user(self.facilitator).action_agree(False, "Team only")
        for way in (
            conflict.action_discuss,
            lambda: conflict.action_agree(False, "Mine"),
            lambda: conflict.action_dismiss("No"),
            lambda: settled.action_reopen("Mine is better"),
        ):
            with self.assertRaises(AccessError) as refused:
                way()
            self.assertIn("Propose an option instead", str(refused.exception))
        with self.assertRaises(AccessError):
            conflict.write({"severity": "low"})
        self.assertEqual((conflict.state, conflict.severity, settled.state), ("open", "medium", "agreed"))

    def test_nobody_deletes_a_conflict_nor_a_need_in_one(self):
        need = self.make_need("Show the phone")
        values = {"name": "Noted for nobody", "session_id": self.session.id, "author_id": False}
        noted = need.with_user(self.facilitator).create(values)
        conflict = self.make_conflict(need | noted)
        for way, words in (
            (conflict.sudo().unlink, "A conflict stays on record"),
            (need.sudo().unlink, "part of the record"),
            (noted.sudo().unlink, "“Noted for nobody” is part of a conflict"),
        ):
            with self.assertRaises(UserError) as refused:
                way()
            self.assertIn(words, str(refused.exception))
        self.assertTrue(conflict.exists() and need.exists() and noted.exists())


class TestRoles(ConflictCase):
    def test_role_matrix(self):
        conflict = self.make_conflict()
        matrix = {
            self.facilitator: "crw",
            self.sponsor: "crw",
            self.employee_sales: "r",
            self.outsider: "",
        }
        operations = {"create": "c", "read": "r", "write": "w", "unlink": "u"}
        for user, allowed in matrix.items():
            seen = conflict.with_user(user)
            for operation, letter in operations.items():
                granted = seen.has_access(operation) if operation != "create" else seen.browse().has_access(operation)
                self.assertEqual(granted, letter in allowed, f"{user.login} {operation}")
            self.assertEqual(seen.search_count([("id", "=", conflict.id)]), int("r" in allowed))

    def test_option_matrix(self):
        option = self.propose(self.make_conflict(), self.employee_service)
        matrix = {
            self.facilitator: "crwu",
            self.sponsor: "crwu",
            self.employee_service: "rwu",
            self.employee_sales: "r",
            self.outsider: "",
        }
        for user, allowed in matrix.items():
            seen = option.with_user(user)
            for operation, letter in {"read": "r", "write": "w", "unlink": "u"}.items():
                self.assertEqual(seen.has_access(operation), letter in allowed, f"{user.login} {operation}")
            self.assertEqual(seen.search_count([("id", "=", option.id)]), int("r" in allowed))
            self.assertEqual(seen.search_count([("conflict_id.name", "ilike", "phone")]), int("r" in allowed))

    def test_outsider_reads_no_evidence_over_any_path(self):
        need = self.make_need("Show the phone")
        conflict = self.make_conflict(need, evidence="Said on day 1").with_user(self.outsider)
        self.assertFalse(conflict.search([]))
        self.assertFalse(conflict._read_group([], ["state"], ["__count"]))
        for way in (
            lambda: conflict.evidence,
            lambda: conflict.with_context(lang="ru_RU").read(["name", "evidence"]),
            lambda: conflict._export_rows([["name"], ["evidence"]]),
            lambda: conflict.action_agree(False, "Mine"),
        ):
            with self.assertRaises(AccessError):
                way()
        self.assertFalse(conflict.get_map(self.project.id)["departments"]["cells"])

    def test_outsider_and_observer_propose_nothing(self):
        conflict = self.make_conflict()
        observer = self._new_user("obs", "base.group_user")
        self.make_participant(observer, self.sales, role="observer")
        for user in (self.outsider, observer):
            with self.assertRaises(AccessError):
                self.propose(conflict, user)
        with self.assertRaises(UserError) as refused:
            self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales).create({"name": "Of nothing"})
        self.assertIn("Open the conflict, and propose", str(refused.exception))
        self.assertFalse(conflict.option_ids)

    def test_option_is_changed_by_whoever_proposed_it(self):
        conflict = self.make_conflict()
        option = self.propose(conflict, self.employee_service)
        option.write({"pros": "Nobody loses a call"})
        with self.assertRaises(AccessError):
            option.with_user(self.employee_sales).write({"pros": "Mine"})
        with self.assertRaises(UserError):
            option.write({"chosen": True})
        with self.assertRaises(UserError):
            option.write({"proposed_by_id": self.participant_sales.id})
        self.assertEqual((option.pros, option.chosen), ("Nobody loses a call", False))


class TestBlocking(ConflictCase):
    def setUp(self):
        super().setUp()
        # without the folded one, which has a guard of its own
        self.first, self.second, self.last = self.project.type_ids.filtered(lambda stage: not stage.fold)
        self.need = self.make_need("Show the phone")
        self.need.action_accept()
        self.conflict = self.make_conflict(self.need, is_blocking=True)

    def test_blocked_task_is_planned_and_waits(self):
        task = self.need.action_plan()
        self.assertEqual(task.blocking_conflict_ids, self.conflict)
        self.assertEqual(task.stage_id, self.first)
        for values in (
            {"stage_id": self.second.id},
            {"stage_id": self.last.id},
            {"state": "01_in_progress"},
            {"state": "03_approved"},
            {"state": "1_done", "nothing_to_configure": "There already"},
        ):
            with self.assertRaises(UserError, msg=values), self.env.cr.savepoint():
                task.write(values)
        self.assertEqual((task.stage_id, task.state), (self.first, "01_in_progress"))

    def test_superuser_does_not_start_it_either(self):
        task = self.need.action_plan().sudo()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            task.write({"stage_id": self.second.id})
        self.assertEqual(task.stage_id, self.first)

    def test_task_is_not_created_started(self):
        values = {
            "name": "Phone",
            "project_id": self.project.id,
            "is_configuration_task": True,
            "facilitation_need_ids": [Command.link(self.need.id)],
        }
        tasks = self.env["project.task"].with_user(self.facilitator)
        for started in ({"stage_id": self.second.id}, {"state": "1_done", "nothing_to_configure": "There already"}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                tasks.create(values | started)
        self.assertFalse(self.need.task_ids)

    def test_started_task_takes_no_blocked_need_from_either_side(self):
        free = self.make_need("Sort by region")
        free.action_accept()
        task = free.action_plan()
        task.stage_id = self.second
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            task.write({"facilitation_need_ids": [Command.link(self.need.id)]})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.need.write({"task_ids": [Command.link(task.id)]})
        self.assertNotIn(task, self.need.task_ids)

    def test_cancelling_is_free_and_so_is_everything_once_settled(self):
        task = self.need.action_plan()
        task.state = "1_canceled"
        with self.assertRaises(ValidationError):
            task.state = "01_in_progress"
        self.conflict.action_agree(False, "Team only")
        task.write({"state": "01_in_progress", "stage_id": self.second.id})
        self.assertEqual(task.stage_id, self.second)
        self.conflict.action_reopen("Logistics was not asked")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            task.stage_id = self.last
        self.assertEqual(task.stage_id, self.second)

    def test_conflict_that_does_not_block_stops_nothing(self):
        self.conflict.is_blocking = False
        task = self.need.action_plan()
        task.stage_id = self.second
        self.assertEqual(task.stage_id, self.second)

    def test_open_blocking_conflict_keeps_the_launch_back(self):
        check = next(c for c in self.project.facilitation_readiness() if c["code"] == "conflicts_settled")
        self.assertEqual((check["ok"], check["count"]), (False, 1))
        self.conflict.action_dismiss("Both mean the same")
        check = next(c for c in self.project.facilitation_readiness() if c["code"] == "conflicts_settled")
        self.assertTrue(check["ok"])


class TestConsequences(ConflictCase):
    def setUp(self):
        super().setUp()
        self.show, self.hide = self.make_need("Show the phone"), self.make_need("Hide the phone")
        self.conflict = self.make_conflict(self.show | self.hide)
        self.wizard = (
            self.env["crm.facilitation.agreement.wizard"]
            .with_user(self.facilitator)
            .with_context(active_model="crm.facilitation.conflict", active_id=self.conflict.id)
            .create({"text": "The team sees it"})
        )
        self.of_show, self.of_hide = (
            self.wizard.line_ids.filtered(lambda line: line.need_id == need) for need in (self.show, self.hide)
        )

    def test_one_step_agrees_accepts_and_defers(self):
        self.of_show.outcome, self.of_hide.outcome = "accept", "defer"
        self.wizard.action_apply()
        self.assertEqual((self.conflict.state, self.show.state, self.hide.state), ("agreed", "accepted", "deferred"))
        self.assertEqual(self.hide.decision_reason, "The team sees it")

    def test_when_one_part_is_refused_nothing_happened(self):
        self.of_show.outcome, self.of_hide.outcome = "accept", "split"
        self.of_hide.parts = "Only one title"
        with self.assertRaises(UserError):
            self.wizard.action_apply()
        self.assertEqual((self.conflict.state, self.show.state, self.hide.state), ("open", "raised", "raised"))
        self.assertEqual(self.evidence(self.show), [])

    def test_when_the_middle_one_of_three_is_refused_nothing_happened_to_any(self):
        planned = self.make_need("Log every call")
        planned.action_accept()
        planned.action_plan()
        events = self.env["crm.facilitation.event"].search_count([])
        conflict = self.make_conflict(self.show | planned | self.hide)
        wizard = self.wizard.with_context(active_id=conflict.id).create({"text": "The team sees it"})
        outcomes = {self.show: "accept", planned: "defer", self.hide: "reject"}
        for line in wizard.line_ids:
            line.outcome = outcomes[line.need_id]
        self.assertEqual(wizard.line_ids.need_id.ids[1], planned.id)
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(
            (self.show.state, planned.state, self.hide.state, conflict.state, conflict.agreement),
            ("raised", "accepted", "raised", "open", False),
        )
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), events + 1, "the raising alone")

    def test_split_raises_the_parts_for_the_author(self):
        self.of_hide.write({"outcome": "split", "parts": "Hide the private number\nHide numbers of former clients"})
        self.wizard.action_apply()
        parts = self.env["crm.facilitation.need"].search(
            [("session_id", "=", self.session.id), ("name", "=like", "Hide %"), ("id", "!=", self.hide.id)]
        )
        self.assertEqual(len(parts), 2)
        self.assertEqual(parts.author_id, self.hide.author_id)
        self.assertEqual(self.hide.state, "deferred")

    def test_management_agrees_but_does_not_decide_on_needs(self):
        self.of_show.outcome = "accept"
        with self.assertRaises(AccessError):
            self.wizard.with_user(self.sponsor).action_apply()
        self.assertEqual((self.conflict.state, self.show.state), ("open", "raised"))
