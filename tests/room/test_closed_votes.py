"""What a guest reads of votes that are over, and what the device of an anonymous need proves: on the page itself."""

from odoo.tests import tagged

from .phone import Phone
from .test_page import PageCase


@tagged("standard", "post_install", "-at_install")
class TestClosedVotes(PageCase):
    def close_with_three_ballots(self, **values):
        """A round in which three guests have voted, and the receipt of the first."""
        ballot_round = self.open_round(name="What comes first", **values)
        papers = []
        for person in (self.gus, self.gita, self.quiet):
            browser = self.open(person)
            token = {"token": browser.call("issue_ballot", id=ballot_round.id)} if ballot_round.anonymous else {}
            papers.append(browser.call("cast", id=ballot_round.id, choices={str(self.two.id): 3}, **token))
        ballot_round.action_close()
        return ballot_round, papers[0]["receipt"]

    def test_a_guest_reads_results_recounts_and_finds_their_ballot(self):
        _round, receipt = self.close_with_three_ballots()
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_result:has-text(What comes first)")
            phone.wait_for(".o_results_turnout:has-text(3 of 6)")
            phone.wait_for(f".o_results_bars tr[data-need='{self.two.id}']:has-text(9)")
            phone.tap(".o_results_recount")
            phone.wait_for(".o_results .alert-success")
            phone.tap(".o_results_receipts summary")
            phone.wait_for(".o_results_list li", count=3)
            phone.type(".o_results_receipts input", receipt)
            phone.wait_for(".o_results_receipts .text-success")
            phone.shoot("results")
            self.assertLessEqual(phone.evaluate("document.documentElement.scrollWidth"), 375)
            phone.tap(".o_room_back")
            phone.tap(".o_room_result:has-text(What comes first)")
            phone.tap(".o_room_my_ballot")
            phone.wait_for(f".o_ballot_receipt:has-text({receipt})")
            phone.tap("button:has-text(Results)")
            phone.wait_for(".o_results_turnout")

    def test_results_of_an_anonymous_vote_in_russian_on_the_smallest_phone(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.gus.partner_id.sudo().lang = "ru_RU"
        self.close_with_three_ballots(anonymous=True)
        phone = Phone(self, 320, 568)
        with phone.visit(self.path_of(self.gus)):
            phone.wait_for(".o_room_result")
            phone.shoot("ru_closed")
            phone.tap(".o_room_result:has-text(What comes first)")
            phone.wait_for(".o_results_turnout")
            self.assertLessEqual(phone.evaluate("document.documentElement.scrollWidth"), 320)
            phone.resize(375, 667)
            phone.shoot("ru_results")

    def test_an_open_vote_shows_no_results(self):
        ballot_round = self.open_round(name="What comes first")
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.wait_for(".o_room_others")
            phone.wait_for(".o_room_result", count=0)
        with phone.visit(f"{self.home}#results-{ballot_round.id}"):
            phone.wait_for(".o_results .alert-info")
            phone.wait_for(".o_results_bars", count=0)

    def test_the_device_of_an_anonymous_need_proves_it_and_agrees_to_be_named(self):
        self.meeting.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        # what is anonymous shows up together with what others raised
        for person in (self.gita, self.quiet):
            self.open(person).call("raise_need", values={"name": "Neither do I"}, promised_anonymous=True)
        phone, other = Phone(self), Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_raise")
            phone.type("#raise_need_name", "Nobody dares to say it")
            phone.tap("button[type=submit]:enabled")
            phone.wait_for(".o_room_mine li:has-text(Nobody dares to say it)")
            phone.tap(".o_facilitation_origin button:has-text(Prove that it is mine)")
            phone.wait_for(".o_facilitation_origin:has-text(The need is yours)")
            phone.shoot("origin")
        need = self.env["crm.facilitation.need"].search([("name", "=", "Nobody dares to say it")])
        self.assertFalse(need.author_id)
        with other.visit(self.path_of(self.gita)):
            other.wait_for(".o_room_others li:has-text(Nobody dares to say it)")
            other.wait_for(".o_facilitation_origin", count=0)
        with phone.visit(self.home):
            phone.tap(".o_facilitation_origin button:has-text(Agree to be named)")
            phone.wait_for(".o_origin_asking:has-text(cannot be taken back)")
            phone.shoot("origin_asking")
            phone.tap(".o_origin_asking button:has-text(Stay anonymous)")
            phone.wait_for(".o_origin_asking", count=0)
        self.assertFalse(need.author_id)
        with phone.visit(self.home):
            phone.tap(".o_facilitation_origin button:has-text(Agree to be named)")
            phone.tap(".o_origin_asking button:has-text(Name me)")
            phone.wait_for(".o_facilitation_origin", count=0)
            phone.wait_for(".o_room_mine li:has-text(Nobody dares to say it)")
        self.assertEqual(need.author_id, self.gus)
