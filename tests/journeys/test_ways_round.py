"""Ways round a rule, and ways into an error, that people find in a day's work: archive, copy, merge, move, share."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from ..common import FacilitationCase, permit_everything


class TestWaysRound(FacilitationCase):
    def make_elsewhere(self):
        """A second session of the roll-out, in which Logistics alone takes part."""
        session = self.env["crm.facilitation.session"].with_user(self.facilitator)
        session = session.create({"name": "Second", "project_id": self.project.id})
        participant = self.make_participant(self.employee_logistics, self.logistics, session)
        permit_everything(session)
        session.action_start()
        return participant

    def test_an_employee_raises_a_need_by_the_form(self):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        need = needs.create(
            {
                "name": "From the list",
                "session_id": self.session.id,
                "answer": False,
                "acceptance_deadline": False,
                "fit": False,
                "goal_ids": [],
            }
        )
        self.assertEqual(need.author_id, self.participant_sales)
        with Form(needs) as form:
            form.name = "By the form"
            form.session_id = self.session
        self.assertEqual(form.record.author_id, self.participant_sales)

    def test_a_guest_of_a_shared_project_works_on_its_tasks(self):
        guest = self._new_user("guest", "base.group_portal")
        shared = self.env["project.project"].create({"name": "Shared", "privacy_visibility": "portal"})
        columns = [{"name": name, "project_ids": [Command.link(shared.id)]} for name in ("To do", "Done")]
        _first, last = self.env["project.task.type"].create(columns)
        shared.write({"collaborator_ids": [Command.create({"partner_id": guest.partner_id.id})]})
        shared.message_subscribe(guest.partner_id.ids)
        tasks = self.env["project.task"].with_user(guest).with_context(default_project_id=shared.id)
        task = tasks.create({"name": "By the guest"})
        self.env.invalidate_all()
        task.write({"stage_id": last.id})
        task.write({"state": "1_done"})
        self.env.flush_all()
        self.assertEqual((task.stage_id, task.state), (last, "1_done"))

    def test_the_desk_of_an_author_whose_need_went_into_another_session(self):
        whole = self.make_need("Whole", self.make_elsewhere())
        own = self.make_need("Part")
        own.action_merge_into(whole)
        self.env.invalidate_all()
        (line,) = self.env["crm.facilitation.desk"].with_user(self.employee_sales).desk()["needs"]
        self.assertEqual((line["id"], line["reason"]), (own.id, "Whole"))

    def test_who_asked_reads_what_their_need_became_part_of_and_confirms_it(self):
        whole = self.make_need("Whole", self.make_elsewhere())
        own = self.make_need("Part")
        own.with_user(self.employee_service).action_support()
        seen = whole.with_user(self.employee_sales)
        with self.assertRaises(AccessError):
            seen.read(["name"])
        own.action_merge_into(whole)
        shown = self.env["crm.facilitation.need"].get_views([(False, name) for name in ("list", "kanban", "form")])
        shown = list(shown["models"]["crm.facilitation.need"]["fields"])
        for user in (self.employee_sales, self.employee_service):
            # a request of its own: nothing was read before
            self.env.invalidate_all()
            (read,) = whole.with_user(user).read(shown)
            self.assertEqual((read["name"], read["origin_label"]), ("Whole", self.employee_logistics.name))
        self.env.invalidate_all()
        self.assertEqual(Form(whole.with_user(self.employee_sales)).name, "Whole")
        self.env.invalidate_all()
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        self.assertIn(whole.id, [card["id"] for card in needs.similar_cards(self.project.id, "Whole")])
        with self.assertRaises(AccessError):
            whole.with_user(self.outsider).read(["name"])
        whole.action_accept()
        whole.action_plan()
        whole.task_ids.write({"state": "1_done", "nothing_to_configure": "It is there"})
        (line,) = self.env["crm.facilitation.desk"].with_user(self.employee_sales).desk()["waiting"]
        self.assertEqual((line["code"], line["action"]["params"]), ("confirm", {"need_id": whole.id}))
        whole.with_user(self.employee_sales).action_confirm_delivery()
        self.assertEqual(whole.delivery_state, "accepted")

    def test_a_conflict_of_an_archived_or_merged_need_stops_the_task(self):
        need, part = self.make_need("Phone"), self.make_need("Phone too")
        need.action_accept()
        task = need.action_plan()
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        values = {"name": "Phone shown or hidden", "session_id": self.session.id, "is_blocking": True}
        conflict = conflict.create(values | {"need_ids": [Command.set(need.ids)]})
        need.active = False
        with self.assertRaises(ValidationError):
            task.state = "03_approved"
        conflict.action_dismiss("They meant the same")
        conflict.create(values | {"need_ids": [Command.set(part.ids)]})
        part.action_merge_into(need)
        with self.assertRaises(ValidationError):
            task.state = "03_approved"
        self.assertEqual(task.state, "01_in_progress")

    def test_the_next_session_is_prepared_from_the_last_one(self):
        again = self.session.copy({"participant_ids": []})
        self.assertEqual((again.state, again.project_id), ("draft", self.project))
        need = self.make_need("Again")
        need.action_accept()
        self.assertEqual(need.copy().state, "raised")

    def test_an_empty_agenda_is_said(self):
        draft = self.session.copy({"participant_ids": []})
        draft.agenda_item_ids.unlink()
        draft.action_start()
        for way in (draft.action_next, draft.action_previous):
            with self.assertRaisesRegex(UserError, "agenda of “.*” is empty"):
                way()

    def test_a_session_with_needs_stays_with_its_rollout(self):
        other = self.env["project.project"].create({"name": "Other", "is_facilitation": True})
        draft = self.session.copy({"participant_ids": []})
        draft.project_id = other
        self.assertEqual(draft.project_id, other)
        self.make_need("Held")
        with self.assertRaises(UserError):
            self.session.project_id = other
        self.assertEqual(self.session.project_id, self.project)

    def test_a_need_that_somebody_stands_behind_is_not_deleted(self):
        need = self.make_need("Supported")
        need.with_user(self.employee_service).action_support()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            need.unlink()
        rejected = self.make_need("Rejected")
        rejected.action_reject("Not now")
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            rejected.unlink()
        self.assertTrue(need.exists() and rejected.exists())

    def test_archiving_decides_nothing(self):
        need = self.make_need("Undecided")
        need.active = False
        check = next(one for one in self.project.facilitation_readiness() if one["code"] == "needs_decided")
        self.assertEqual((check["ok"], check["count"]), (False, 1))
        need.active = True
        need.action_accept()
        need.action_plan().active = False
        with self.assertRaisesRegex(UserError, "planned already"):
            need.action_reject("Not now")
        self.assertEqual(need.state, "accepted")

    def test_odd_input_is_no_error_of_the_server(self):
        self.assertFalse(self.env["crm.facilitation.need"].with_user(self.facilitator).similar(False, "site visits"))
        need = self.make_need("Configured")
        need.action_accept()
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = feature.create({"task_id": need.action_plan().id, "res_model": "mail.thread", "res_id": 1})
        self.assertFalse(feature._get_record())
        with self.assertRaises(UserError):
            feature.action_open_record()

    def test_a_session_can_be_chosen_in_a_new_form(self):
        """Its company is that of the session: a filter by company would leave no session to choose."""
        for model in ("need", "round", "conflict", "participant"):
            records = self.env[f"crm.facilitation.{model}"].with_user(self.facilitator)
            domain = records.fields_get(["session_id"], ["domain"])["session_id"]["domain"] or []
            values = {"company_id": False, "project_id": False, "session_id": False}
            domain = safe_eval(domain, values) if isinstance(domain, str) else domain
            self.assertIn(self.session, self.session.search(domain), model)
