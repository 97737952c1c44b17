"""A, E and F of the ways in that were found: forged beginnings, rewritten history, and places taken over."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import FacilitationCase


class ForgedCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls.make_need("See the last call")
        cls.other = cls.make_need("Sort by region", cls.participant_service)

    def refused(self, call, *records):
        """That ``call`` is refused, and nothing of ``records`` and of the evidence changed."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = [self.row(record) for record in records], self.rows()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()
        self.env.invalidate_all()
        self.assertEqual(([self.row(record) for record in records], self.rows()), before)

    def row(self, record):
        names = [
            name
            for name, field in record._fields.items()
            if field.store and not name.startswith(("message_", "write_"))
        ]
        return {name: record.sudo()[name] for name in names}

    def rows(self):
        return self.env["crm.facilitation.event"].search_count([])

    def refused_birth(self, records, values, **defaults):
        """That no record begins with ``defaults``, given as values, in the context or by an import."""
        known = records.sudo().with_context(active_test=False).search([]).ids
        context = {f"default_{name}": value for name, value in defaults.items()}
        calls = (
            lambda: records.create(values | defaults),
            lambda: records.with_context(**context).create(values),
            lambda: records.with_context(**context).name_create("Forged"),
            lambda: records.web_save(values | defaults, {}),
            lambda: records.with_context(**context).web_save(values, {}),
        )
        for call in calls:
            with self.subTest(defaults), self.assertRaises(UserError), self.env.cr.savepoint():
                call()
        self.env.invalidate_all()
        self.assertEqual(records.sudo().with_context(active_test=False).search([]).ids, known)

    def edited(self, record, kind):
        """The rows of ``kind`` on ``record``, newest first."""
        domain = [("record_model", "=", record._name), ("record_id", "=", record.id), ("kind", "=", kind)]
        return self.env["crm.facilitation.event"].search(domain)

    def assert_edit(self, record, kind, name, actor=None):
        rows = self.edited(record, kind).filtered(lambda row: name in row.payload["before"])
        row = rows[:1]
        self.assertTrue(row, f"no row about {name}")
        self.assertIn(name, row.payload["before"], kind)
        self.assertIn(name, row.payload["after"], kind)
        self.assertNotEqual(row.payload["before"][name], row.payload["after"][name])
        self.assertEqual(row.actor_id, actor or self.facilitator)

    def heard(self, need):
        messages = self.env["mail.message"].search([("model", "=", need._name), ("res_id", "=", need.id)])
        return [message.body for message in messages if message.message_type == "user_notification"]


