"""What guests do in a session, and that it counts like what employees do."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_facilitation.tools.room.commands import COMMANDS
from odoo.addons.crm_facilitation.tools.sessions.identity import Entry, entered

from ..common import permit_everything
from .common import Device, GuestCase, arguments_about


@tagged("standard", "post_install", "-at_install")
class TestActs(GuestCase):
    def test_a_need_is_raised_supported_delivered_and_confirmed(self):
        gus, gita = self.open(self.gus), self.open(self.gita)
        raised = gus.call("raise_need", values={"name": "See the last call", "minutes_lost_weekly": 30})
        need = self.env["crm.facilitation.need"].browse(raised["id"]).with_user(self.facilitator)
        self.assertEqual((need.author_id, need.department_id, need.is_anonymous), (self.gus, self.sales, False))
        self.assertTrue(gita.call("support", id=need.id))
        self.assertEqual(need.supporter_ids, self.gita)
        self.assertIn("your own need", gus.refused("support", id=need.id)[1])
        need.action_accept()
        self.assertIn("not configured yet", gus.refused("confirm_delivery", id=need.id)[1])
        need.action_plan().write({"nothing_to_configure": "There already", "state": "1_done"})
        self.assertIn("Those who asked", self.open(self.quiet).refused("confirm_delivery", id=need.id)[1])
        self.assertTrue(next(n for n in gus.read("state")["needs"])["can_confirm_delivery"])
        gus.call("refuse_delivery", id=need.id, reason="It beeps")
        self.assertEqual((need.delivery_decision, need.delivery_decision_by), ("refused", "asker"))
        event = self.env["crm.facilitation.event"].search([("kind", "=", "delivery_refused")])
        self.assertEqual((event.payload["actor_participant"], event.payload["way"]), (self.gus.id, "link"))

    def test_a_need_sent_again_because_the_answer_was_lost_is_the_same_need(self):
        gus, gita, token = self.open(self.gus), self.open(self.gita), "A" * 32
        sent = {"values": {"name": "See the last call"}, "token": token}
        self.assertEqual(gus.call("raise_need", **sent), gus.call("raise_need", **sent))
        # a token is its person's: nobody finds another's need by it
        gita.call("raise_need", **sent)
        needs = self.env["crm.facilitation.need"].search([("name", "=", "See the last call")])
        self.assertEqual(needs.author_id, self.gus | self.gita)
        self.assertEqual(len(needs), 2)
        self.assertEqual(gus.refused("raise_need", values={"name": "x"}, token="short")[0], "refused")
        self.assertEqual(len(self.meeting.need_ids), 2)

    def test_a_guest_says_that_their_need_is_the_opposite_of_one_they_read(self):
        need, gus = self.make_need("Every lost lead needs a reason"), self.open(self.gus)
        made = gus.call("raise_need", values={"name": "No reasons, please"}, opposite_ids=need.ids)
        row = self.env["crm.facilitation.need.distinction"].search([])
        self.assertEqual((row.need_id | row.other_id, row.is_opposite), (need | need.browse(made["id"]), True))
        self.assertEqual(gus.refused("raise_need", values={"name": "x"}, opposite_ids=["1"])[0], "refused")
        self.assertEqual(len(self.meeting.need_ids), 2)

    def test_a_guest_says_that_their_need_is_another_one_than_one_they_read(self):
        need, gus = self.make_need("Every lost lead needs a reason"), self.open(self.gus)
        self.assertEqual(gus.refused("raise_need", values={"name": "x"}, different_ids=["1"])[0], "refused")
        self.assertEqual(len(self.meeting.need_ids), 1)
        made = gus.call("raise_need", values={"name": "A reason on the contract"}, different_ids=need.ids)
        row = self.env["crm.facilitation.need.distinction"].search([])
        self.assertEqual((row.need_id | row.other_id, row.is_opposite), (need | need.browse(made["id"]), False))

    def test_an_anonymous_need_sent_again_is_answered_also_after_its_step(self):
        self.meeting.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        gus, token = self.open(self.gus), "A" * 32
        sent = {"values": {"name": "Nobody dares"}, "token": token, "promised_anonymous": True}
        raised = gus.call("raise_need", **sent)
        self.assertEqual(raised["token"], token)
        self.meeting.current_item_id.sudo().anonymous = False
        self.assertEqual(gus.call("raise_need", **sent), raised)
        kept = self.env["crm.facilitation.need"].search([("session_id", "=", self.meeting.id)])
        self.assertEqual(len(kept), 1)
        self.assertTrue(kept.is_anonymous)
        self.assertTrue(gus.read("origin_proof", id=raised["id"], token=token)["is_mine"])

    def test_the_short_form_offers_a_guest_their_session_and_no_names(self):
        gus = self.open(self.gus)
        self.assertEqual([one["id"] for one in gus.read("sessions_to_raise_in")], self.meeting.ids)
        choices = gus.read("raise_choices")
        self.assertTrue(choices["tags"])
        self.assertEqual((choices["people"], choices["departments"]), ([], []))

    def test_goals_are_rated(self):
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        browser = self.open(self.gus)
        self.assertEqual(browser.call("rate_goal", id=goal.id, value=4)["mine"], 4)
        self.assertEqual(browser.refused("rate_goal", id=goal.id, value=6)[0], "refused")
        rating = self.env["crm.facilitation.goal.rating"].search([])
        self.assertEqual((rating.participant_id, rating.value), (self.gus, 4))

    def test_what_is_typed_finds_what_was_raised(self):
        self.make_need("See the last call")
        found = self.open(self.gus).read("similar_cards", text="last call")
        self.assertEqual([card["name"] for card in found], ["See the last call"])

    def test_bad_input_is_refused_in_words_and_leaves_nothing(self):
        """Rules 2 and 24: no names, no traceback, nobody else's seat."""
        browser = self.open(self.gus)
        need = self.make_need("See the last call")
        for method, args in (
            ("unlink", {"id": need.id}), ("write", {"id": need.id, "vals": {}}), ("action_accept", {"id": need.id}),
            ("support", {"id": need.id, "user_id": 2}), ("support", {"id": [need.id]}), ("support", {}),
            ("support", {"id": 2**40}), ("raise_need", {"values": {"name": "x", "author_id": self.gita.id}}),
            ("raise_need", {"values": {"name": "x", "session_id": 1}}), ("raise_need", {"values": {}}),
            ("raise_need", {"values": {"name": "x"}, "session_id": 1}), ("cast", {"id": need.id, "choices": []}),
            ("raise_need", {"values": {"name": "x", "minutes_lost_weekly": -1}}),
            ("raise_need", {"values": {"name": "x", "minutes_lost_weekly": "many"}}),
            ("state", {}), (None, {}), (["x"], {}),
        ):  # fmt: skip
            with self.subTest(method=method, args=args):
                with mute_logger("odoo.sql_db"):
                    response = browser.ask("call", method, args)
                self.assertIn(response.status_code, (403, 404, 422), response.text)
                self.assertNotRegex(response.text, "Traceback|psycopg|Gita|Sal\\b")
        self.assertEqual(self.meeting.need_ids, need)
        self.assertFalse(need.supporter_ids)

    def test_another_sessions_records_are_not_there(self):
        """Rule 3, over each command that takes a record."""
        other = self.meeting.create({"name": "Next door", "project_id": self.project.id})
        there = self.make_participant(self.outsider, self.sales, session=other)
        permit_everything(other)
        other.action_start()
        need = self.make_need("Elsewhere", there)
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        foreign = rounds.create({"name": "Elsewhere", "session_id": other.id, "need_ids": [Command.set(need.ids)]})
        foreign.action_open()
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        rollout = self.project.copy({"name": "Another roll-out"})
        goal = goal.create({"name": "Not theirs", "project_id": rollout.id})
        remark = self.env["crm.facilitation.remark"].with_user(self.outsider)
        remark = remark.create({"need_id": need.id, "text": "Said elsewhere"})
        records = {record._name: record.id for record in (need, foreign, goal, remark)}
        sent = arguments_about(need)
        browser = self.open(self.gus)
        for name, command in COMMANDS.items():
            if command.record:
                args = {"id": records[command.model]} | {key: sent[key] for key in command.arguments}
                with self.subTest(name):
                    response = browser.ask("call" if command.writes else "read", name, args)
                    self.assertIn(response.status_code, (403, 404), response.text)
                    self.assertNotIn("Elsewhere", response.text)
        self.assertFalse(need.supporter_ids)
        self.assertEqual(remark.text, "Said elsewhere")

    def test_what_was_put_away_is_not_there_for_whoever_knows_its_number(self):
        need = self.make_need("Put away")
        need.action_archive()
        code, words = self.open(self.gus).refused("support", id=need.id)
        self.assertEqual((code, words), ("missing", "It is not there, or not yours to see."))

    def test_no_command_takes_an_identity_and_each_is_a_public_method(self):
        for name, command in COMMANDS.items():
            with self.subTest(name):
                self.assertFalse(command.method.startswith("_"))
                self.assertFalse({"user_id", "participant_id", "partner_id", "author_id"} & set(command.arguments))
                method = getattr(type(self.env[command.model]), command.method)
                self.assertTrue(callable(method))
                self.assertEqual(getattr(method, "_readonly", False), not command.writes)

    def test_company_language_and_zone_are_the_persons(self):
        """Rule 20."""
        company = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.env["res.lang"]._activate_lang("ru_RU")
        self.gus.partner_id.sudo().write({"lang": "ru_RU", "tz": "Asia/Vladivostok"})
        self.env.cr.execute(
            "UPDATE crm_facilitation_participant SET company_id = %s WHERE id = %s", (company.id, self.gus.id)
        )
        self.env.invalidate_all()
        entry, env = self.gus.sudo()._as_guest("link")
        with entered(entry):
            self.assertEqual((env.company, env.companies), (company.with_env(env), company.with_env(env)))
            self.assertEqual((env.lang, str(env.tz), env.su), ("ru_RU", "Asia/Vladivostok", False))
            self.assertTrue(env.user._is_public())


