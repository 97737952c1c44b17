"""What somebody without an account takes back, by a link and on a shared device: a need of theirs, their stars."""

from odoo.tests import tagged

from .phone import Phone
from .test_rules import BothWays

HURRY = """(async () => {
    found(".o_need_withdraw")[0].click();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    found(".o_need_withdraw_yes")[0].click();
})()"""
WITHDRAWN = ("rejected", "Withdrawn by its author.")


class TakingBackCase(BothWays):
    def raise_by(self, browser, words="See the last call", **sent):
        raised = browser.call("raise_need", values={"name": words}, **sent)
        return self.env["crm.facilitation.need"].browse(raised["id"]), raised["token"]

    def facts(self, browser, need):
        return browser.read("need_facts", need_id=need.id)

    def fate(self, need):
        return need.state, need.decision_reason


@tagged("standard", "post_install", "-at_install")
class TestWithdrawing(TakingBackCase):
    def test_the_author_takes_back_what_nobody_has_taken_up(self):
        for person, browser in self.both():
            need, _token = self.raise_by(browser)
            self.assertTrue(self.facts(browser, need)["can_withdraw"])
            browser.call("withdraw_need", id=need.id)
            self.assertEqual(self.fate(need), WITHDRAWN)
            self.assertFalse(need.decided_by_id, "the account of all guests decides nothing")
            self.assertFalse(self.facts(browser, need)["can_withdraw"])
            event = self.env["crm.facilitation.event"].search([("kind", "=", "need_withdrawn")], limit=1)
            self.assertEqual(event.payload["actor_participant"], person.id)

    def test_nobody_takes_back_what_another_raised(self):
        by_link, by_kiosk = self.browsers["link"][1], self.browsers["kiosk"][1]
        for raiser, other in ((by_link, by_kiosk), (by_kiosk, by_link)):
            need, _token = self.raise_by(raiser)
            self.assertFalse(self.facts(other, need)["is_my_need"])
            self.assertEqual(other.refused("withdraw_need", id=need.id)[0], "access")
            self.assertEqual(need.state, "raised")

    def test_what_others_have_taken_up_stays(self):
        for _person, browser in self.both():
            need, _token = self.raise_by(browser)
            need.with_user(self.employee_service).action_support()
            self.assertFalse(self.facts(browser, need)["can_withdraw"])
            code, message = browser.refused("withdraw_need", id=need.id)
            self.assertEqual(code, "refused")
            self.assertIn("taken up", message)
            self.assertEqual(need.state, "raised")

    def test_an_anonymous_need_is_taken_back_by_its_token_and_names_nobody(self):
        self.meeting.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        tables = ("crm_facilitation_participant", "crm_facilitation_key", "crm_facilitation_kiosk", "mail_message",
                  "mail_mail", "bus_bus")  # fmt: skip
        for person, browser in self.both():
            need, token = self.raise_by(browser, "Nobody dares to say it", promised_anonymous=True)
            self.assertEqual(browser.refused("withdraw_need", id=need.id)[0], "access")
            self.assertEqual(browser.refused("withdraw_need", id=need.id, token="x" * 32)[0], "access")
            self.assertEqual(need.state, "raised")
            before = self.rows(*tables)
            browser.call("withdraw_need", id=need.id, token=token)
            self.assertEqual(self.fate(need), WITHDRAWN)
            self.assertFalse(need.decided_by_id)
            self.assertEqual(self.rows(*tables), before)
            event = self.env["crm.facilitation.event"].search([("kind", "=", "need_withdrawn")], limit=1)
            self.assertFalse(event.actor_id)
            self.assertNotIn("actor_participant", event.payload)
            self.assertNotIn(person.id, event.payload.values())

    def test_the_token_of_one_takes_back_nothing_for_another(self):
        self.meeting.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        by_link, by_kiosk = self.browsers["link"][1], self.browsers["kiosk"][1]
        for raiser, other in ((by_link, by_kiosk), (by_kiosk, by_link)):
            need, token = self.raise_by(raiser, promised_anonymous=True)
            self.assertIn(other.refused("withdraw_need", id=need.id, token=token)[0], ("access", "missing"))
            self.assertEqual(need.state, "raised")


@tagged("standard", "post_install", "-at_install")
class TestStars(TakingBackCase):
    def setUp(self):
        super().setUp()
        self.goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        self.goal = self.goal.create({"name": "Answer fast", "project_id": self.project.id})

    def test_stars_are_taken_back_by_whoever_gave_them(self):
        ratings = self.env["crm.facilitation.goal.rating"]
        for person, browser in self.both():
            browser.call("rate_goal", id=self.goal.id, value=4)
            self.assertEqual(ratings.search([("participant_id", "=", person.id)]).value, 4)
            self.assertEqual(browser.call("take_back_rating", id=self.goal.id)["mine"], 0)
            self.assertFalse(ratings.search([("participant_id", "=", person.id)]))

    def test_nobody_takes_back_what_another_gave(self):
        by_link, by_kiosk = self.browsers["link"][1], self.browsers["kiosk"][1]
        by_link.call("rate_goal", id=self.goal.id, value=4)
        by_kiosk.call("take_back_rating", id=self.goal.id)
        self.assertEqual(by_link.read("ratings", id=self.goal.id)["mine"], 4)
        self.assertEqual(by_link.refused("take_back_rating", id=self.goal.id, participant_id=self.gus.id)[0], "refused")


@tagged("standard", "post_install", "-at_install")
class TestOnThePhone(TakingBackCase):
    def test_a_need_and_stars_are_taken_back_by_thumb(self):
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "Answer fast", "project_id": self.project.id})
        need, _token = self.raise_by(self.browsers["link"][1])
        phone = Phone(self, 320, 568)
        with phone.visit(self.path_of(self.gita)):
            phone.tap(".o_room_goal .o_goal_star[data-value='3']")
            phone.wait_for(".o_goal_star[data-value='3'][aria-pressed=true]")
            phone.tap(".o_goal_take_back")
            phone.wait_for(".o_goal_take_back", count=0)
            phone.wait_for(".o_goal_star[aria-pressed=true]", count=0)
            phone.tap(".o_room_mine a:has-text(See the last call)")
            phone.wait_for(".o_need_withdraw")
            # two taps of a finger in a hurry ask, and answer nothing, wherever the second one lands
            phone.evaluate(HURRY)
            phone.wait_for(".o_withdraw_need [role=group]")
            phone.shoot("withdraw_asks")
            phone.evaluate("new Promise((resolve) => setTimeout(resolve, 600))")
            phone.tap(".o_need_withdraw_yes")
            phone.wait_for(".o_withdraw_need", count=0)
            phone.tap(".o_room_back")
            phone.wait_for(".o_room_mine li:has-text(Withdrawn by its author)")
        self.assertEqual(self.fate(need), WITHDRAWN)
        self.assertFalse(self.env["crm.facilitation.goal.rating"].search([("goal_id", "=", goal.id)]))