class TestBirth(ForgedCase):
    """A: nothing begins as decided, whoever makes it and on whichever way."""

    def forge(self, model, user, values, **defaults):
        self.refused_birth(self.env[f"crm.facilitation.{model}"].with_user(user), values, **defaults)

    def test_a_need_born_accepted(self):
        values = {"name": "Forged", "session_id": self.session.id}
        for user in (self.employee_sales, self.facilitator):
            self.forge("need", user, values, state="accepted", session_id=self.session.id)
            self.forge("need", user, values, decided_by_id=self.facilitator.id, session_id=self.session.id)
        supporters = [Command.set(self.participant_service.ids)]
        self.forge("need", self.employee_sales, values, supporter_ids=supporters, session_id=self.session.id)

    def test_a_need_born_merged(self):
        values = {"name": "Forged", "session_id": self.session.id}
        for user in (self.employee_logistics, self.facilitator):
            self.forge("need", user, values, state="merged", merged_into_id=self.need.id, session_id=self.session.id)
            self.forge("need", user, values, merged_into_id=self.need.id, session_id=self.session.id)
        self.assertNotIn(self.participant_logistics, self.need._get_askers())

    def test_a_need_born_delivered(self):
        values = {"name": "Forged", "session_id": self.session.id}
        for user in (self.employee_sales, self.facilitator):
            for forged in ({"delivery_state": "accepted"}, {"delivery_decision": "accepted"}):
                self.forge("need", user, values, session_id=self.session.id, **forged)

    def test_a_conflict_born_agreed(self):
        values = {"name": "Forged", "session_id": self.session.id}
        for user in (self.facilitator, self.sponsor):
            for forged in ({"state": "agreed", "agreement": "Both"}, {"decided_by_id": self.sponsor.id}):
                self.forge("conflict", user, values, session_id=self.session.id, **forged)

    def test_a_project_born_launched(self):
        records = self.env["project.project"].with_user(self.facilitator)
        for forged in ({"facilitation_phase": "launched"}, {"launch_date": "2026-01-01"}):
            self.refused_birth(records, {"name": "Forged", "is_facilitation": True}, **forged)

    def test_a_session_born_closed(self):
        values = {"name": "Forged", "project_id": self.project.id}
        for forged in ({"state": "closed"}, {"closed_on": "2026-01-01"}, {"code": "GUESSED"}):
            self.forge("session", self.facilitator, values, project_id=self.project.id, **forged)

    def test_a_round_born_open(self):
        values = {"name": "Forged", "session_id": self.session.id, "need_ids": [Command.set(self.need.ids)]}
        for forged in ({"state": "open"}, {"state": "closed"}, {"opened_on": "2026-01-01 10:00:00"}):
            self.forge("round", self.facilitator, values, session_id=self.session.id, **forged)

    def test_a_goal_born_confirmed(self):
        values = {"name": "Forged", "project_id": self.project.id}
        for user in (self.facilitator, self.sponsor):
            for forged in ({"relevance": "relevant"}, {"confirmed_on": "2026-01-01"}):
                self.forge("goal", user, values, project_id=self.project.id, **forged)

    def test_a_option_with_the_need_of_somebody_else(self):
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create({"name": "Which", "session_id": self.session.id})
        before = self.row(self.need)
        self.forge(
            "conflict.option",
            self.employee_service,
            {"conflict_id": conflict.id, "name": "Forged"},
            need_id=self.need.id,
            conflict_id=conflict.id,
        )
        self.assertEqual(self.row(self.need), before)

    def test_a_records_made_by_the_server_take_no_default_of_the_caller(self):
        """A task that planning makes is the superuser's; what its caller sent along, or keeps, is not stored."""
        self.env["ir.default"].with_user(self.facilitator).set("crm.facilitation.need", "state", "accepted", True)
        made = self.env["crm.facilitation.need"].with_user(self.facilitator).sudo()
        made = made.with_context(default_delivery_decision="accepted", default_decided_by_id=self.sponsor.id)
        made = made.create({"name": "Found", "session_id": self.session.id})
        self.assertEqual((made.state, made.delivery_decision, bool(made.decided_by_id)), ("raised", False, False))

    def test_a_mail_makes_nothing_of_a_rollout(self):
        """Every employee can hand a mail to the gateway, with values of their own, which stores them as the superuser."""
        forged = {
            "crm.facilitation.need": {"session_id": self.session.id, "decided_by_id": self.facilitator.id},
            "crm.facilitation.conflict": {"session_id": self.session.id, "state": "agreed", "agreement": "Both"},
            "crm.facilitation.session": {"project_id": self.project.id, "state": "closed"},
            "crm.facilitation.goal": {"project_id": self.project.id, "relevance": "relevant"},
            "project.project": {"is_facilitation": True, "acceptance_deputy_id": self.employee_sales.id},
        }
        for user in (self.employee_sales, self.outsider):
            for number, (model, values) in enumerate(forged.items()):
                mail = (
                    f"From: fac@example.com\nTo: nobody@example.com\nSubject: Forged\n"
                    f"Message-Id: <forged-{user.id}-{number}@example.com>\n\nForged"
                )
                known = self.env[model].search_count([])
                with self.subTest(model), self.assertRaises(UserError), self.env.cr.savepoint():
                    self.env["mail.thread"].with_user(user).message_process(model, mail, values)
                self.assertEqual(self.env[model].search_count([]), known)


