"""The screens of this addon for people who do not see them, or see little: axe-core finds nothing serious on them."""

import json
import os
from datetime import timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo import fields

from ..common import FacilitationHttpCase

SETTLE = Path(__file__).with_name("settle.js").read_text(encoding="utf-8")
# screens one after the other, in one page: each is looked at once it stands still
WALK = """
    (async () => {
        const options = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"], resultTypes: ["violations"] };
        const { action } = odoo.__WOWL_DEBUG__.root.env.services;
        const told = [];
        const visit = (path) => {
            history.pushState({}, "", path);
            window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
        };
        for (const { step, path, part, name } of %s) {
            // the screen before may have the same part
            document.querySelectorAll(part).forEach((before) => before.setAttribute("data-before", ""));
            const isThere = () => [...document.querySelectorAll(part)].some((found) => !("before" in found.dataset));
            await (path ? visit(path) : action.doAction(step, { clearBreadcrumbs: true }));
            for (let turn = 0; turn < 300 && !isThere(); turn++) { await settle(); }
            await settle();
            if (!isThere()) { told.push(`${name}: the screen is not there`); continue; }
            const { violations } = await window.axe.run({ include: part, exclude: %s }, options);
            for (const { id, nodes } of violations.filter(({ impact }) => ["serious", "critical"].includes(impact))) {
                const where = nodes.slice(0, 4).map(({ html, any }) => html.slice(0, 200) + " " + (any[0]?.message || ""));
                told.push(`${name}: ${id}: ${where.join(" | ")}`);
            }
        }
        if (told.length) { console.error(told.join("\\n")); } else { console.log("test successful"); }
    })();
"""
# drawn by Odoo's own widgets, in every form of its own too
ODOOS = [
    ".o_field_widget:not(.o_field_html) .o_input", ".o_statusbar_status", ".o_x2m_control_panel", ".o_avatar",
    ".o_list_record_selector", ".o_optional_columns_dropdown", ".o_field_boolean", ".o_field_boolean_toggle",
    ".o_notebook_headers", ".o_tag", ".o_list_actions_header", "input.form-check-input[disabled]",
    ".o_clipboard_button", ".fa-long-arrow-right", ".d-flex.flex-wrap.o-dropdown",
]  # fmt: skip


class WalkCase(FacilitationHttpCase):
    """Somebody who opens screens one after the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.axe = Path(os.environ["CRM_FACILITATION_AXE"]).read_text()

    def walk(self, login, *steps, left_out=()):
        """Nothing serious is found on any of the screens; Odoo's bars around them, and ``left_out``, are its own."""
        code = self.axe + SETTLE + WALK % (json.dumps(steps), json.dumps(left_out))
        self.browser_js("/odoo/facilitation", code, "Boolean(document.querySelector('.o_facilitation_desk'))", login=login,
                        timeout=180)  # fmt: skip


