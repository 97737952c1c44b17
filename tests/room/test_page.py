"""The public page on a phone: useful before the live room, for people without an account."""

import time

from odoo.tests import tagged

from .common import GuestCase
from .phone import Phone


class PageCase(GuestCase):
    def setUp(self):
        super().setUp()
        self.home = f"/f/s/{self.meeting.id}"
        self.one, self.two = self.make_need("Ask why"), self.make_need("Sort by region", self.participant_service)


@tagged("standard", "post_install", "-at_install")
class TestPage(PageCase):
    def test_from_the_mail_to_a_need_received_in_three_taps(self):
        path, phone = self.path_of(self.gus), Phone(self)
        begun = time.time()
        # the link in the mail is the first tap
        phone.taps += 1
        with phone.visit(path):
            phone.shoot("home")
            phone.tap(".o_room_raise")
            # the caret is there already; touching the field would be one more tap
            phone.wait_for("#raise_need_name:focus")
            phone.ask("Input.insertText", text="See the last call")
            phone.shoot("raise")
            phone.tap("button[type=submit]:enabled")
            phone.wait_for(".o_room_message:has-text(Received)")
            seconds = time.time() - begun
            phone.wait_for(".o_room_mine li:has-text(See the last call)")
            phone.shoot("raised")
        need = self.env["crm.facilitation.need"].search([("name", "=", "See the last call")])
        self.assertEqual(need.author_id, self.gus)
        self.assertEqual(phone.taps, 3)
        self.assertLess(seconds, 15)

    def test_a_guest_votes_in_dots_matrix_consent_and_anonymously_and_all_of_it_counts(self):
        dots, matrix, consent = (self.open_round(name=name, method=name) for name in ("dots", "matrix", "consent"))
        secret = self.open_round(name="secret", anonymous=True)
        first = f".o_ballot_need[data-need='{self.one.id}']"
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_round:has-text(dots) .o_room_vote")
        votes = self.env["crm.facilitation.vote"]
        with phone.visit(f"{self.home}#vote-{dots.id}"):
            phone.tap(f"{first} .o_ballot_dot:has-text(2)")
            phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
            phone.shoot("dots")
            phone.tap(".o_ballot_leave")
            phone.wait_for(f".o_room_round[data-round='{dots.id}'] [data-status=counted]")
            phone.shoot("home_voted")
        with phone.visit(f"{self.home}#vote-{matrix.id}"):
            phone.tap(f"{first} [data-axis=importance] .o_ballot_dot:has-text(5)")
            phone.tap(f"{first} [data-axis=ease] .o_ballot_dot:has-text(2)")
            phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
            phone.shoot("matrix")
        with phone.visit(f"{self.home}#vote-{consent.id}"):
            phone.tap(f"{first} .o_ballot_consent .btn:has-text(I object)")
            phone.type(f"{first} textarea", "It beeps")
            phone.tap(f"{first} .o_ballot_reason .btn:enabled")
            phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
            phone.shoot("consent")
        with phone.visit(f"{self.home}#vote-{secret.id}"):
            phone.tap(".o_ballot_ask")
            phone.tap(f"{first} .o_ballot_dot:has-text(3)")
            phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
            phone.shoot("secret")
            phone.reload()
            phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
        cast = {vote.ballot_id.round_id: vote for vote in votes.search([])}
        self.assertEqual(cast[dots].points, 2)
        self.assertEqual((cast[matrix].importance, cast[matrix].ease), (5, 2))
        self.assertEqual((cast[consent].choice, cast[consent].reason), ("object", "It beeps"))
        self.assertEqual((cast[secret].points, cast[secret].ballot_id.participant_id.id), (3, False))

    def test_the_next_day_in_a_new_window_what_was_asked_for_is_confirmed(self):
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_others li:has-text(Ask why) button")
            phone.wait_for(".o_room_others li:has-text(I support it)")
        self.assertEqual(self.one.supporter_ids, self.gus)
        self.one.action_accept()
        self.one.action_plan().write({"nothing_to_configure": "There already", "state": "1_done"})
        cookie = next(one for one in phone.cookies() if one["name"] == f"f_{self.meeting.id}")
        tomorrow = Phone(self)
        tomorrow.set_cookie(cookie)
        with tomorrow.visit(self.home):
            tomorrow.shoot("confirm")
            tomorrow.tap(".o_confirm_no")
            tomorrow.type(".o_confirm_delivery textarea", "It beeps")
            tomorrow.tap(".o_confirm_delivery .btn-danger:enabled")
            tomorrow.wait_for(".o_room_message:has-text(goes back to work)")
        self.assertEqual((self.one.delivery_decision, self.one.delivery_reason), ("refused", "It beeps"))

    def test_three_presses_on_a_slow_network_are_one_need_and_show_as_sending(self):
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_raise")
            phone.type("#raise_need_name", "See the last call")
            phone.wait_for("button[type=submit]:enabled")
            phone.set_network(latency=5000)
            phone.tap("button[type=submit]", times=3)
            self.assertEqual(phone.wait_for("button[type=submit]"), ["Sending…"])
            phone.shoot("sending")
            phone.wait_for(".o_room_message:has-text(Received)")
        self.assertEqual(len(self.env["crm.facilitation.need"].search([("name", "=", "See the last call")])), 1)

    def test_begun_text_survives_reload_and_a_lost_connection_and_is_kept_per_person(self):
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_raise")
            phone.type("#raise_need_name", "See the last call")
            phone.wait_for("button[type=submit]:enabled")
            phone.reload()
            phone.wait_for("button[type=submit]:enabled")
            place = "JSON.stringify(document.querySelector('button[type=submit]').getBoundingClientRect())"
            before = phone.evaluate(place)
            phone.set_network(offline=True)
            phone.wait_for(".o_offline")
            self.assertEqual(phone.evaluate(place), before, "what is about to be touched does not move")
            phone.tap("button[type=submit]:enabled")
            phone.wait_for(".o_raise_unsent:has-text(Not sent yet)")
            phone.shoot("unsent")
            phone.set_network()
            phone.wait_for(".o_offline", count=0)
            phone.tap("button[type=submit]:enabled")
            phone.wait_for(".o_room_message:has-text(Received)")
            phone.tap(".o_room_raise")
            phone.wait_for("#raise_need_name")
            self.assertEqual(phone.evaluate("document.querySelector('#raise_need_name').value"), "")
            phone.evaluate("document.querySelector('#raise_need_name').focus()")
            phone.ask("Input.insertText", text="Half a sentence")
        need = self.env["crm.facilitation.need"].search([("name", "=", "See the last call")])
        self.assertEqual(need.author_id, self.gus)
        with phone.visit(self.path_of(self.gita)):
            phone.tap(".o_room_raise")
            phone.wait_for("#raise_need_name")
            self.assertEqual(phone.evaluate("document.querySelector('#raise_need_name').value"), "")

    def test_the_first_act_succeeds_after_a_night_although_odoos_session_is_gone(self):
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_raise")
            phone.type("#raise_need_name", "See the last call")
            phone.ask("Network.deleteCookies", name="session_id", url=self.base_url())
            phone.tap("button[type=submit]:enabled")
            phone.wait_for(".o_room_message:has-text(Received)")
        self.assertEqual(len(self.env["crm.facilitation.need"].search([("name", "=", "See the last call")])), 1)

    def test_who_may_not_vote_reads_it_before_anything_else(self):
        self.open_round(name="Missed")
        late = self.make_guest("Late Guest", "late@example.com", self.sales)
        phone = Phone(self)
        with phone.visit(self.path_of(late)):
            phone.wait_for(".o_room")
            phone.wait_for(
                ".o_room_shell .alert:has-text(Missed: it was open before you came in, and you do not vote in it)"
            )
            phone.wait_for(".o_room_vote", count=0)
        late.role = "observer"
        with phone.visit(self.home):
            phone.wait_for(".o_room_shell .alert:has-text(Missed: as an observer you do not vote)")

    def test_an_unsent_choice_says_so_also_after_a_reload_and_is_sent_then(self):
        ballot_round = self.open_round(name="Dots")
        first = f".o_ballot_need[data-need='{self.one.id}']"
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_vote")
            phone.wait_for(first)
            place = f"""JSON.stringify(document.querySelector("{first} .o_ballot_dot").getBoundingClientRect())"""
            phone.set_network(offline=True)
            phone.tap(f"{first} .o_ballot_dot:has-text(2)")
            before = phone.evaluate(place)
            phone.wait_for(".o_ballot_saving:has-text(Not saved)")
            phone.wait_for(".o_offline")
            self.assertEqual(phone.evaluate(place), before, "what is about to be touched does not move")
            phone.shoot("not_saved")
            phone.evaluate("location.hash = '#home'")
            phone.wait_for(".o_room_round [data-status=unsent]:has-text(Not sent yet)")
            phone.shoot("home_unsent")
            phone.set_network()
            phone.evaluate(f"location.hash = '#vote-{ballot_round.id}'")
            phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
        self.assertEqual(self.env["crm.facilitation.vote"].search([]).points, 2)

    def test_twenty_refetches_leave_what_is_being_filled_in(self):
        ballot_round = self.open_round(name="Consent", method="consent")
        first = f".o_ballot_need[data-need='{self.one.id}']"
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(f".o_room_vote[href='#vote-{ballot_round.id}']")
            phone.tap(f"{first} .o_ballot_consent .btn:has-text(I object)")
            phone.type(f"{first} textarea", "It beeps")
            phone.evaluate("document.activeElement.setSelectionRange(3, 3)")
            asked = """() => { const area = document.activeElement;
                return JSON.stringify([area.tagName, area.value, area.selectionStart, scrollY]); }"""
            before = phone.evaluate(f"({asked})()")
            phone.evaluate(
                """(async () => { for (let turn = 0; turn < 20; turn++) {
                    document.dispatchEvent(new Event("visibilitychange"));
                    await new Promise((resolve) => setTimeout(resolve, 30));
                } })()"""
            )
            self.assertEqual(phone.evaluate(f"({asked})()"), before)
            self.assertIn("It beeps", before)

    def test_whoever_is_taken_out_meanwhile_reads_it_and_keeps_their_words(self):
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_raise")
            phone.type("#raise_need_name", "See the last call")
            phone.wait_for("button[type=submit]:enabled")
            phone.ask("Network.deleteCookies", name=f"f_{self.meeting.id}", url=self.base_url() + "/f")
            phone.tap("button[type=submit]:enabled")
            phone.wait_for(".o_room_message:has-text(Open your link again)")
            self.assertEqual(phone.evaluate("document.querySelector('#raise_need_name').value"), "See the last call")
        self.assertFalse(self.env["crm.facilitation.need"].search([("name", "=", "See the last call")]))

    def test_names_are_kept_apart_from_what_stands_around_them(self):
        self.gus.partner_id.sudo().name = "\u202eGus 🦊"
        self.one.name = "שלום " + "x" * 200
        phone = Phone(self, 320, 568)
        with phone.visit(self.path_of(self.gus)):
            phone.wait_for("bdi:has-text(🦊)")
            phone.wait_for(".o_room_others bdi:has-text(שלום)")
            self.assertLessEqual(phone.evaluate("document.documentElement.scrollWidth"), 320)

    def test_on_a_small_screen_with_the_keyboard_up_question_and_send_are_in_reach(self):
        ballot_round = self.open_round(name="Consent", method="consent")
        phone = Phone(self, 320, 280)
        first = f".o_ballot_need[data-need='{self.one.id}']"
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_raise")
            phone.type("#raise_need_name", "See the last call")
            self.assertGreaterEqual(self.size_of(phone, "#raise_need_name"), 16)
            phone.shoot("small_raise")
            phone.tap("button[type=submit]:enabled")
            phone.wait_for(".o_room_message:has-text(Received)")
            phone.evaluate(f"location.hash = '#vote-{ballot_round.id}'")
            phone.tap(f"{first} .o_ballot_consent .btn:has-text(I object)")
            phone.type(f"{first} textarea", "It beeps")
            phone.shoot("small_consent")
            self.assertGreaterEqual(self.size_of(phone, f"{first} textarea"), 16)
            phone.tap(f"{first} .o_ballot_reason .btn:enabled")
            phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
            self.assertLessEqual(phone.evaluate("document.documentElement.scrollWidth"), 320)
        self.assertEqual(self.env["crm.facilitation.vote"].search([]).reason, "It beeps")

    def size_of(self, phone, selector):
        return phone.evaluate(f'parseFloat(getComputedStyle(document.querySelector("{selector}")).fontSize)')

    def test_a_shared_device_keeps_nothing_of_the_person_before(self):
        (self.gus | self.quiet).with_user(self.facilitator).action_join()
        address = self.meeting.with_user(self.facilitator).action_open_kiosk()["params"]["address"]
        kiosk = self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([])
        device = Phone(self)
        with device.visit(address.removeprefix(self.meeting.get_base_url())):
            device.tap("button:has-text(Gus Guest)")
            device.wait_for(".alert:has-text(hands the device over)")
        kiosk.action_hand_over()
        with device.visit("/f/k"):
            device.tap(".o_room_raise")
            device.type("#raise_need_name", "Half a sentence")
            device.wait_for("button[type=submit]:enabled")
            device.reload()
            device.wait_for("button[type=submit]:enabled")
            kept = "JSON.stringify([localStorage, sessionStorage].map((storage) => ({ ...storage })))"
            self.assertIn("Half a sentence", device.evaluate(kept))
            device.tap(".o_room_back")
            device.tap("form[action='/f/k/lock'] button")
            device.tap("button:has-text(Quiet Guest)")
            device.wait_for(".alert:has-text(hands the device over)")
            self.assertNotIn("Half a sentence", device.evaluate(kept))
            device.evaluate("history.go(-2)")
            device.wait_for(".alert:has-text(hands the device over)")
        kiosk.action_hand_over()
        with device.visit("/f/k"):
            device.tap(".o_room_raise")
            device.wait_for("#raise_need_name")
            self.assertEqual(device.evaluate("document.querySelector('#raise_need_name').value"), "")

    def test_a_scale_stays_in_one_row_on_the_smallest_phone(self):
        """Five in two rows are read as four and one more."""
        ballot_round = self.open_round(name="Matrix", method="matrix")
        phone = Phone(self, 320, 568)
        dots = "[...document.querySelector('[data-axis=ease]').querySelectorAll('.o_ballot_dot')]"
        with phone.visit(f"{self.path_of(self.gus)}#vote-{ballot_round.id}"):
            phone.evaluate(f"location.hash = '#vote-{ballot_round.id}'")
            phone.wait_for("[data-axis=ease] .o_ballot_dot")
            boxes = phone.evaluate(
                f"{dots}.map((dot) => dot.getBoundingClientRect()).map(({{top, width}}) => [top, width])"
            )
            self.assertEqual(len(boxes), 5)
            self.assertEqual(len({top for top, _width in boxes}), 1)
            self.assertGreaterEqual(min(width for _top, width in boxes), 40)

    def test_goals_are_rated(self):
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        phone = Phone(self)
        with phone.visit(self.path_of(self.gus)):
            phone.tap(".o_room_goal .btn[data-value='4']")
            phone.wait_for(".o_room_goal .btn[data-value='4'][aria-pressed=true]")
            phone.shoot("goal")
        rating = self.env["crm.facilitation.goal.rating"].search([])
        self.assertEqual((rating.goal_id, rating.participant_id, rating.value), (goal, self.gus, 4))

    def test_a_phone_with_another_language_offers_it_and_a_press_keeps_it(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        browser = self.open(self.gus)
        self.assertNotIn("o_room_language", browser.show().text)
        browser.http.headers["Accept-Language"] = "ru-RU,ru;q=0.9"
        self.assertIn("o_room_language", browser.show().text)
        for sent in ({"lang": "ru_RU", "proof": "none"}, {"lang": "xx_XX"}, {"lang": ""}):
            browser.post("language", sent)
            self.assertEqual(self.gus.sudo().partner_id.lang, "en_US")
        page = browser.post("language", {"lang": "ru_RU"}).text
        self.assertIn("Вы — ", page)
        self.assertNotIn("o_room_language", page)
        self.assertEqual(self.gus.sudo().partner_id.lang, "ru_RU")
        self.assertEqual(self.gita.sudo().partner_id.lang, "en_US")

    def test_the_page_speaks_the_persons_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.gus.partner_id.sudo().lang = "ru_RU"
        self.open_round(name="Первый")
        phone = Phone(self, 320, 568)
        with phone.visit(self.path_of(self.gus)):
            phone.wait_for(".o_room")
            phone.shoot("ru_home")
            self.assertEqual(phone.evaluate("document.documentElement.lang"), "ru-RU")
            phone.tap(".o_room_vote")
            phone.wait_for(".o_ballot_status:has-text(Осталось)")
            phone.shoot("ru_dots")
            self.assertLessEqual(phone.evaluate("document.documentElement.scrollWidth"), 320)
            phone.evaluate("location.hash = '#raise'")
            phone.wait_for("button[type=submit]")
            phone.shoot("ru_raise")
            phone.resize(375, 667)
            phone.shoot("ru_raise_375")