class TestHistory(ForgedCase):
    """E: what people said and decided is not rewritten without a row that says what it was."""

    def test_e_author_id(self):
        self.need.author_id = self.participant_logistics
        self.assert_edit(self.need, "need_edited", "author_id")
        told = self.env["mail.message"].search([("model", "=", self.need._name), ("res_id", "=", self.need.id)])
        self.assertIn(self.employee_sales.partner_id, told.partner_ids)
        self.other.action_accept()
        self.refused(lambda: self.other.write({"author_id": self.participant_sales.id}), self.other)

    def test_e_invented_in_the_name_of_somebody(self):
        values = {"name": "Invented", "session_id": self.session.id, "author_id": self.participant_service.id}
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).create(values)
        row = self.edited(need, "need_raised_for")
        self.assertEqual((row.actor_id, row.payload["participant"]), (self.facilitator, self.participant_service.id))
        self.assertTrue(self.heard(need))
        own = self.make_need("Own")
        self.assertFalse(self.edited(own, "need_raised_for"))

    def test_e_deleted_in_the_name_of_nobody(self):
        self.refused(lambda: self.need.unlink(), self.need)
        # what a facilitator noted for nobody may go while it is new
        values = {"name": "Typed twice", "session_id": self.session.id, "author_id": False}
        self.env["crm.facilitation.need"].with_user(self.facilitator).create(values).unlink()

    def test_e_department_id(self):
        self.need.department_id = self.logistics
        self.assert_edit(self.need, "need_edited", "department_id")
        self.other.action_accept()
        self.refused(lambda: self.other.write({"department_id": self.sales.id}), self.other)

    def test_e_supporter_ids(self):
        self.need.supporter_ids = self.participant_logistics
        self.assert_edit(self.need, "need_edited", "supporter_ids")
        own = self.need.with_user(self.employee_sales)
        self.refused(lambda: own.write({"supporter_ids": [Command.clear()]}), self.need)
        self.need.action_reject("Too dear")
        self.refused(lambda: self.need.write({"supporter_ids": [Command.clear()]}), self.need)

    def test_e_decision_reason(self):
        self.need.action_reject("Too dear")
        self.need.decision_reason = "Nobody wants it"
        self.assert_edit(self.need, "need_edited", "decision_reason")
        own = self.other.with_user(self.employee_service)
        self.refused(lambda: own.write({"decision_reason": "Take it"}), self.other)

    def test_e_delivery_reason(self):
        for user in (self.facilitator, self.employee_sales):
            need = self.need.with_user(user)
            self.refused(lambda need=need: need.write({"delivery_reason": "They liked it"}), self.need)

    def test_e_price_and_answer_of_a_voted_need(self):
        self.vote()
        changes = {"fit": "development", "effort_days": 5.0, "answer": "A list does it", "moscow": "wont"}
        for name, value in changes.items():
            self.need.write({name: value})
            self.assert_edit(self.need, "need_edited", name)

    def vote(self):
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        values = {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(self.need.ids)]}
        ballot_round = ballot_round.create(values)
        ballot_round.action_open()
        ballot_round.with_user(self.employee_service).cast({self.need.id: 2})
        ballot_round.action_close()
        return ballot_round

    def test_e_score_and_rank(self):
        for name in ("score", "rank"):
            self.refused(lambda name=name: self.need.write({name: 99}), self.need)

    def test_e_merged_into_id(self):
        self.refused(lambda: self.need.write({"merged_into_id": self.other.id}), self.need)
        self.refused(lambda: self.need.write({"merged_into_id": self.other.id, "state": "merged"}), self.need)

    def test_e_session_id(self):
        draft = self.session.copy({"participant_ids": []})
        self.make_participant(self.employee_service, self.service, session=draft)
        unsaid = self.env["crm.facilitation.need"].with_user(self.facilitator)
        unsaid = unsaid.create({"name": "Unsaid", "session_id": self.session.id, "author_id": False})
        unsaid.session_id = draft
        self.assert_edit(unsaid, "need_edited", "session_id")
        self.other.action_accept()
        self.refused(lambda: self.other.write({"session_id": draft.id, "author_id": False}), self.other)

    def test_e_state_before_merge_then_unmerge(self):
        self.other.action_merge_into(self.need)
        self.refused(lambda: self.other.write({"state_before_merge": "accepted"}), self.other)
        self.other.action_unmerge()
        self.assertEqual(self.other.state, "raised")

    def test_e_changing_an_anonymous_accepted_need_names_the_facilitator(self):
        step = self.session.agenda_item_ids.filtered(lambda item: item.can_raise)[0]
        step.anonymous = True
        self.session.action_go_to(step)
        need = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        need = need.create({"name": "Nobody dares", "session_id": self.session.id}).with_user(self.facilitator)
        need.action_accept()
        need.wish = "What the facilitator wants"
        row = self.edited(need, "need_changed")
        self.assertEqual(row.actor_id, self.facilitator)
        self.assertEqual(row.payload["after"], {"wish": "What the facilitator wants"})
        need.effort_days = 3
        self.assert_edit(need, "need_edited", "effort_days")

    def test_e_reworded_by_a_facilitator(self):
        self.need.wish = "What the facilitator wants"
        self.assert_edit(self.need, "need_edited", "wish")
        self.assertIn("Somebody else changed what your need says", self.heard(self.need)[0])

    def test_e_archived_by_a_facilitator(self):
        self.need.action_archive()
        self.assert_edit(self.need, "need_edited", "active")
        self.assertIn("Somebody else put your need away", self.heard(self.need)[0])
        self.need.action_unarchive()
        self.assertIn("brought your need back", self.heard(self.need)[0])

    def conflict(self, **values):
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        return conflict.create(
            {"name": "Which", "session_id": self.session.id, "need_ids": [Command.set(self.need.ids)]} | values
        )

    def test_e_is_blocking(self):
        conflict = self.conflict(is_blocking=True)
        conflict.is_blocking = False
        self.assert_edit(conflict, "conflict_edited", "is_blocking")

    def test_e_needs_taken_out_of_an_open_blocking_conflict(self):
        conflict = self.conflict(is_blocking=True)
        conflict.need_ids = [Command.clear()]
        self.assert_edit(conflict, "conflict_edited", "need_ids")
        again = self.conflict(is_blocking=True)
        own = again.with_user(self.employee_sales)
        self.refused(lambda: own.write({"need_ids": [Command.clear()]}), again)
        self.refused(lambda: self.need.write({"conflict_ids": [Command.clear()]}), again)

    def test_e_tripwire_owner_and_review_date_of_an_agreement(self):
        conflict = self.conflict()
        conflict.action_agree(text="Both")
        changes = {"tripwire_objections": 9, "owner_id": self.outsider.id, "review_date": "2030-01-01"}
        for name, value in changes.items():
            conflict.write({name: value})
            self.assert_edit(conflict, "conflict_edited", name)
        conflict.action_reopen("Once more")
        conflict.action_dismiss("None")
        for name in changes:
            self.refused(lambda name=name: conflict.write({name: False}), conflict)

    def test_e_affected_department_ids(self):
        self.project.affected_department_ids = [Command.unlink(self.logistics.id)]
        self.assert_edit(self.project, "rollout_edited", "affected_department_ids")

    def test_e_name_and_why_of_a_goal(self):
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        goal.action_confirm_relevance()
        for name in ("name", "why"):
            goal.with_user(self.facilitator).write({name: "Rewritten"})
            self.assert_edit(goal, "goal_edited", name)

    def test_e_closed_on_of_a_round(self):
        ballot_round = self.vote()
        for name in ("closed_on", "opened_on", "deadline"):
            self.refused(lambda name=name: ballot_round.write({name: "2026-01-01 10:00:00"}), ballot_round)

    def test_e_tasks_taken_from_an_accepted_need(self):
        self.need.action_accept()
        task = self.need.action_plan()
        second = task.copy({"facilitation_need_ids": [Command.set(self.need.ids)]})
        self.other.action_accept()
        second.facilitation_need_ids = [Command.link(self.other.id)]
        self.need.task_ids = [Command.unlink(second.id)]
        self.assert_edit(self.need, "need_edited", "task_ids")
        task.facilitation_need_ids = [Command.link(self.other.id)]
        self.assert_edit(task, "task_edited", "facilitation_need_ids")

    def test_e_owner_of_a_goal_and_goals_of_a_need(self):
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        goal.action_confirm_relevance()
        goal.owner_id = self.outsider
        self.assert_edit(goal, "goal_edited", "owner_id", self.sponsor)
        self.need.action_accept()
        self.need.goal_ids = goal
        self.assert_edit(self.need, "need_edited", "goal_ids")
        goal.active = False
        goal.active = True
        self.assertTrue(self.edited(goal, "goal_archived") and self.edited(goal, "goal_restored"))


