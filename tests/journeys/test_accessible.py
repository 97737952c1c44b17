"""The screens of this addon for people who do not see them, or see little: axe-core finds nothing serious on them."""

import json
import os
from pathlib import Path

from ..common import FacilitationHttpCase

# a page is looked at once it stands still
LOOK = """
    const settle = () => new Promise((resolve) => setTimeout(resolve, 400));
    const until = async (found) => { for (let i = 0; i < 150 && !found(); i++) { await settle(); } await settle(); };
    (async () => {
        await until(() => document.querySelector(%(part)s));
        const options = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"], resultTypes: ["violations"] };
        const { violations } = await window.axe.run(%(part)s, options);
        const bad = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
        const told = bad.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(({ html, any }) =>
            html.slice(0, 160) + " " + (any[0]?.message || "")).join(" | ")}`);
        if (!document.querySelector(%(part)s)) { told.push("the screen is not there"); }
        if (told.length) { console.error(told.join("\\n")); } else { console.log("test successful"); }
    })();
"""


class TestAccessible(FacilitationHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.axe = Path(os.environ["CRM_FACILITATION_AXE"]).read_text()
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

    def look_at(self, path, part):
        """Nothing serious is found in ``part`` of the screen, which is ours; Odoo's bars around it are its own."""
        look = self.axe + LOOK % {"part": json.dumps(part)}
        self.browser_js(path.format(**self.ids), look, "", login="sal")

    def test_the_desk(self):
        self.look_at("/odoo/facilitation", ".o_facilitation_desk")

    def test_the_goals_to_rate(self):
        self.look_at("/odoo/facilitation-rate-goals", ".o_rate_goals")

    def test_what_was_asked_and_built(self):
        self.look_at("/odoo/facilitation-asked-built", ".o_asked_built")

    def test_the_page_of_a_need(self):
        self.look_at("/odoo/facilitation-need/{need}", ".o_need_page")

    def test_a_ballot_by_dots(self):
        self.look_at("/odoo/facilitation-vote/{dots}", ".o_ballot")

    def test_a_ballot_by_two_ratings(self):
        self.look_at("/odoo/facilitation-vote/{matrix}", ".o_ballot")

    def test_a_ballot_by_consent(self):
        self.look_at("/odoo/facilitation-vote/{consent}", ".o_ballot")

    def test_the_results_of_a_vote(self):
        self.look_at("/odoo/facilitation-results/{closed}", ".o_results")