@tagged("standard", "post_install", "-at_install")
class TestRights(GuestCase):
    """The matrix of access, with a guest by link and one at a kiosk as its roles."""

    def rights(self, way):
        public = self.env.ref("base.public_user")
        found = {}
        with entered(Entry(way, self.gus.id, public.id, self.env.company.id)):
            for name, model in self.registry.items():
                if name.startswith("crm.facilitation.") and not model._abstract and not model._transient:
                    records = self.env[name].with_user(public)
                    letters = "".join(mode[0] for mode in ("read", "write", "create", "unlink")
                                      if records.has_access(mode))  # fmt: skip
                    if letters:
                        found[name.removeprefix("crm.facilitation.")] = letters
        return found

    def test_a_guest_reads_their_session_and_creates_needs_in_it(self):
        expected = {
            "session": "r", "agenda.item": "r", "participant": "r", "need": "rc", "need.tag": "r", "round": "r",
            "goal": "r", "conflict": "r", "conflict.option": "r", "remark": "r", "promise": "r", "risk": "r", "question": "r",
        }  # fmt: skip
        for way in ("link", "code", "kiosk"):
            with self.subTest(way):
                self.assertEqual(self.rights(way), expected)

    def test_without_an_entry_the_public_reads_nothing(self):
        public = self.env.ref("base.public_user")
        for name in ("session", "need", "participant", "round", "goal", "key", "kiosk", "join.request"):
            self.assertFalse(self.env[f"crm.facilitation.{name}"].with_user(public).has_access("read"), name)

    def test_an_entry_gives_nothing_to_another_account(self):
        with entered(Entry("link", self.gus.id, self.env.ref("base.public_user").id)):
            self.assertFalse(self.meeting.with_user(self.outsider).has_access("read"))

    def test_a_guest_reads_beside_the_session_what_everybody_reads(self):
        public = self.env.ref("base.public_user")
        countries = self.env["res.country"].with_user(public)
        known = countries.search_count([])
        self.assertTrue(known)
        with entered(Entry("link", self.gus.id, public.id)):
            self.assertEqual(countries.search_count([]), known)

    def test_a_guest_sees_of_the_participants_themself(self):
        public = self.env.ref("base.public_user")
        with entered(Entry("link", self.gus.id, public.id)):
            self.assertEqual(self.env["crm.facilitation.participant"].with_user(public).search([]).ids, self.gus.ids)
            with self.assertRaises(AccessError):
                self.meeting.with_user(public).read(["code"])


