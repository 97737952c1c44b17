"""The screens of this addon for people who do not see them, or see little: axe-core finds nothing serious on them."""

import json
import os
from pathlib import Path

from ..common import FacilitationHttpCase

# what is ours on each screen; Odoo's bars around it are its own
SCREENS = {
    "/odoo/facilitation": ".o_facilitation_desk",
    "/odoo/facilitation-rate-goals": ".o_rate_goals",
    "/odoo/facilitation-asked-built": ".o_asked_built",
    "/odoo/facilitation-need/{need}": ".o_need_page",
    "/odoo/facilitation-vote/{dots}": ".o_ballot",
    "/odoo/facilitation-vote/{matrix}": ".o_ballot",
    "/odoo/facilitation-vote/{consent}": ".o_ballot",
    "/odoo/facilitation-results/{closed}": ".o_results",
}
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

    def test_no_serious_violation_is_on_a_screen_of_ours(self):
        for address, part in SCREENS.items():
            with self.subTest(screen=address):
                look = self.axe + LOOK % {"part": json.dumps(part)}
                self.browser_js(address.format(**self.ids), look, "", login="sal")
