"""The page of one need: its words, what became of it, and what its author does there."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user
from odoo.tools import format_date, mute_logger

from ..common import FacilitationCase, FacilitationHttpCase


class TestPage(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.need = self.make_need("See the last call", wish="One list each morning")

    def page(self, user, need=None):
        return (need or self.need).with_user(user).page()

    def test_its_author_edits_it_while_it_is_open(self):
        self.assertTrue(self.page(self.employee_sales)["can_edit"])
        self.need.action_reject("Nobody needs it")
        self.assertFalse(self.page(self.employee_sales)["can_edit"])

    def test_it_tells_all_that_is_filled_in_and_nothing_of_what_is_not(self):
        told = {
            "id": self.need.id, "name": "See the last call", "problem": False, "wish": "One list each morning",
            "acceptance_criteria": False, "minutes_lost_weekly": 0, "state": "raised", "delivery_state": "none",
            "origin_label": "Sal", "is_anonymous": False, "is_my_need": True, "is_supported_by_me": False,
            "can_support": False, "fate": self.need._get_fates()[self.need.id], "reason": "", "session": "Discovery",
            "rollout": "New CRM", "department": "Sales", "can_confirm": False, "can_edit": True, "can_withdraw": True,
            "can_answer": False, "answer": "", "author_answer": "", "missing": "", "deadline": "", "supporter_count": 0,
            "whole": False, "parts": [], "places": [], "leads": False,
        }  # fmt: skip
        page = self.page(self.employee_sales)
        [received, *_later] = page.pop("steps")
        self.assertEqual(page, told)
        self.assertEqual(received["day"], format_date(self.env, self.need.create_date))
        self.need.answer = "The CRM has one"
        self.need.with_user(self.employee_sales).action_answer_keep()
        answered = {"answer": "The CRM has one", "author_answer": "kept", "can_answer": True, "can_withdraw": False}
        page = self.page(self.employee_sales)
        self.assertEqual({name: page[name] for name in answered}, answered)
        self.assertFalse(self.page(self.employee_service)["can_answer"])
        self.need.action_reject("Nobody needs it")
        page = self.page(self.employee_sales)
        self.assertEqual((page["reason"], page["can_answer"]), ("Nobody needs it", False))
        self.need.action_reconsider()
        self.deliver()
        deadline = format_date(self.env, self.need.acceptance_deadline)
        self.assertEqual(self.page(self.employee_sales)["deadline"], deadline)

    def steps(self, user):
        return {step["code"]: step["is_done"] for step in self.page(user)["steps"]}

    def deliver(self):
        self.need.action_accept()
        self.need.action_plan()
        self.need.task_ids.write({"state": "1_done", "nothing_to_configure": "It is there"})

    def test_it_says_what_became_of_the_need(self):
        self.assertEqual(self.steps(self.employee_sales), {
            "raised": True, "decided": False, "planned": False, "configured": False, "confirmed": False
        })  # fmt: skip
        self.deliver()
        self.need.with_user(self.employee_sales).action_confirm_delivery()
        self.assertEqual(set(self.steps(self.employee_sales).values()), {True})

    def test_a_decision_against_it_ends_the_way_with_its_reason(self):
        self.need.action_reject("Nobody needs it")
        self.assertEqual(list(self.steps(self.employee_sales)), ["raised", "decided"])
        self.assertEqual(self.page(self.employee_sales)["reason"], "Nobody needs it")

    def test_what_it_became_part_of_is_named(self):
        other = self.make_need("A list of calls", self.participant_service)
        self.need.action_merge_into(other)
        shown = self.page(self.employee_sales)
        self.assertEqual(shown["whole"], {"id": other.id, "name": "A list of calls"})
        self.assertEqual(
            self.page(self.employee_service, other)["parts"], [{"id": self.need.id, "name": self.need.name}]
        )

    def test_those_who_asked_decide_again_when_it_does_not_work_after_all(self):
        self.deliver()
        for user, may in ((self.employee_sales, True), (self.employee_service, False)):
            self.assertEqual(self.page(user)["can_confirm"], may)
        mine = self.need.with_user(self.employee_sales)
        mine.action_confirm_delivery()
        self.assertTrue(self.page(self.employee_sales)["can_confirm"])
        mine.action_refuse_delivery("Only on Mondays")
        self.assertEqual(self.page(self.employee_sales)["missing"], "Only on Mondays")

    def test_trying_it_leads_to_the_field_that_came_of_it_and_leaves_nothing_behind(self):
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_last_call",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": "date",
                "field_description": "Last call",
            }
        )
        self.employee_sales.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        self.need.action_accept()
        self.need.action_plan()
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = feature.create({"task_id": self.need.task_ids.id, "res_model": "ir.model.fields", "res_id": field.id})
        feature.sudo().state = "confirmed"
        # what is proposed only, and what is gone again
        feature.copy(
            {"state": "proposed", "res_model": "crm.tag", "res_id": self.env["crm.tag"].create({"name": "T"}).id}
        )
        gone = feature.copy({"res_model": "crm.tag", "res_id": self.env["crm.tag"].create({"name": "Gone"}).id})
        gone.sudo().write({"state": "confirmed", "is_gone": True})
        shown = self.page(self.employee_sales)
        self.assertEqual([place["id"] for place in shown["places"]], feature.ids)
        tours = self.env["web_tour.tour"].search_count([])
        wanted = self.employee_sales.tour_enabled
        tried = self.need.with_user(self.employee_sales).try_it()
        self.assertEqual(tried["action"]["res_model"], "crm.lead")
        self.assertIn("x_last_call", tried["hints"][-1]["trigger"])
        self.assertIn(self.need.name, tried["hints"][-1]["text"])
        self.assertEqual(self.env["web_tour.tour"].search_count([]), tours)
        self.assertEqual(self.employee_sales.tour_enabled, wanted)

    def test_whoever_may_not_read_the_need_does_not_read_its_page(self):
        for method in ("page", "try_it"):
            with self.assertRaises(AccessError):
                getattr(self.need.with_user(self.outsider), method)()

    def test_links_in_mails_lead_to_the_page_and_those_who_lead_to_the_form(self):
        for user in (self.employee_sales, self.employee_service):
            action = self.need.sudo()._get_access_action(access_uid=user.id)
            self.assertEqual(
                (action["type"], action["url"]), ("ir.actions.act_url", f"/odoo/facilitation-need/{self.need.id}")
            )
        action = self.need.sudo()._get_access_action(access_uid=self.facilitator.id)
        self.assertEqual(action["type"], "ir.actions.act_window")


class TestWithdrawing(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.need = self.make_need("See the last call")

    def assert_stays(self, user=None):
        before = self.evidence(self.need)
        with self.assertRaises(UserError):
            self.need.with_user(user or self.employee_sales).action_withdraw()
        self.assertEqual((self.need.state, self.evidence(self.need)), ("raised", before))

    def test_the_author_takes_back_what_nobody_has_taken_up(self):
        self.assertTrue(self.need.with_user(self.employee_sales).page()["can_withdraw"])
        self.need.action_park()
        self.need.with_user(self.employee_sales).action_withdraw()
        self.assertEqual((self.need.decided_by_id, self.need.is_parked), (self.employee_sales, False))
        self.assertEqual((self.need.state, self.need.decision_reason), ("rejected", "Withdrawn by its author."))
        self.assertEqual(self.evidence(self.need)[-1], "need_withdrawn")
        self.assertFalse(self.need.with_user(self.employee_sales).page()["can_withdraw"])

    def test_nobody_else_withdraws_it(self):
        for user in (self.employee_service, self.facilitator, self.sponsor, self.outsider):
            self.assert_stays(user)
        # whoever takes part no more reads nothing of it, their own need included
        self.participant_sales.active = False
        self.assert_stays(self.employee_sales)

    def test_what_others_support_stays(self):
        self.need.with_user(self.employee_service).action_support()
        self.assert_stays()

    def test_what_is_put_to_the_vote_stays(self):
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        rounds.create({"name": "First", "session_id": self.session.id}).action_open()
        self.assert_stays()

    def test_what_is_discussed_stays(self):
        self.env["crm.facilitation.remark"].with_user(self.employee_service).action_remark(
            "need", self.need.id, "question", "Which call?"
        )
        self.assert_stays()

    def test_what_became_part_of_it_stays(self):
        self.make_need("A list of calls", self.participant_service).action_merge_into(self.need)
        self.assert_stays()


class TestUnnamed(FacilitationCase):
    def setUp(self):
        super().setUp()
        for number in range(3):
            self.make_participant(new_test_user(self.env, f"more{number}", groups="base.group_user"), self.sales)
        self.session.current_item_id.anonymous = True
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        raised = needs.raise_need(self.session.id, {"name": "My boss reads my calls"}, promised_anonymous=True)
        self.need = needs.browse(raised["id"]).with_user(self.facilitator)
        self.tokens = {str(raised["id"]): raised["token"]}

    def own(self, user, tokens):
        return self.env["crm.facilitation.need"].with_user(user).own_by_token(tokens)

    def test_the_device_shows_its_author_what_became_of_it(self):
        self.need.action_reject("The law asks for it")
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        (fate,) = needs.fates_by_token(self.tokens)
        self.assertEqual(self.need.with_user(self.employee_sales).page()["steps"][0]["day"], "", "the day would tell")
        self.assertEqual((fate["id"], fate["fate"], fate["reason"]), (self.need.id, "Rejected", "The law asks for it"))

    def test_nobody_else_finds_it_as_their_own(self):
        self.assertEqual(self.own(self.employee_sales, self.tokens), self.need.ids)
        self.assertEqual(self.own(self.employee_service, self.tokens), [])
        self.assertEqual(self.own(self.employee_sales, {str(self.need.id): "x" * 32, "no number": "y", "-3": "z"}), [])

    def test_its_author_withdraws_it_without_being_named(self):
        mine = self.need.with_user(self.employee_sales)
        with self.assertRaises(AccessError):
            mine.action_withdraw()
        with self.assertRaises(AccessError):
            self.need.with_user(self.employee_service).action_withdraw(self.tokens[str(self.need.id)])
        self.assertEqual(self.need.state, "raised")
        mine.action_withdraw(self.tokens[str(self.need.id)])
        self.assertEqual((self.need.state, self.need.decision_reason), ("rejected", "Withdrawn by its author."))
        self.assertFalse(self.need.decided_by_id)
        self.assertNotIn(self.employee_sales, self.need.create_uid | self.need.write_uid)
        event = self.env["crm.facilitation.event"].search([("kind", "=", "need_withdrawn")])
        self.assertFalse(event.actor_id)


class TestScreens(FacilitationCase):
    """What one may not change does not look as if one could."""

    def arch(self, user, kind):
        views = self.env["crm.facilitation.need"].with_user(user).get_views([(False, kind)])
        return etree.fromstring(views["views"][kind]["arch"])

    def test_people_who_do_not_lead_are_offered_no_act_that_is_refused(self):
        board = self.arch(self.employee_sales, "kanban")
        self.assertEqual({board.get(name) for name in ("edit", "delete", "archivable", "records_draggable")}, {"0"})
        rows = self.arch(self.employee_sales, "list")
        self.assertEqual({rows.get(name) for name in ("edit", "multi_edit", "delete", "duplicate")}, {"0"})
        form = self.arch(self.employee_sales, "form")
        self.assertEqual({form.get(name) for name in ("create", "delete", "duplicate")}, {"0"})
        described = self.env["crm.facilitation.need"].with_user(self.employee_sales).fields_get(["active"])
        self.assertTrue(described["active"]["readonly"])

    def test_facilitators_keep_every_act(self):
        self.arch(self.employee_sales, "kanban")
        self.assertIsNone(self.arch(self.facilitator, "kanban").get("records_draggable"))
        self.assertEqual(self.arch(self.facilitator, "list").get("multi_edit"), "1")
        described = self.env["crm.facilitation.need"].with_user(self.facilitator).fields_get(["active"])
        self.assertFalse(described["active"]["readonly"])

    def test_a_field_can_be_filled_in_by_whoever_may_write_it(self):
        mine, decided = self.make_need("See the last call"), self.make_need("Sort by region")
        decided.action_defer("Later")
        others = self.make_need("Colours", self.participant_service)
        seen = (mine | decided | others).with_user(self.employee_sales)
        self.assertEqual(seen.mapped("can_edit"), [True, False, False])
        self.assertTrue(all(seen.with_user(self.facilitator).mapped("can_edit")))
        form = self.arch(self.employee_sales, "form")
        for node in form.xpath("//field[not(ancestor::field)]"):
            if node.get("invisible") not in ("1", "True"):
                self.assertTrue("can_edit" in node.get("readonly", "") or node.get("readonly") == "1", node.get("name"))

    def test_rows_in_the_form_lead_those_alone_on_who_lead_sessions(self):
        def ways_on(user):
            arch, _view = self.env["crm.facilitation.need"].with_user(user)._get_view(view_type="form")
            return [rows for rows in arch.xpath("//field/list") if rows.get("no_open") != "1"]

        self.assertTrue(ways_on(self.facilitator))
        self.assertFalse(ways_on(self.employee_sales))

    def test_what_nobody_fills_in_is_not_open_on_a_new_need_either(self):
        form = Form(self.env["crm.facilitation.need"].with_user(self.employee_sales))
        for name in ("delivery_state", "decided_by_id", "decided_on", "rank"):
            with self.subTest(name), self.assertRaisesRegex(AssertionError, "readonly"):
                setattr(form, name, False)


class TestQuestionsAfterLaunch(FacilitationHttpCase):
    def test_who_is_logged_in_answers_from_the_desk_without_a_link(self):
        need = self.make_need("See the last call")
        pulse = self.env["crm.facilitation.pulse"].sudo()
        pulse = pulse.create({"need_id": need.id, "participant_id": self.participant_sales.id})
        self.authenticate("sal", "sal")
        page = self.url_open("/crm_facilitation/pulse/mine")
        self.assertIn("See the last call", page.text)
        proof = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        said = {f"minutes-{pulse.id}": "10", f"verdict-{pulse.id}": "better"}
        with mute_logger("odoo.http"):
            self.url_open("/crm_facilitation/pulse/mine/answer", data=said | {"csrf_token": "0"})
        self.assertFalse(pulse.answered_on)
        self.url_open("/crm_facilitation/pulse/mine/answer", data=said | {"csrf_token": proof})
        self.assertEqual((pulse.minutes_weekly, pulse.verdict), (10, "better"))
        self.authenticate("ser", "ser")
        self.assertNotIn("See the last call", self.url_open("/crm_facilitation/pulse/mine").text)
