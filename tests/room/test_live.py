"""A session as people hold it: the facilitator's desk, the projector, somebody with an account, a guest on a phone."""

import contextlib

from odoo.fields import Command
from odoo.tests import tagged

from .live import LiveCase, Screen

AGENDA = [
    ("Welcome", "welcome", {}),
    ("What costs you time", "needs", {"can_raise": True}),
    ("Vote on what comes first", "vote", {"can_vote": True}),
    ("What is hard to say", "needs", {"can_raise": True, "anonymous": True}),
    ("Settle it", "conflicts", {"can_vote": True, "can_raise": True}),
    ("Promises", "closing", {}),
]


@tagged("standard", "post_install", "-at_install")
class TestLiveSession(LiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        permits = {"can_raise": False, "can_vote": False, "anonymous": False, "planned_minutes": 30}
        steps = [
            Command.create({"name": name, "kind": kind, "sequence": place} | permits | values)
            for place, (name, kind, values) in enumerate(AGENDA)
        ]
        sessions = cls.env["crm.facilitation.session"].with_user(cls.facilitator)
        cls.hall = sessions.create({"name": "Two days", "project_id": cls.project.id, "agenda_item_ids": steps})
        cls.make_participant(cls.employee_sales, cls.sales, cls.hall)
        cls.make_participant(cls.employee_service, cls.service, cls.hall)
        cls.make_participant(cls.employee_logistics, cls.logistics, cls.hall)
        cls.guest = cls.make_guest("Gus Guest", "gus@example.com", cls.sales, cls.hall)
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.facilitator | cls.employee_sales).lang = "en_US"

    def setUp(self):
        super().setUp()
        self.desk = Screen(self, 1300, 900).log_in("fac")
        self.employee = Screen(self, 375, 667).log_in("sal")
        self.guest_phone = Screen(self, 320, 568)
        self.wall = Screen(self, 1024, 768)
        self.colleague = self.log_in("ser")
        self.screens = (self.desk, self.employee, self.guest_phone, self.wall)

    @contextlib.contextmanager
    def enter(self):
        """Everybody opens the room; each page is marked, so that a reload would show."""
        room = f"/odoo/{self.hall.id}/session-room"
        link = self.hall.action_projector_link()["address"].removeprefix(self.hall.get_base_url())
        paths = (room, room, self.path_of(self.guest), link)
        with self.together(*self.screens):
            for screen, path in zip(self.screens, paths, strict=False):
                screen.open(path).wait_for(".o_room")
                if screen is self.guest_phone:
                    screen.tap("button:has-text(I am here)")
                    screen.wait_for("button:has-text(I am here)", count=0)
                    screen.wait_for(".o_room_now")
                screen.mark()
            yield
            for screen in self.screens:
                self.assertTrue(screen.has_stayed())

    def confirm(self, words):
        self.desk.tap(f".modal button:has-text({words})")
        self.desk.wait_for(".modal", count=0)

    def go_on(self, name):
        """The facilitator goes one step on; it is on every screen at once."""
        self.desk.press("n")
        self.wall.wait_for(f".o_room_wall_step:has-text({name})")
        for phone in (self.employee, self.guest_phone):
            phone.wait_for(f".o_room_now:has-text(Now: {name})")

    def start(self):
        self.desk.tap(".o_room_start")
        self.confirm("Start")
        self.desk.wait_for(".o_room_next")
        self.wall.wait_for(".o_room_wall_step:has-text(Welcome)")

    @staticmethod
    def raise_need(phone, words):
        phone.tap(".o_room_raise")
        phone.type("#raise_need_name", words)
        phone.tap("button[type=submit]:enabled")
        phone.wait_for(".o_room_phone[data-place=home]")

    def open_vote(self, name, method="dots", secret=False):
        """Prepare and open a vote on the desk; the numbers are read before."""
        self.desk.tap("[data-tab=votes]")
        self.desk.tap(".o_room_new_vote")
        field = ".o_room_vote_form input.form-control"
        self.desk.wait_for(field)
        self.desk.evaluate(f"document.querySelector('{field}').select()")
        self.desk.type(field, name)
        self.desk.evaluate(
            f"""(() => {{ const list = document.querySelector('.o_room_vote_form select'); list.value = '{method}';
            list.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"""
        )
        if secret != self.desk.evaluate("document.querySelector('.o_room_vote_form input[type=checkbox]').checked"):
            self.desk.tap(".o_room_vote_form input[type=checkbox]")
        self.desk.tap(".o_room_prepare")
        asked = self.desk.wait_for(".modal:has-text(People who may vote)")
        self.confirm("Open the vote")
        return asked[0]

    def close_vote(self, name):
        """Close it from the desk: phones count down, and it is counted by itself."""
        self.desk.tap("[data-tab=votes]")
        self.desk.tap(f".o_room_desk_round:has-text({name}) .o_room_close_vote")
        self.confirm("Close the vote")
        self.desk.wait_for(f".o_room_desk_round[data-state=closed]:has-text({name})")
        for phone in (self.employee, self.guest_phone):
            phone.wait_for(f".o_room_round:has-text({name})", count=0)

    def show_result(self, name):
        self.desk.tap(f".o_room_desk_round:has-text({name}) .o_room_reveal")
        self.confirm("Show it")
        for screen in (self.wall, self.employee, self.guest_phone):
            screen.wait_for(".o_room_pulled[data-pulled=round]")

    @staticmethod
    def vote(phone, name, choice, secret=False):
        phone.tap(f".o_room_round:has-text({name}) .o_room_vote")
        if secret:
            phone.tap(".o_ballot_ask")
        phone.tap(choice)
        phone.wait_for(".o_ballot_saving:has-text(Vote saved)")
        phone.tap(".o_ballot_leave")
        phone.wait_for(".o_room_phone[data-place=home]")

    def test_from_the_lobby_to_a_vote_by_dots(self):
        newcomer = Screen(self, 375, 667)
        self.screens += (newcomer,)
        with self.enter():
            self.wall.wait_for(".o_room_wall_step:has-text(We begin soon)")
            self.start()
            self.desk.press("c")
            code = self.desk.wait_for(".o_room_letters")[0]
            self.wall.wait_for(f".o_room_wall_letters:has-text({code})")
            newcomer.open(f"/f/c/{code}")
            newcomer.type("input[name=name]", "Nora New")
            newcomer.tap("button[type=submit]")
            newcomer.wait_for("select[name=department]")
            newcomer.evaluate(f"document.querySelector('select[name=department]').value = '{self.service.id}'")
            newcomer.tap("button[type=submit]")
            newcomer.wait_for(".alert:has-text(You asked to join)")
            self.desk.wait_for(".o_room_lobby:has-text(Nora New)")
            self.desk.tap(".o_room_admit")
            newcomer.wait_for(".o_room_now:has-text(Welcome)")
            newcomer.mark()
            self.desk.wait_for(".o_room_lobby", count=0)
            self.go_on("What costs you time")
            self.raise_need(self.employee, "Call the customer back within a day")
            self.guest_phone.tap(".o_room_others li:has-text(Call the customer back) button")
            self.guest_phone.wait_for(".o_room_others li:has-text(I support it)")
            self.raise_need(newcomer, "Call customers back within one day")
            self.desk.tap("[data-tab=needs]")
            self.desk.wait_for(".o_room_needs li:has-text(Call customers back)")
            self.desk.wait_for(".o_room_needs li:has-text(supported by 1)")
            self.desk.tap(".o_room_needs li:has-text(Call the customer back) .o_room_pull")
            for screen in (self.wall, self.employee, self.guest_phone, newcomer):
                screen.wait_for(".o_room_pulled[data-pulled=need]:has-text(Call the customer back)")
            self.desk.tap(".o_room_group")
            self.desk.tap(".modal .o_merge_group")
            self.desk.wait_for(".modal .o_merge_group", count=0)
            self.desk.tap(".modal .btn-close")
            self.desk.wait_for(".modal", count=0)
            newcomer.wait_for(".o_room_mine li:has-text(Merged)")
            self.go_on("Vote on what comes first")
            asked = self.open_vote("First of all")
            self.assertIn("People who may vote: 5", asked)
            need = ".o_ballot_need .o_ballot_dot:has-text(2)"
            for phone in (self.employee, self.guest_phone, newcomer):
                self.vote(phone, "First of all", need)
                phone.wait_for(".o_room_round [data-status=counted]")
            self.close_vote("First of all")
            self.show_result("First of all")
            self.wall.wait_for(".o_room_results tr:has-text(back within)")
            self.wall.shoot("wall_result")
            self.desk.shoot("desk_result")
        needs = self.env["crm.facilitation.need"].search([("session_id", "=", self.hall.id)])
        self.assertEqual(sorted(needs.mapped("state")), ["merged", "raised"])
        votes = self.env["crm.facilitation.vote"].search([("ballot_id.round_id", "=", self.hall.round_ids.id)])
        self.assertEqual((self.hall.round_ids.state, sum(votes.mapped("points"))), ("closed", 6))

    def test_from_what_is_hard_to_say_to_an_agreement_and_the_end(self):
        phone_field = self.env["ir.model.fields"]._get("crm.lead", "phone")
        target = {"target_model_id": phone_field.model_id.id, "target_field_id": phone_field.id}
        self.hall.action_start()
        self.hall.action_go_to(self.hall.agenda_item_ids[1])
        for words, stance, user in (
            ("Show the phone", "visible", self.employee_sales),
            ("Hide the phone", "hidden", self.employee_service),
        ):
            place = self.hall.participant_ids.filtered(lambda person, user=user: person.user_id == user)
            self.make_need(words, place, stance=stance, **target)
        self.hall.action_detect_conflicts()
        self.hall.action_go_to(self.hall.agenda_item_ids[2])
        with self.enter():
            self.go_on("What is hard to say")
            self.raise_need(self.employee, "My boss does not answer")
            self.raise_need(self.guest_phone, "We are afraid of the figures")
            self.desk.tap("[data-tab=needs]")
            self.assertEqual(self.desk.find(".o_room_needs li:has-text(My boss)"), [])
            for shown in (self.wall, self.desk):
                everything = shown.evaluate("document.querySelector('.o_room').innerHTML")
                self.assertNotRegex(everything, r"(?s)o_room_wall.*(\bSal\b|Gus Guest)")
            self.go_on("Settle it")
            # the desk turned to what the step works with
            self.desk.wait_for("[data-tab=conflicts].active")
            self.desk.press("1")
            for words in ("My boss does not answer", "We are afraid of the figures"):
                self.desk.wait_for(f".o_room_needs li:has-text({words})")
                self.guest_phone.wait_for(f".o_room_phone li:has-text({words})")
            self.open_vote("In secret", secret=True)
            for phone in (self.employee, self.guest_phone):
                self.vote(phone, "In secret", ".o_ballot_need .o_ballot_dot:enabled", secret=True)
            self.close_vote("In secret")
            self.show_result("In secret")
            self.wall.wait_for(".o_room_pulled:has-text(Too few people voted)")
            self.settle_conflict()
            self.go_on("Promises")
            self.desk.tap(".o_room_close")
            self.confirm("Close the session")
            for phone in (self.employee, self.guest_phone):
                phone.wait_for(".o_room_now:has-text(The session is over)")
            self.wall.wait_for(".o_room_wall_step:has-text(Thank you)")
        conflict = self.project.conflict_ids.filtered("agreement")
        self.assertEqual((conflict.state, conflict.agreement), ("agreed", "Only the owner sees it, until June"))
        self.assertEqual(conflict.option_ids.filtered("chosen").consent, "consent")
        self.assertEqual(self.hall.state, "closed")

    def settle_conflict(self):
        """An option is proposed, consented to and adopted in the words of the room."""
        self.desk.press("3")
        self.desk.tap(".o_room_propose")
        self.desk.type(".o_room_option_name", "Only the owner sees it")
        self.desk.tap(".o_room_add_option")
        self.desk.wait_for("[data-option]:has-text(Only the owner sees it)")
        self.desk.tap(".o_room_conflict > div .o_room_pull")
        self.wall.wait_for(".o_room_pulled[data-pulled=conflict]:has-text(Only the owner sees it)")
        self.desk.tap(".o_room_ask_consent")
        self.confirm("Open the vote")
        for phone in (self.employee, self.guest_phone):
            self.vote(phone, "Can you live with it?", ".o_ballot_consent .btn:has-text(I agree)")
        rounds = "crm.facilitation.round"
        [asked] = self.call(self.colleague, rounds, "awaiting")
        needs = self.call(self.colleague, rounds, "ballot", [asked["id"]])["needs"]
        choices = {str(need["id"]): {"choice": "agree", "reason": ""} for need in needs}
        self.call(self.colleague, rounds, "cast", [asked["id"]], choices)
        self.close_vote("Can you live with it?")
        self.desk.press("3")
        self.desk.wait_for(".o_room_consent:has-text(Nobody objects)")
        self.desk.tap("[data-option] .o_room_choose")
        self.desk.type("textarea.o_room_agreement", ", until June")
        self.desk.tap(".o_room_adopt")
        self.confirm("Adopt")
        for screen in (self.wall, self.employee, self.guest_phone):
            screen.wait_for(".o_room_pulled:has-text(Only the owner sees it, until June)")
