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
