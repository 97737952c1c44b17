"""The form of a roll-out: what is next and why, from nothing to the launch; phases and stages."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tools.safe_eval import safe_eval

from ..common import FacilitationCase


class TestGuide(FacilitationCase):
    def new_rollout(self):
        return self.project.create({"name": "Another CRM", "is_facilitation": True})

    def test_a_new_rollout_asks_for_departments_then_for_a_session(self):
        rollout = self.new_rollout()
        self.assertIn("departments", rollout.next_step)
        self.assertTrue(rollout.next_step_why)
        rollout.affected_department_ids = self.sales
        self.assertIn("first session", rollout.next_step)
        self.assertEqual(
            rollout.action_next_step(),
            {
                "type": "ir.actions.act_window",
                "name": "New session",
                "res_model": "crm.facilitation.session",
                "views": [(False, "form")],
                "context": {"default_project_id": rollout.id},
            },
        )

    def test_the_session_that_runs_is_opened_before_those_that_are_only_prepared(self):
        rollout = self.new_rollout()
        rollout.affected_department_ids = self.sales
        first, running = self.session.create(
            [{"name": name, "project_id": rollout.id} for name in ("Prepared", "Under way")]
        )
        self.assertEqual(rollout.action_next_step()["res_id"], first.id)
        running.action_start()
        self.env.invalidate_all()
        opened = rollout.action_next_step()
        self.assertEqual((opened["res_id"], opened["name"], opened["context"]), (running.id, "Under way", {}))

    def test_what_is_not_there_yet_is_not_begun(self):
        form = self.env.ref("crm_facilitation.project_project_view_form")
        arch = etree.fromstring(self.project.get_view(form.id, "form")["arch"])
        (button,) = arch.xpath("//button[@name='action_begin_configuration']")
        for number, is_hidden in ((False, True), (self.project.id, False)):
            known = {"id": number, "facilitation_phase": "discovery"}
            self.assertEqual(bool(safe_eval(button.get("invisible"), known)), is_hidden)

    def test_it_leads_from_the_session_to_configuration(self):
        self.assertEqual(self.project.next_step, "Hold the session")
        self.assertEqual(self.project.action_next_step()["res_id"], self.session.id)
        need = self.make_need("Stage for visits")
        self.session.action_close()
        self.env["crm.facilitation.goal"].create({"name": "Faster", "project_id": self.project.id})
        self.env.invalidate_all()
        self.assertEqual(
            self.project.action_next_step(),
            {
                "type": "ir.actions.act_window",
                "name": "Needs to decide on",
                "res_model": "crm.facilitation.need",
                "views": [(False, "list"), (False, "form")],
                "domain": [("id", "in", need.ids)],
            },
        )
        need.action_mark_discussed("Talked through")
        need.action_accept()
        self.assertEqual(self.project.next_step, "Begin to configure")
        self.project.action_next_step()
        self.assertEqual(self.project.facilitation_phase, "configuration")
        self.assertIn("baseline", self.project.next_step)
        self.project.action_next_step()
        self.assertTrue(self.project.config_baseline_on)
        self.assertIn("no task", self.project.next_step)

    def test_a_cancelled_session_is_none(self):
        self.session.action_cancel()
        self.env.invalidate_all()
        self.assertIn("first session", self.project.next_step)

    def test_the_first_planned_task_ends_the_discovery(self):
        need = self.make_need("Stage for visits")
        need.action_accept()
        self.assertEqual(self.project.facilitation_phase, "discovery")
        need.action_plan()
        self.assertEqual(self.project.facilitation_phase, "configuration")
        self.project.action_back_to_discovery()
        self.assertEqual(self.project.facilitation_phase, "discovery")

    def test_nothing_accepted_nothing_is_configured(self):
        with self.assertRaises(UserError):
            self.project.action_begin_configuration()
        self.assertEqual(self.project.facilitation_phase, "discovery")

    def test_who_only_takes_part_is_led_nowhere(self):
        self.assertFalse(self.project.with_user(self.employee_sales).next_step)
        with self.assertRaises(AccessError):
            self.project.with_user(self.employee_sales).action_next_step()

    def test_it_has_stages_of_its_own_and_only_then(self):
        rollout = self.new_rollout()
        self.assertEqual(rollout.type_ids.mapped("name"), ["To do", "In progress", "To be tried", "Done"])
        other = self.new_rollout()
        self.assertFalse(rollout.type_ids & other.type_ids)
        ordinary = self.project.create({"name": "Office move"})
        self.assertFalse(ordinary.type_ids)
        ordinary.is_facilitation = True
        self.assertEqual(len(ordinary.type_ids), 4)
        ordinary.is_facilitation = True
        self.assertEqual(len(ordinary.type_ids), 4)

    def test_stages_are_named_in_every_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        rollout = self.new_rollout()
        self.assertTrue(all(stage.with_context(lang="ru_RU").name for stage in rollout.type_ids))

    def test_it_opens_on_its_own_form(self):
        view = self.project.get_formview_id()
        self.assertEqual(view, self.env.ref("crm_facilitation.project_project_view_form").id)
        arch = etree.fromstring(self.project.get_view(view, "form")["arch"])
        placeholders = arch.xpath("//field/@placeholder")
        self.assertFalse([words for words in placeholders if "Office Party" in words])
        self.assertEqual(len(arch.xpath("//button[@name='action_next_step']")), 1)
        # Odoo's own form leads here
        own = etree.fromstring(self.project.get_view(self.env.ref("project.edit_project").id, "form")["arch"])
        self.assertTrue(own.xpath("//button[@name='action_open_rollout']"))