class TestAccessible(WalkCase):
    """The screens of employees, which are ours to the last part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        need = cls.make_need("See the last call", wish="One list each morning")
        goals = cls.env["crm.facilitation.goal"].with_user(cls.facilitator)
        goals.create({"name": "Call back within a day", "project_id": cls.project.id})
        rounds = cls.env["crm.facilitation.round"].with_user(cls.facilitator)
        held = {
            name: rounds.create({"name": name, "session_id": cls.meeting.id, "method": method})
            for name, method in (("closed", "dots"), ("dots", "dots"), ("matrix", "matrix"), ("consent", "consent"))
        }
        for ballot_round in held.values():
            ballot_round.action_open()
        for user in (cls.employee_sales, cls.employee_service, cls.employee_logistics):
            held["closed"].with_user(user).cast({need.id: 2})
        held["closed"].action_close()
        cls.ids = {name: ballot_round.id for name, ballot_round in held.items()} | {"need": need.id}

    def test_the_screens_of_employees(self):
        screens = {
            "": ".o_facilitation_desk",
            "-rate-goals": ".o_rate_goals",
            "-asked-built": ".o_asked_built",
            "-need/{need}": ".o_need_page",
            "-vote/{dots}": ".o_ballot",
            "-vote/{matrix}": ".o_ballot",
            "-vote/{consent}": ".o_ballot",
            "-results/{closed}": ".o_results",
        }
        steps = [
            {"path": f"/odoo/facilitation{name.format(**self.ids)}", "part": part, "name": name}
            for name, part in screens.items()
        ]
        # the desk is where the page is opened
        self.walk("sal", *steps[1:], steps[0])


class TestAccessibleToLeaders(WalkCase):
    """The screens of implementers and management outside of the room."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        need = cls.make_need("See the last call", wish="One list each morning", minutes_lost_weekly=30)
        goals = cls.env["crm.facilitation.goal"].with_user(cls.facilitator)
        goal = goals.create({"name": "Call back within a day", "project_id": cls.project.id})
        conflicts = cls.env["crm.facilitation.conflict"].with_user(cls.facilitator)
        conflict = conflicts.create({"name": "Last call", "session_id": cls.meeting.id, "need_ids": need.ids})
        day = fields.Date.today()
        kpis = cls.env["crm.facilitation.kpi"].with_user(cls.sponsor)
        kpi = kpis.create(
            {
                "definition_id": cls.env.ref("crm_facilitation.kpi_definition_trust").id,
                "project_id": cls.project.id,
                "goal_id": goal.id,
                "owner_id": cls.sponsor.id,
                "baseline_value": 2,
                "baseline_date": day - timedelta(days=200),
                "target_value": 4,
                "target_date": day + timedelta(days=100),
            }
        )
        kpi.action_accept_ownership()
        first = day.replace(day=1) - relativedelta(months=4)
        rows = cls.env["crm.facilitation.kpi.measurement"].with_user(cls.sponsor)
        for month, value in enumerate((2.0, 2.1, 1.9, 2.0)):
            start = first + relativedelta(months=month)
            row = {"kpi_id": kpi.id, "period_start": start, "period_end": start + relativedelta(months=1)}
            rows.create(row | {"value": value})
        need.action_accept()
        need.action_plan()
        cls.records = {
            "need": need, "goal": goal, "conflict": conflict, "kpi": kpi, "session": cls.meeting, "task": need.task_ids,
            "rollout": cls.project,
        }  # fmt: skip

    def form(self, name, part=".o_form_sheet"):
        record = self.records[name]
        window = {"type": "ir.actions.act_window", "res_model": record._name, "res_id": record.id}
        return {"step": window | {"views": [[False, "form"]]}, "part": part, "name": f"form of {name}"}

    def screen(self, xml_id, part=".o_view_controller .o_renderer, .o_content > *"):
        action = self.env.ref(f"crm_facilitation.{xml_id}")
        return {"step": action.id, "part": part, "name": xml_id}

    def walk(self, login, *steps):
        super().walk(login, *steps, left_out=ODOOS)

    def test_the_screens_of_management(self):
        self.walk(
            "spo",
            self.screen("desk_action", ".o_facilitation_desk"),
            self.screen("management_action", ".o_management"),
            self.screen("kpi_board_action", ".o_kpi_board"),
            self.screen("kpi_action"),
            self.screen("kpi_measurement_action"),
            self.screen("goal_action"),
            self.screen("conflict_map_action", ".o_conflict_map"),
            self.screen("launch_obstacles_action", ".o_launch_obstacles"),
            self.screen("ledger_action"),
            self.form("kpi"),
            self.form("goal"),
            self.form("rollout"),
            self.form("conflict"),
        )

    def test_the_screens_of_implementers(self):
        self.walk(
            "fac",
            self.screen("desk_action", ".o_facilitation_desk"),
            self.screen("first_steps_action", ".o_form_view"),
            self.screen("project_project_action_rollout"),
            self.screen("session_action"),
            self.screen("need_action"),
            self.screen("need_action_group", ".o_action_manager > *"),
            self.screen("trace_action"),
            self.screen("trace_map_action", ".o_trace_map"),
            self.screen("round_action"),
            self.screen("conflict_action"),
            self.screen("config_item_action"),
            self.screen("feature_action"),
            self.screen("event_action"),
            self.screen("watch_action"),
            self.screen("kpi_definition_action"),
            self.screen("agenda_item_action"),
            self.form("need"),
            self.form("session"),
            self.form("rollout"),
            self.form("task"),
            self.form("conflict"),
        )
