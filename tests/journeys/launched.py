"""The demo's roll-out of three months ago, in the browser: why is it here, is it used, what is done about it."""

import csv
import io
from datetime import timedelta

from odoo import fields

# tells of a list that is wider than the screen, and of texts in it that are cut
LOOK = """
    const list = document.querySelector(".o_list_renderer");
    const isCut = (element) => element.closest("td, th").getBoundingClientRect().right + 1 < edge(element);
    const edge = (element) => {
        const text = document.createRange();
        text.selectNodeContents(element);
        return text.getBoundingClientRect().right;
    };
    const isShort = (element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    const cut = [...list.querySelectorAll("%(shown)s")].filter((each) => isCut(each) || isShort(each));
    const told = cut.map((each) => each.innerText);
    if (list.scrollWidth > list.clientWidth + 1) told.push("the list is wider than the screen");
    if (told.length) console.error(told.join(", "));
    else console.log("test successful");
"""


class LaunchedWalks:
    """Four walks, in the language of the demo; for a class of :class:`tests.journeys.test_demo.Demo`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.launched = cls.env.ref("crm_facilitation.demo_rollout_launched")
        cls.features = {
            name: cls.env.ref(f"crm_facilitation.demo_feature_{name}") for name in ("warranty", "refused", "phoned")
        }

    def kpi(self, name):
        definition = self.env.ref(f"crm_facilitation.kpi_definition_{name}")
        return self.launched.kpi_ids.filtered(lambda kpi: kpi.definition_id == definition)

    def asked_for_and_not_used(self):
        missed = self.kpi("lost_reason_filled")
        self.start_tour(f"/odoo/crm.facilitation.kpi/{missed.id}", "crm_facilitation_launched_missed", login="manager")

    def test_walks_of_the_roll_out_that_was_launched(self):
        tag = self.features["warranty"]._get_record()
        self.start_tour(f"/odoo/crm.tag/{tag.id}", "crm_facilitation_launched_why_here", login="employee")
        self.asked_for_and_not_used()
        form = f"/odoo/action-crm_facilitation.project_project_action_rollout/{self.launched.id}"
        screen = f"/odoo/project.project/{self.launched.id}/action-crm_facilitation.launch_obstacles_action"
        self.start_tour(screen, "crm_facilitation_launched_unused", login="implementer")
        task = self.features["phoned"].removal_task_id
        self.assertEqual(task.facilitation_need_ids, self.features["phoned"].need_ids)
        asked = self.env["crm.facilitation.pulse"].search([("asks_use", "=", True)])
        self.assertEqual(asked.need_id, self.features["phoned"].need_ids)
        self.start_tour(form, "crm_facilitation_launched_matrix", login="implementer")


class LaunchedTests(LaunchedWalks):
    """... and what stands in it."""

    def test_it_was_launched_three_months_ago_against_an_open_check(self):
        self.assertEqual(self.launched.facilitation_phase, "launched")
        self.assertEqual(self.launched.launch_date, fields.Date.today() - timedelta(days=90))
        override = self.launched.get_launch_screen()["override"]
        self.assertTrue(override["reason"] and override["failed"])
        overridden = self.env["crm.facilitation.event"].search(
            [("project_id", "=", self.launched.id), ("kind", "=", "launch_override")]
        )
        self.assertEqual(overridden.at.date(), self.launched.launch_date)

    def test_the_ledger_opens_on_the_roll_out_in_which_people_have_answered(self):
        manager = self.env["res.users"].search([("login", "=", "manager")])
        context = self.env.ref("crm_facilitation.ledger_action_focused").with_user(manager).run()["context"]
        self.assertEqual(context["search_default_project_id"], self.launched.id)
        # grouped, an empty list on a phone says nothing at all
        self.assertNotIn("search_default_group_project", context)
        needs = self.env.ref("crm_facilitation.need_action_focused").with_user(manager).run()["context"]
        self.assertEqual(needs["search_default_project_id"], self.env.ref("crm_facilitation.demo_rollout").id)

    def test_what_was_said_of_it_bears_the_days_of_then(self):
        for records in (self.launched, self.launched.session_ids, self.launched.need_ids, self.launched.task_ids):
            said = self.env["mail.message"].search([("model", "=", records._name), ("res_id", "in", records.ids)])
            today = fields.Date.today()
            self.assertTrue(said, records._name)
            self.assertFalse(said.filtered(lambda message: message.date.date() == today), records._name)

    def test_the_evidence_of_the_launched_holds(self):
        manager = self.env["res.users"].search([("login", "=", "manager")])
        self.assertFalse(self.env["crm.facilitation.event"].with_user(manager).verify(self.launched.id))

    def test_one_is_used_one_no_more_and_one_never_was(self):
        states = {name: feature.usage_state for name, feature in self.features.items()}
        self.assertEqual(states, {"warranty": "used", "refused": "abandoned", "phoned": "unused"})

    def test_the_ledger_tells_what_it_costs_now(self):
        rows = self.env["crm.facilitation.ledger"].search([("project_id", "=", self.launched.id)])
        saved = {row.need_id: row.saved for row in rows if row.is_answered}
        self.assertEqual(len(saved), 3)
        self.assertGreater(saved[self.features["warranty"].need_ids], 0)
        self.assertLess(saved[self.features["phoned"].need_ids], 0)
        asked = self.launched.sudo().pulse_ids
        self.assertEqual(set(asked.mapped("asked_on")), {self.launched.launch_date + timedelta(days=32)})
        self.assertTrue(asked.filtered(lambda pulse: not pulse.answered_on))

    def test_kpis_are_measured_after_the_launch_and_one_is_missed(self):
        self.assertEqual(self.kpi("lost_reason_filled").status, "off_track")
        self.assertEqual(self.kpi("sales_cycle").status, "on_track")
        for kpi in self.launched.kpi_ids:
            self.assertLess(kpi.baseline_date, self.launched.launch_date)
            self.assertGreater(max(kpi.measurement_ids.mapped("period_start")), self.launched.launch_date)

    def test_management_reads_that_what_was_asked_for_lies_idle(self):
        manager = self.env["res.users"].search([("login", "=", "manager")])
        page = self.env["crm.facilitation.management"].with_user(manager).page(self.launched.id)
        [missed] = [kpi for kpi in page["kpis"] if kpi["id"] == self.kpi("lost_reason_filled").id]
        [idle] = [cause for cause in missed["why"] if cause.startswith("Asked for and not used: ")]
        for name in ("refused", "phoned"):
            self.assertIn(self.features[name].name, idle)

    def test_the_matrix_names_who_asked_where_and_who_confirmed(self):
        self.authenticate("implementer", "implementer")
        answer = self.url_open(f"/crm_facilitation/trace/{self.launched.id}.csv")
        rows = [" | ".join(row) for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]
        [row] = [row for row in rows if "Tell warranty cases" in row]
        for word in ("Service and fitting", "Olga", "Warranty"):
            self.assertIn(word, row)


class LaunchedInRussian(LaunchedWalks):
    """... and what a Russian company reads of it."""

    def test_people_and_their_company_have_russian_names(self):
        loaded = [("module", "=", "crm_facilitation"), ("name", "like", "demo_employee_%")]
        employees = self.env["hr.employee"].browse(self.env["ir.model.data"].search(loaded).mapped("res_id"))
        self.assertGreater(len(employees), 15)
        for named in (employees, employees.work_contact_id, employees.user_id, self.env.company):
            for record in named:
                self.assertNotRegex(record.name, "[A-Za-z]")
        self.assertIn("employee", employees.user_id.mapped("login"))

    def test_lists_show_names_and_headings_whole(self):
        self.browser_size = "1300x900"
        for action, shown in (
            ("feature_action", "th .text-truncate"),
            ("config_item_action", ".o_field_many2one_avatar_user span"),
            ("ledger_action", "th .text-truncate"),
        ):
            with self.subTest(action):
                self.browser_js(
                    f"/odoo/action-crm_facilitation.{action}",
                    LOOK % {"shown": shown},
                    "Boolean(document.querySelector('.o_list_renderer .o_data_row'))",
                    login="implementer",
                )