@tagged("standard", "post_install", "-at_install")
class TestVotes(GuestCase):
    def setUp(self):
        super().setUp()
        self.one, self.two = self.make_need("One"), self.make_need("Two", self.participant_service)

    def test_a_guests_ballot_and_an_employees_count_alike(self):
        """Tally, recount, receipts, fair share, quorum, turnout, departments."""
        self.one.effort_days = self.two.effort_days = 1
        said = {self.one.id: 3}
        papers, counted = {}, {}
        guests = self.gus | self.gita | self.quiet
        guests.with_user(self.facilitator).action_join()
        for who in ("guest", "kiosk", "employee"):
            ballot_round = self.open_round(name=who, quorum=60)
            if who == "guest":
                people = [self.open(person) for person in guests]
                papers[who] = [browser.call("cast", id=ballot_round.id, choices=said) for browser in people]
            elif who == "kiosk":
                papers[who] = [self.cast_on_device(person, ballot_round, said) for person in guests]
            else:
                people = (self.employee_sales, self.employee_service, self.employee_logistics)
                papers[who] = [ballot_round.with_user(user).cast(said) for user in people]
            ballot_round.invalidate_recordset()
            self.assertEqual((ballot_round.elector_count, ballot_round.voted_count), (6, 3))
            ballot_round.action_close()
            self.assertTrue(ballot_round.recount())
            receipts = {paper["receipt"] for paper in papers[who]}
            self.assertEqual(set(ballot_round.receipts()), receipts)
            results = ballot_round.results()
            share = {name: value for name, value in (results["fair_share"] or {}).items() if name != "round_id"}
            needs = [(need["id"], need["value"], need["total"], need["cells"]) for need in results["needs"]]
            quorum = results["quorum"], results["below_quorum"]
            counted[who] = (results["voters"], results["electors"], quorum, needs, results["departments"], share)
        self.assertEqual(counted["guest"], counted["employee"])
        self.assertEqual(counted["kiosk"], counted["employee"])
        # the fair share buys what was voted for
        self.assertEqual([chosen["need_id"] for chosen in counted["guest"][-1]["chosen"]], self.one.ids)
        pulled = self.env["crm.facilitation.room"].with_user(self.facilitator)._pull_results(ballot_round)
        self.assertEqual([need["id"] for need in pulled["needs"] if need["bought"]], self.one.ids)
        self.assertEqual(counted["guest"][:3], (3, 6, (60, True)))

    def cast_on_device(self, person, ballot_round, said):
        """The paper of a person who votes on a shared device, handed over and locked again."""
        answer = self.meeting.with_user(self.facilitator).action_open_kiosk()
        device = Device(self, self.meeting)
        device.get(answer["params"]["address"].removeprefix(self.meeting.get_base_url()))
        device.post("ask", {"who": str(person.id)})
        kiosk = self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([("asked_id", "=", person.id)])
        kiosk.action_hand_over()
        device.get("/f/k")
        paper = device.call("cast", id=ballot_round.id, choices=said)
        device.post("lock")
        return paper

    def test_all_three_methods(self):
        gus = self.open(self.gus)
        for method, choice, wrong in (
            ("dots", 2, 99), ("matrix", {"importance": 5, "ease": 2}, {"importance": 9, "ease": 2}),
            ("consent", {"choice": "object", "reason": "It beeps"}, {"choice": "object"}),
        ):  # fmt: skip
            with self.subTest(method):
                ballot_round = self.open_round(name=method, method=method)
                paper = gus.read("ballot", id=ballot_round.id)
                self.assertEqual({need["id"] for need in paper["needs"]}, {self.one.id, self.two.id})
                self.assertEqual(
                    gus.refused("cast", id=ballot_round.id, choices={str(self.one.id): wrong})[0], "refused"
                )
                gus.call("cast", id=ballot_round.id, choices={str(self.one.id): choice})
                again = self.open(self.gus).read("ballot", id=ballot_round.id)
                self.assertEqual(again["choices"], {str(self.one.id): choice})
                self.assertEqual(
                    gus.refused("results", path="read", id=ballot_round.id)[0] in ("access", "refused"), True
                )

    def test_how_the_electors_came_is_in_the_evidence_of_the_opening(self):
        self.open(self.gus).post("join")
        self.open_round()
        payload = self.env["crm.facilitation.event"].search([("kind", "=", "round_opened")]).payload
        self.assertEqual([payload[f"by_{way}"] for way in ("login", "link", "code", "kiosk", "none")], [3, 1, 0, 0, 2])

    def test_an_anonymous_vote_of_a_guest_is_theirs_once_and_names_nobody(self):
        ballot_round = self.open_round(anonymous=True)
        gus, gita = self.open(self.gus), self.open(self.gita)
        token = gus.call("issue_ballot", id=ballot_round.id)
        self.assertEqual(gus.refused("issue_ballot", id=ballot_round.id)[0], "refused")
        self.assertGreaterEqual(
            gita.ask("call", "cast", {"id": ballot_round.id, "choices": {}, "token": token}).status_code, 400
        )
        paper = gus.call("cast", id=ballot_round.id, choices={str(self.one.id): 2}, token=token)
        self.assertTrue(paper["receipt"])
        for browser in (gita, self.open(self.quiet)):
            own = browser.call("issue_ballot", id=ballot_round.id)
            browser.call("cast", id=ballot_round.id, choices={str(self.two.id): 1}, token=own)
        ballot_round.action_close()
        self.assertTrue(ballot_round.recount())
        self.assertIn(paper["receipt"], ballot_round.receipts())

    def test_voting_ends_for_a_guest_with_the_session(self):
        ballot_round = self.open_round()
        gus = self.open(self.gus)
        self.env.cr.execute("UPDATE crm_facilitation_session SET state = 'closed' WHERE id = %s", (self.meeting.id,))
        self.env.invalidate_all()
        self.assertEqual(gus.refused("cast", id=ballot_round.id, choices={str(self.one.id): 2})[0], "refused")
        self.assertEqual(ballot_round.voted_count, 0)
