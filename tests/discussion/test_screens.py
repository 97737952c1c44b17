"""The discussion on forms and the map on the session, in a browser as wide as a phone."""

from odoo.tests import tagged

from ..common import FacilitationHttpCase


@tagged("standard", "post_install", "-at_install")
class TestScreens(FacilitationHttpCase):
    browser_size = "320x640"
    touch_enabled = True

    def test_somebody_answers_on_the_form_of_a_need(self):
        need = self.make_need("See the last call")
        question = self.env["crm.facilitation.remark"].with_user(self.employee_service)
        question.create({"need_id": need.id, "text": "How often?"})
        self.start_tour(
            f"/odoo/crm.facilitation.need/{need.id}", "crm_facilitation_discussion", login=self.employee_sales.login
        )
        self.assertEqual(need.remark_ids.mapped("text"), ["How often?", "Every day"])
        self.assertTrue(need.discussed_on)

    def test_the_session_and_the_launch_screen_show_who_was_heard(self):
        self.make_need("See the last call")
        for path in (
            f"/odoo/crm.facilitation.session/{self.meeting.id}",
            "/odoo/action-crm_facilitation.launch_obstacles_action",
        ):
            with self.subTest(path=path):
                self.browser_js(
                    path,
                    """
                    const wait = setInterval(() => {
                        const tab = document.querySelector(".nav-link[name=heard]");
                        if (tab && !tab.classList.contains("active")) tab.click();
                        const map = document.querySelector(".o_heard_map");
                        if (!map) return;
                        clearInterval(wait);
                        const wide = document.querySelector(".o_heard_map").getBoundingClientRect().right;
                        if (wide > innerWidth + 1) console.error("the map is wider than the screen", wide);
                        else console.log("test successful");
                    }, 100);
                    """,
                    login=self.facilitator.login,
                )

    def test_every_page_of_the_session_opens_on_a_phone(self):
        promises = self.env["crm.facilitation.promise"].with_user(self.facilitator)
        promises.create(
            {
                "name": "One list",
                "session_id": self.meeting.id,
                "department_id": self.sales.id,
                "due_on": "2031-01-01",
            }
        )
        self.browser_js(
            f"/odoo/crm.facilitation.session/{self.meeting.id}",
            """
            const pages = {
                heard: ".o_facilitation_indicators [data-code=silent]",
                promises: ".o_facilitation_raise_risk input",
                guide: "[name=checklist_ids] button[name=action_done]",
                documents: ".o_facilitation_documents a[href*=document]",
            };
            const open = Object.entries(pages);
            const wait = setInterval(() => {
                const [page, found] = open[0];
                const tab = document.querySelector(`.nav-link[name=${page}]`);
                if (!tab) return;
                if (!tab.classList.contains("active")) return tab.click();
                if (!document.querySelector(found)) return;
                if (document.documentElement.scrollWidth > innerWidth + 1) console.error(`${page} is wider than the screen`);
                open.shift();
                if (!open.length) {
                    clearInterval(wait);
                    console.log("test successful");
                }
            }, 100);
            """,
            login=self.facilitator.login,
        )

    def test_somebody_says_a_risk_on_the_form(self):
        self.browser_js(
            f"/odoo/crm.facilitation.session/{self.meeting.id}",
            """
            const wait = setInterval(() => {
                const tab = document.querySelector(".nav-link[name=promises]");
                if (tab && !tab.classList.contains("active")) return tab.click();
                const input = document.querySelector(".o_facilitation_raise_risk input");
                if (document.querySelector("[name=risk_ids] .o_kanban_record:not(.o_kanban_ghost)")) {
                    clearInterval(wait);
                    return console.log("test successful");
                }
                if (!input || input.value) return;
                input.value = "Nobody has time";
                input.dispatchEvent(new Event("input", { bubbles: true }));
                input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
            }, 300);
            """,
            login=self.employee_sales.login,
        )
        risk = self.env["crm.facilitation.risk"].search([])
        self.assertEqual((risk.name, risk.author_id), ("Nobody has time", self.participant_sales))