class TestDelivery(ForgedCase):
    """E: nobody accepts their own work by making the time of those who asked pass."""

    def setUp(self):
        super().setUp()
        self.need.action_accept()
        self.task = self.need.action_plan()
        self.project.acceptance_days = 5

    def configure(self):
        tag = self.env["crm.tag"].sudo().create({"name": "Asked for"})
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = feature.create({"task_id": self.task.id, "res_model": tag._name, "res_id": tag.id})
        feature.action_confirm()
        self.env.flush_all()
        return feature

    def pass_time(self):
        self.need._write_past_guards({"acceptance_deadline": fields.Date.today() - timedelta(days=1)})

    def test_e_acceptance_deadline_back_dated(self):
        today = fields.Date.today()
        self.refused(lambda: self.need.write({"acceptance_deadline": today}), self.need)
        self.configure()
        for day in (today - timedelta(days=1), today, today + timedelta(days=4), False):
            self.refused(lambda day=day: self.need.write({"acceptance_deadline": day}), self.need)
        self.need.acceptance_deadline = today + timedelta(days=9)
        self.assert_edit(self.need, "need_edited", "acceptance_deadline")
        values = {"name": "Forged", "session_id": self.session.id}
        records = self.env["crm.facilitation.need"].with_user(self.facilitator)
        self.refused_birth(records, values, acceptance_deadline="2020-01-01", session_id=self.session.id)

    def test_e_oneself_made_deputy(self):
        self.refused(lambda: self.project.write({"acceptance_deputy_id": self.facilitator.id}), self.project)
        records = self.env["project.project"].with_user(self.facilitator)
        values = {"name": "Forged", "is_facilitation": True}
        self.refused_birth(records, values, acceptance_deputy_id=self.facilitator.id)
        self.project.sudo().acceptance_deputy_id = self.facilitator
        # a form that sends what management named is not refused
        self.project.write({"acceptance_deputy_id": self.facilitator.id, "name": "New CRM"})

    def test_e_own_work_accepted_as_deputy(self):
        self.project.sudo().acceptance_deputy_id = self.facilitator
        self.configure()
        self.pass_time()
        self.refused(lambda: self.need.action_confirm_delivery(), self.need)
        self.assertFalse(self.need.can_confirm_delivery)
        # then it is management's, as where nobody is named
        self.need.with_user(self.sponsor).action_confirm_delivery()
        self.assertEqual((self.need.delivery_state, self.need.delivery_decision_by), ("accepted", "deputy"))


class TestPlaces(ForgedCase):
    """F: each change of a place is evidence; whose it is is tried in sessions/test_people.py."""

    def test_f_archiving_an_elector_of_an_open_round_is_evidence(self):
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        values = {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(self.need.ids)]}
        ballot_round = ballot_round.create(values)
        ballot_round.action_open()
        self.participant_sales.active = False
        row = self.edited(self.participant_sales, "place_changed")
        self.assertEqual((row.payload["active_before"], row.payload["active"]), (True, False))
        self.assertEqual(row.actor_id, self.facilitator)

    def test_f_nobody_confirms_in_a_place_that_was_not_theirs(self):
        with self.assertRaises(AccessError):
            self.need.with_user(self.outsider).action_confirm_delivery()
