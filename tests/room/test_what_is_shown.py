"""What a page of the room is told of each thing in it: all of it, and nothing that is not so."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command

from .test_state import StateCase


class TestWhatIsShown(StateCase):
    maxDiff = None

    def needs(self, user=None, view="phone"):
        return {need["name"]: need for need in self.state(user or self.employee_sales, view)["needs"]}

    def test_ways_to_settle_a_conflict_are_no_needs_until_one_is_agreed_on(self):
        needs, _round, conflict = self.fill_room()
        conflict.action_ask_consent()
        self.assertFalse({"Count once", "Count twice"} & set(self.needs()))
        desk = self.state(self.facilitator, "desk")["desk"]
        self.assertEqual(desk["votable"], len(needs))
        conflict.action_agree(conflict.option_ids[0], "Counted once")
        shown = self.needs()
        self.assertEqual(shown["Count once"]["state"], "accepted")
        self.assertNotIn("Count twice", shown)

    def test_what_was_raised_beside_the_step_is_marked_until_it_is_decided(self):
        self.session.current_item_id.sudo().can_raise = False
        needs = self.env["crm.facilitation.need"]
        raised = needs.with_user(self.employee_sales).raise_need(self.session.id, {"name": "Paint the hall"})
        self.assertTrue(self.needs()["Paint the hall"]["is_parked"])
        needs.browse(raised["id"]).with_user(self.facilitator).action_take_up()
        self.assertNotIn("is_parked", self.needs()["Paint the hall"])

    def test_a_decision_is_told_with_its_reason_where_its_need_is_up(self):
        need = self.fill(1)
        need.sudo().write({"problem": "Nobody finds it", "wish": "On the first page", "department_id": self.sales.id})
        self.session.action_pull("need", need.id)
        pulled = self.projected()["pulled"]
        self.assertEqual(
            [pulled[name] for name in ("state", "problem", "wish", "department")],
            ["raised", "Nobody finds it", "On the first page", "Sales"],
        )
        need.action_reject("Nobody would use it")
        pulled = self.projected()["pulled"]
        self.assertEqual((pulled["state"], pulled["reason"]), ("rejected", "Nobody would use it"))

    def test_a_dismissed_conflict_says_why(self):
        _needs, _round, conflict = self.fill_room()
        conflict.action_dismiss("Both count the same")
        [told] = self.state(self.employee_sales)["conflicts"]
        self.assertEqual((told["state"], told["dismiss_reason"]), ("dismissed", "Both count the same"))

    def test_results_on_the_wall_say_what_is_paid_for_and_why_they_come_in_this_order(self):
        needs = self.fill(4)
        needs.write({"effort_days": 2})
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "First", "session_id": self.session.id, "method": "dots"})
        ballot_round.action_open()
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            ballot_round.with_user(user).cast({needs[3].id: 3})
        ballot_round.action_close()
        self.session.action_pull("round", ballot_round.id)
        results = self.projected()["pulled"]["results"]
        self.assertTrue(results["is_fair_share"])
        paid = {one["need_id"] for one in ballot_round.fair_share()["chosen"]}
        self.assertTrue(paid)
        self.assertEqual({need["id"] for need in results["needs"] if need["bought"]}, paid)

    def test_a_step_is_told_with_all_that_it_says_and_the_time_it_has(self):
        step, parked, beside, following = self.session.agenda_item_ids[1:5]
        words = {"speakers": "Everybody once", "instruction": "Write two cards", "why": "So that nobody is passed over"}
        permits = {"can_raise": False, "can_vote": True, "can_remark": False, "anonymous": True}
        step.write(
            {"name": "The walls", "kind": "vote", "form": "gallery", "planned_minutes": 20, "pitfall": "Some shout"}
            | {"audience": "no_management", "day": 1} | words | permits
        )  # fmt: skip
        beside.is_parallel = True
        self.session.action_cut_item(parked.id)
        told = {
            "id": step.id, "name": "The walls", "kind": "vote", "kind_label": "Vote", "form": "gallery",
            "form_label": "Walk round the walls", "audience": "no_management", "day": 1, "planned_seconds": 25 * 60,
            "next": {"id": following.id, "name": following.name},
        } | words | permits  # fmt: skip
        with freeze_time("2031-03-03 12:00:00"):
            self.session.action_go_to(step)
            self.session.action_extend(5)
        for at, act, since, paused, spent in (
            ("12:10:00", self.session.action_pause, "12:00:00", "2031-03-03 12:10:00", 600),
            ("12:15:00", self.session.action_resume, "12:15:00", False, 600),
        ):
            with freeze_time(f"2031-03-03 {at}"):
                act()
                now = told | {"started_at": f"2031-03-03 {since}", "paused_at": paused, "spent_seconds": spent}
                self.assertEqual(self.state(self.employee_sales)["step"], now)
                self.assertEqual(self.projected()["step"], now)
                self.assertEqual(self.state(self.facilitator, "desk")["step"], now | {"pitfall": "Some shout"})

    def test_a_step_that_says_little_is_told_as_one_that_permits_what_it_does(self):
        last = self.session.agenda_item_ids[-1]
        nothing = dict.fromkeys(("speakers", "instruction", "why", "pitfall"), False)
        permits = {"can_raise": True, "can_vote": False, "can_remark": True, "anonymous": False}
        last.write({"name": "Goodbye", "kind": "closing", "form": "plenary", "planned_minutes": 5} | nothing | permits)
        with freeze_time("2031-03-03 12:00:00"):
            self.session.action_go_to(last)
            step = self.state(self.facilitator, "desk")["step"]
        self.assertEqual(
            step,
            {
                "id": last.id, "name": "Goodbye", "kind": "closing", "kind_label": "Closing", "form": "plenary",
                "form_label": "Everybody together", "audience": "all", "day": 3, "planned_seconds": 300, "next": None,
                "started_at": "2031-03-03 12:00:00", "paused_at": False, "spent_seconds": 0,
            } | permits | dict.fromkeys(nothing, ""),
        )  # fmt: skip

    def test_the_session_says_where_it_stands_and_what_it_takes(self):
        self.session.write({"date_start": "2031-03-03", "date_end": "2031-03-05"})
        step = self.session.current_item_id
        step.write({"anonymous": True, "day": 1, "name": "The walls", "instruction": "Write two cards"})
        told = {
            "id": self.session.id, "name": "Discovery", "state": "running", "date_start": "2031-03-03",
            "date_end": "2031-03-05", "anonymous": True, "step": "The walls", "instruction": "Write two cards",
            "day": 1, "days": 3,
        }  # fmt: skip
        self.assertEqual(self.projected()["session"], told)
        self.assertEqual(self.state(self.employee_sales)["session"], told | {"collecting": False, "takes_need": True})
        self.participant_sales.role = "observer"
        self.assertFalse(self.state(self.employee_sales)["session"]["takes_need"])
        bare = self.session.create({"name": "Second", "project_id": self.project.id, "date_start": False})
        bare.agenda_item_ids.unlink()
        shown = self.env["crm.facilitation.room"].with_user(self.facilitator).state(bare.id, "desk")
        self.assertEqual(
            shown["session"],
            {
                "id": bare.id, "name": "Second", "state": "draft", "date_start": False, "date_end": False,
                "anonymous": False, "step": "", "instruction": "", "day": False, "days": 0, "collecting": False,
                "takes_need": True,
            },
        )  # fmt: skip
        self.assertIsNone(shown["step"])
        self.assertIs(shown["desk"]["has_checks"], False)

    def test_each_is_told_who_they_are_here(self):
        self.participant_sales.sudo().link_shown_on = "2031-03-03"
        room = self.env["crm.facilitation.room"].with_user(self.employee_sales)
        told = {
            "id": self.participant_sales.id, "name": "Sal", "department": "Sales", "role": "employee", "way": "login",
            "right": "act", "link_shown_on": "2031-03-03",
        }  # fmt: skip
        absent = {"joined": False, "is_present": False, "is_ready": False}
        self.assertEqual(room.state(self.session.id)["me"], told | absent)
        for ready in (False, True):
            room.beat(self.session.id, ready)
            here = {"joined": True, "is_present": True, "is_ready": ready}
            self.assertEqual(room.state(self.session.id)["me"], told | here)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=5)):
            self.assertEqual(room.state(self.session.id)["me"], told | absent | {"joined": True})
        nobody = dict.fromkeys(told | absent, False)
        self.assertEqual(
            self.state(self.facilitator)["me"], nobody | {"name": "", "department": "", "role": None, "way": "login"}
        )

    def new_guest(self, name, department):
        partner = self.env["res.partner"].create({"name": name})
        people = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        return people.create({"session_id": self.session.id, "partner_id": partner.id, "department_id": department.id})

    def test_the_desk_has_the_steps_with_the_time_that_they_took(self):
        first, second, third, *others = self.session.agenda_item_ids
        self.session.agenda_item_ids.browse(one.id for one in others).unlink()
        names = ("First", "Second", "Third")
        for step, name in zip((first, second, third), names, strict=True):
            step.write({"name": name, "kind": "goals", "planned_minutes": 30, "day": 1})
        second.cut_first = True
        third.write({"is_parallel": True, "day": 2})
        # time alone moves it
        self.env["crm.facilitation.agenda.visit"].sudo().search([]).started_at = "2031-03-03 11:00:00"
        for moment, step in (("12:00:00", second), ("12:10:00", first)):
            with freeze_time(f"2031-03-03 {moment}"):
                self.session.action_go_to(step)
        self.session.action_extend(5)
        self.session.action_cut_item(second.id)
        with freeze_time("2031-03-03 12:20:00"):
            agenda = self.state(self.facilitator, "desk")["desk"]["agenda"]
        told = {"kind": "goals", "kind_label": "Goals", "planned_minutes": 30, "day": 1}
        self.assertEqual(
            agenda,
            [
                told | {"id": first.id, "name": "First", "planned_minutes": 35, "is_current": True, "spent_seconds": 3600},
                told | {"id": second.id, "name": "Second", "is_cut_first": True, "is_parked": True, "spent_seconds": 600},
                told | {"id": third.id, "name": "Third", "day": 2, "is_parallel": True},
            ],
        )  # fmt: skip

    def test_the_desk_has_the_people_how_they_came_and_what_they_may_be_given(self):
        ann, bob = self.new_guest("Ann Archer", self.service), self.new_guest("Bob Baker", self.sales)
        ann._new_link()
        bob.action_join()
        bob.role = "observer"
        self.env["crm.facilitation.room"].with_user(self.employee_sales).beat(self.session.id, True)
        self.env["crm.facilitation.room"].with_user(self.employee_service).beat(self.session.id)
        told = {
            "Ann Archer": {"id": ann.id, "department": self.service.id, "role": "employee", "has_link": True},
            "Bob Baker": {"id": bob.id, "department": self.sales.id, "role": "observer", "has_joined": True},
            "Log": {"id": self.participant_logistics.id, "department": self.logistics.id, "role": "employee"},
            "Sal": {"id": self.participant_sales.id, "department": self.sales.id, "role": "employee"},
            "Ser": {"id": self.participant_service.id, "department": self.service.id, "role": "employee"},
        }
        for guest in ("Ann Archer", "Bob Baker"):
            told[guest]["can_renew"] = True
        for login in ("Log", "Sal", "Ser"):
            told[login]["way"] = "login"
        here = {"has_joined": True, "is_present": True}
        told["Sal"] |= here | {"is_ready": True}
        told["Ser"] |= here
        desk = self.state(self.facilitator, "desk")["desk"]
        self.assertEqual(desk["people"], [{"name": name} | facts for name, facts in told.items()])
        self.assertEqual(desk["voters"], 4, "who only watches has no vote")
        ann._join_by("link")
        [ann_told] = [one for one in self.state(self.facilitator, "desk")["desk"]["people"] if one["id"] == ann.id]
        self.assertEqual((ann_told["way"], ann_told["has_joined"]), ("link", True))

    def test_the_desk_has_who_asks_to_join_with_the_invited_of_that_name_their_own_department_first(self):
        of_service, of_sales = (self.new_guest("Ann Archer", one) for one in (self.service, self.sales))
        of_sales.action_join()
        self.session.action_open_lobby()
        asking = self.env["crm.facilitation.join.request"]
        ann = asking._ask(self.session, "archer  ANN", self.sales.id, "key of a browser")
        # whoever has an account comes in by it
        sal = asking._ask(self.session, "Sal", self.service.id, "key of another one")
        invited = ann.with_user(self.facilitator).candidate_ids
        self.assertEqual(invited.ids, (of_sales | of_service).ids)
        asking._ask(self.session, "Nina New", self.sales.id, "key of a third")
        refused = asking.with_user(self.facilitator).search([("name", "=", "Nina New")])
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                refused.with_user(user).action_refuse()
        refused.action_refuse()
        self.assertFalse(refused.sudo().key_hash, "the browser holds nothing any more")
        for _number in range(2):
            self.session.action_open_kiosk()
        kiosks = self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([], order="id")
        kiosks[0].sudo()._ask(of_sales.id)
        desk = self.state(self.facilitator, "desk")["desk"]
        self.assertEqual(
            desk["lobby"],
            [
                {
                    "id": ann.id,
                    "name": ann.name,
                    "department": self.sales.id,
                    "offers": [
                        {"id": of_sales.id, "name": "Ann Archer", "department": self.sales.id},
                        {"id": of_service.id, "name": "Ann Archer", "department": self.service.id},
                    ],
                },
                {"id": sal.id, "name": "Sal", "department": self.service.id, "offers": []},
            ],
        )
        self.assertEqual(
            desk["kiosks"], [{"id": kiosks[0].id, "asked": "Ann Archer"}, {"id": kiosks[1].id, "asked": ""}]
        )
        kiosks[0].active = False
        self.assertEqual(self.state(self.facilitator, "desk")["desk"]["kiosks"], [{"id": kiosks[1].id, "asked": ""}])

    def test_the_desk_has_the_ways_in_while_they_are_open_and_what_is_ready_for_a_vote(self):
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "http://localhost:8069")
        priced, _unpriced, decided = self.fill(3)
        (priced | decided).effort_days = 2
        decided.action_accept()
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        values = {"name": "First", "session_id": self.session.id, "anonymous": True, "method": "matrix"}
        draft = rounds.create(values | {"need_ids": [Command.set(priced.ids)]})
        rounds.create(values | {"need_ids": [Command.set(priced.ids)]}).action_open()
        names = ("agenda", "people", "lobby", "kiosks", "voters")
        always = {
            "votable": 2,
            "unpriced": 1,
            "drafts": [
                {"id": draft.id, "name": "First", "method": "matrix", "anonymous": True, "item_id": draft.item_id.id,
                 "needs": 1}
            ],
            "has_checks": True,
        }  # fmt: skip

        def desk():
            told = self.state(self.facilitator, "desk")["desk"]
            return {name: told[name] for name in told if name not in names}

        nothing = dict.fromkeys(("code", "address", "qr"), "")
        self.assertEqual(
            desk(), always | nothing | {"is_code_open": False, "address_warning": "", "has_projector": False}
        )
        self.assertEqual({name: self.projected()[name] for name in nothing}, nothing)
        self.session.action_open_lobby()
        self.session.action_projector_link()
        way_in = {"code": self.session.code, "address": f"http://localhost:8069/f/c/{self.session.code}"}
        told, wall = desk(), self.projected()
        self.assertTrue(told.pop("qr").startswith("data:image/png;base64,"))
        self.assertTrue(wall["qr"].startswith("data:image/png;base64,"))
        self.assertIn("phones may not reach", told.pop("address_warning"))
        self.assertEqual(told, always | way_in | {"is_code_open": True, "has_projector": True})
        self.assertEqual({name: wall[name] for name in way_in}, way_in)

    def test_the_room_says_how_many_are_here_and_which_departments_are_silent(self):
        self.service.name = "Workshop"
        guests = [
            self.new_guest(f"Guest {number}", department)
            for number, department in enumerate((self.sales, self.sales, self.sales, *[self.service] * 2, *[self.logistics] * 2))
        ]  # fmt: skip
        guests[0].role = "observer"
        for guest in guests:
            guest._join_by("link")
        yard = self.env["hr.department"].create({"name": "Yard"})
        self.new_guest("Yann", yard)
        needs = self.env["crm.facilitation.need"]
        needs.with_user(self.employee_sales).raise_need(self.session.id, {"name": "See the last call"})
        # written down for a department, of which nobody has said anything
        needs.with_user(self.facilitator).create(
            {"name": "Ring back", "session_id": self.session.id, "department_id": yard.id}
        )
        self.session.current_item_id.anonymous = True
        for number in range(3):
            needs.with_user(self.employee_service).raise_need(self.session.id, {"name": f"Pssst {number}"})
        told = {one["name"]: one.get("origin_label") for one in self.state(self.facilitator)["needs"]}
        self.assertEqual(
            (told["Ring back"], told["Pssst 2"]),
            ("An employee of Yard, Discovery", "An employee of Workshop, Discovery"),
        )
        self.session.current_item_id.anonymous = False
        self.participant_logistics.role = "observer"
        presence = self.env["crm.facilitation.presence"]
        for person in (self.participant_sales, *guests[:3], self.participant_service):
            presence._note(person, person == guests[1])
        told = {
            "count": 5,
            "ready": 1,
            "departments": [
                {"id": self.sales.id, "name": "Sales", "people": 3, "present": None, "is_silent": False},
                {"id": self.service.id, "name": "Workshop", "people": 3, "present": None, "is_silent": False},
                {"id": False, "name": "Small departments together", "people": 3, "present": None, "is_silent": True},
            ],
        }
        self.assertEqual(self.state(self.employee_sales)["present"], told, "one of the workshop would follow")
        presence.search([("participant_id", "=", self.participant_service.id)]).unlink()
        told |= {"count": 4, "departments": [told["departments"][0] | {"present": 3}, *told["departments"][1:]]}
        self.assertEqual(self.state(self.employee_sales)["present"], told)
        wall = self.projected()["present"]
        self.assertEqual((wall["count"], wall["ready"], wall["departments"][0]), (4, 1, told["departments"][0]))
        self.session.current_item_id.anonymous = True
        told["departments"][0]["present"] = None
        self.assertEqual(self.state(self.employee_sales)["present"], told)

    def new_round(self, needs, **values):
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        return rounds.create({"session_id": self.session.id, "need_ids": [Command.set(needs.ids)]} | values)

    def test_rounds_are_told_with_their_turnout_and_what_is_ones_own_about_them(self):
        needs = self.fill(2)
        step = self.session.current_item_id
        draft = self.new_round(needs, name="Draft", item_id=False)
        cast = self.new_round(needs, name="Cast", deadline="2031-03-03 12:00:00")
        late = self.new_round(needs, name="Late", method="matrix", anonymous=True, deadline="2031-03-02 12:00:00")
        closed = self.new_round(needs[0], name="Closed", method="consent", anonymous=True)
        (cast | late | closed).action_open()
        cast.with_user(self.employee_sales).cast({needs[0].id: 1})
        secret = closed.with_user(self.employee_sales)
        secret.cast({needs[0].id: {"choice": "agree"}}, secret.issue_ballot())
        closed.action_close()
        of_step = {"item_id": step.id, "electors": 3, "needs": 2, "anonymous": False, "deadline": False}
        all_told = [
            of_step | {"id": draft.id, "name": "Draft", "method": "dots", "state": "draft", "item_id": False}
            | {"electors": 0, "voted": 0},
            of_step | {"id": cast.id, "name": "Cast", "method": "dots", "state": "open", "voted": 1}
            | {"deadline": "2031-03-03 12:00:00"},
            of_step | {"id": late.id, "name": "Late", "method": "matrix", "state": "open", "voted": 0}
            | {"deadline": "2031-03-02 12:00:00", "anonymous": True},
            of_step | {"id": closed.id, "name": "Closed", "method": "consent", "state": "closed", "voted": 1, "needs": 1}
            | {"anonymous": True},
        ]  # fmt: skip
        nothing = {"is_elector": False, "is_done_by_me": False, "awaits_me": False}
        waits, done = {"is_elector": True, "awaits_me": True}, {"is_elector": True, "is_done_by_me": True}
        for moment, user, view, marks in (
            ("03-01", self.employee_sales, "phone", (done, waits, done)),
            ("03-01", self.employee_service, "phone", (waits, waits, {"is_elector": True})),
            ("03-03", self.employee_service, "phone", (waits, {"is_elector": True}, {"is_elector": True})),
            ("03-01", self.facilitator, "desk", ({}, {}, {}, {})),
        ):
            told = [one | nothing | own for one, own in zip(all_told[-len(marks) :], marks, strict=True)]
            with self.subTest(user=user.login, moment=moment), freeze_time(f"2031-{moment} 11:00:00"):
                self.assertEqual(self.state(user, view)["rounds"], told)
        self.assertEqual(self.projected()["rounds"], all_told[1:], "drafts are the desk's")

    def new_conflict(self, *options, **values):
        conflicts = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        values = {"name": "Who rings back", "session_id": self.session.id} | values
        return conflicts.create(values | {"option_ids": [Command.create(option) for option in options]})

    def ask_consent(self, conflict, said, voters, **values):
        """The round on the options of ``conflict``, closed, in which ``voters`` said of each what stands in ``said``."""
        number = conflict.action_ask_consent()["res_id"]
        consent = self.env["crm.facilitation.round"].with_user(self.facilitator).browse(number)
        consent.write(values)
        consent.action_open()
        for voter in voters:
            own = consent.with_user(voter)
            choices = zip(conflict.option_ids, said, strict=True)
            own.cast(
                {option.need_id.id: {"choice": one, "reason": "It takes a day"} for option, one in choices},
                own.issue_ballot() if consent.anonymous else None,
            )
        return consent

    def test_conflicts_are_told_with_their_ways_out_and_what_the_room_said_of_each(self):
        once, twice = {"name": "Once", "pros": "Less work", "cons": "Less is seen", "cost": 2}, {"name": "Twice"}
        conflict = self.new_conflict(once, twice, severity="high", is_blocking=True, evidence="Both do.")
        figures = ("agree", "abstain", "object", "block")
        ways = [
            {"id": conflict.option_ids[0].id, "name": "Once", "pros": "Less work", "cons": "Less is seen", "effort_days": 2},
            {"id": conflict.option_ids[1].id, "name": "Twice", "pros": "", "cons": "", "effort_days": 0},
        ]  # fmt: skip
        told = {
            "id": conflict.id, "name": "Who rings back", "kind": "manual", "kind_label": "Raised by hand",
            "severity": "high", "severity_label": "High", "is_blocking": True, "state": "open", "state_label": "Open",
            "words": "Both do.", "agreement": "", "dismiss_reason": "",
        }  # fmt: skip

        def check(told, *own):
            options = [way | {"is_chosen": False} | dict.fromkeys(figures, 0) | one
                       for way, one in zip(ways, own, strict=True)]  # fmt: skip
            for user, view, settles in (
                (self.employee_sales, "phone", False), (self.facilitator, "phone", True), (self.sponsor, "phone", True),
                (self.facilitator, "desk", True),
            ):  # fmt: skip
                own = {"options": options, "can_settle": settles and told["state"] == "open"}
                shown = self.state(user, view)["conflicts"]
                self.assertEqual([one for one in shown if one["id"] == conflict.id], [told | own])
            self.session.action_pull("conflict", conflict.id)
            names = ("name", "state", "words", "agreement")
            pulled = {name: told[name] for name in names} | {"model": "conflict", "id": conflict.id, "options": options}
            self.assertEqual(self.projected()["pulled"], pulled | {"kind": "Raised by hand"})
            self.session.action_pull("option", conflict.option_ids[0].id)
            pulled = {"model": "option", "conflict": "Who rings back", "consent": options[0]["consent_label"]}
            self.assertEqual(self.projected()["pulled"], options[0] | pulled)

        check(told, *[{"round_id": False, "consent": "none", "consent_label": "Not asked"}] * 2)
        voters = (self.employee_sales, self.employee_service, self.employee_logistics)
        consent = self.ask_consent(conflict, ("agree", "object"), voters)
        check(told, *[{"round_id": consent.id, "consent": "asked", "consent_label": "Being asked"}] * 2)
        consent.action_close()
        said = [
            {"round_id": consent.id, "consent": "consent", "consent_label": "Nobody objects", "agree": 3},
            {"round_id": consent.id, "consent": "objections", "consent_label": "Objections", "object": 3},
        ]
        check(told, *said)
        conflict.action_agree(conflict.option_ids[0], "Whoever hears of it")
        said[0]["is_chosen"] = True
        check(told | {"state": "agreed", "state_label": "Agreed", "agreement": "Whoever hears of it"}, *said)

    def test_of_a_consent_of_few_nothing_is_told(self):
        conflict = self.new_conflict({"name": "Once"})
        self.ask_consent(conflict, ("agree",), [self.employee_sales], anonymous=True).action_close()
        bare = self.new_conflict(name="Nobody knows")
        told = {one["id"]: one for one in self.state(self.employee_sales)["conflicts"]}
        ([option], second) = told[conflict.id]["options"], told[bare.id]
        self.assertEqual((option["consent"], option["agree"]), ("few", 0))
        self.assertEqual((second["is_blocking"], second["words"], second["options"]), (False, "", []))
        self.session.action_pull("conflict", bare.id)
        self.assertEqual(self.projected()["pulled"]["options"], [])
        self.assertEqual((self.projected()["pulled"]["words"], self.projected()["pulled"]["agreement"]), ("", ""))

    def test_a_round_that_is_up_is_told_with_its_turnout_and_its_results_once_it_is_closed(self):
        needs = self.fill(2)
        vote = self.new_round(needs, name="First", method="consent")
        vote.action_open()
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            vote.with_user(user).cast({need.id: {"choice": "agree"} for need in needs})
        self.session.action_pull("round", vote.id)
        told = {
            "model": "round", "id": vote.id, "name": "First", "method": "consent", "state": "open", "anonymous": False,
            "voted": 3, "electors": 3, "results": None,
        }  # fmt: skip
        self.assertEqual(self.projected()["pulled"], told)
        vote.action_close()
        results = self.projected()["pulled"].pop("results")
        self.assertEqual([need.pop("total")["voters"] for need in results["needs"]], [3, 3])
        self.assertEqual(
            results | {"needs": sorted(results["needs"], key=lambda need: need["id"])},
            {
                "is_fair_share": False,
                "cap": vote.cap,
                "min_cell": vote.min_cell,
                "voters": 3,
                "needs": [{"id": need.id, "name": need.name, "bought": False} for need in needs],
            },
        )

    def test_what_was_up_and_is_gone_or_put_away_is_up_no_more(self):
        need = self.make_need("See the last call")
        conflict = self.new_conflict({"name": "Once"}, {"name": "Twice"})
        kept, gone = conflict.option_ids
        self.session.action_pull("option", gone.id)
        gone.unlink()
        self.assertIsNone(self.projected()["pulled"])
        self.session.action_pull("option", kept.id)
        # what a step without names collects
        kept.sudo().is_held = True
        self.assertIsNone(self.projected()["pulled"])
        self.session.action_pull("need", need.id)
        self.assertEqual(self.projected()["pulled"]["id"], need.id)
        need.active = False
        self.assertIsNone(self.projected()["pulled"])

    def test_a_need_is_told_with_all_that_is_known_of_it_and_nothing_that_is_not_so(self):
        tag = self.env.ref("crm_facilitation.need_tag_leads")
        bare = self.make_need("Ring back")
        need = self.make_need("See the last call", problem="Nobody finds it", wish="On the first page")
        need.write({"effort_days": 2, "fit": "setting", "tag_ids": [Command.set(tag.ids)], "minutes_lost_weekly": 30})
        need.with_user(self.employee_service).action_support()
        remarks = self.env["crm.facilitation.remark"].with_user(self.employee_service)
        remarks.action_remark("need", need.id, "question", "Which call?")
        need.action_mark_discussed("It is the same list")
        need.action_accept()
        need.action_plan()
        need.sudo().decision_reason = "Everybody asks for it"
        bare_told = {
            "id": bare.id, "name": "Ring back", "state": "raised", "origin_label": "Sal", "department": self.sales.id,
        }  # fmt: skip
        told = bare_told | {
            "id": need.id, "name": "See the last call", "state": "accepted", "delivery_state": "planned",
            "fate": "Planned", "reason": "Everybody asks for it", "decision_reason": "Everybody asks for it",
            "tags": tag.ids, "supporter_count": 1, "remark_count": 1, "discussed": True, "effort_days": 2,
        }  # fmt: skip
        for user, marks, bare_marks in (
            (self.employee_sales, {"is_my_need": True, "problem": "Nobody finds it", "wish": "On the first page"},
             {"is_my_need": True, "fate": "Raised"}),
            (self.employee_service, {"is_supported_by_me": True}, {"can_support": True}),
            (self.employee_logistics, {"can_support": True}, {"can_support": True}),
            (self.facilitator, {}, {}),
        ):  # fmt: skip
            with self.subTest(user=user.login):
                needs = {one["id"]: one for one in self.state(user)["needs"]}
                self.assertEqual(needs, {need.id: told | marks, bare.id: bare_told | bare_marks})
        room = self.env["crm.facilitation.room"].with_user(self.employee_service)
        facts = {
            "id": need.id, "name": "See the last call", "state": "accepted", "supporter_count": 1, "effort_days": 2,
            "minutes_lost_weekly": 30, "problem": "Nobody finds it", "wish": "On the first page", "origin_label": "Sal",
            "department": "Sales", "tags": [tag.name], "fit": "Setting", "fate": "Planned",
            "reason": "Everybody asks for it", "discussed": True,
        }  # fmt: skip
        own = {"is_anonymous": False, "is_my_need": False, "can_withdraw": False}
        self.assertEqual(room.need_facts(self.session.id, need.id), facts | own)
        self.session.action_pull("need", need.id)
        self.assertEqual(self.projected()["pulled"], {"model": "need"} | facts)
        bare_facts = facts | dict.fromkeys(("problem", "wish", "fit", "reason"), "") | {
            "id": bare.id, "name": "Ring back", "state": "raised", "supporter_count": 0, "effort_days": None,
            "minutes_lost_weekly": None, "tags": [], "fate": "Raised", "discussed": False,
        }  # fmt: skip
        own = {"is_anonymous": False, "is_my_need": True, "can_withdraw": True}
        told = room.with_user(self.employee_sales).need_facts(self.session.id, bare.id)
        self.assertEqual(told, bare_facts | own)
        bare.action_merge_into(need)
        told = room.need_facts(self.session.id, bare.id)
        self.assertEqual((told["reason"], told["fate"]), ("See the last call", "Merged"))
        [told] = [one for one in self.state(self.employee_service)["needs"] if one["id"] == bare.id]
        self.assertEqual(told, bare_told | {"state": "merged", "fate": "Merged", "reason": "See the last call"})

    def test_what_is_delivered_is_marked_for_those_who_may_confirm_it(self):
        need = self.make_need("See the last call")
        need.with_user(self.employee_service).action_support()
        self.make_participant(self.sponsor, self.sales)
        people = (self.employee_sales, self.employee_service, self.employee_logistics, self.sponsor, self.facilitator)

        def marked():
            for user in people:
                [told] = self.state(user)["needs"]
                yield told.get("can_confirm_delivery"), told.get("can_support")

        need.action_accept()
        need.action_plan()
        self.assertEqual(list(marked()), [(None, None), (None, None), (None, True), (None, True), (None, None)])
        need.task_ids.write({"state": "1_done", "nothing_to_configure": "It is there"})
        self.assertEqual(list(marked()), [(True, None), (True, None), (None, True), (None, True), (None, None)])
        # time alone does that
        need.sudo().acceptance_deadline = fields.Date.today() - timedelta(days=2)
        self.assertEqual(list(marked()), [(True, None), (True, None), (None, True), (True, True), (None, None)])

    def test_goals_are_told_with_their_reason_and_names_in_the_language_of_the_reader(self):
        goals = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        values = {"project_id": self.project.id}
        goal, bare = goals.create(
            [values | {"name": "No enquiry waits", "why": "They go"}, values | {"name": "Less mail"}]
        )
        told = sorted(self.state(self.employee_sales)["goals"], key=lambda one: one["id"])
        self.assertEqual(
            told,
            [
                {"id": goal.id, "name": "No enquiry waits", "why": "They go"},
                {"id": bare.id, "name": "Less mail", "why": ""},
            ],
        )
        self.env["res.lang"]._activate_lang("ru_RU")
        tag = self.env.ref("crm_facilitation.need_tag_leads")
        tag.with_context(lang="ru_RU").name = "Обращения"
        self.employee_service.lang = "ru_RU"
        for user, name in ((self.employee_sales, "Leads"), (self.employee_service, "Обращения")):
            room = self.env["crm.facilitation.room"].with_user(user).with_context(lang=user.lang)
            self.assertEqual(room.state(self.session.id)["names"]["tags"][str(tag.id)], name)

    def test_whoever_has_no_department_is_told_without_one(self):
        ann = self.new_guest("Ann Archer", self.env["hr.department"])
        people = {one["id"]: one for one in self.state(self.facilitator, "desk")["desk"]["people"]}
        self.assertEqual(people[ann.id], {"id": ann.id, "name": "Ann Archer", "role": "employee", "can_renew": True})
