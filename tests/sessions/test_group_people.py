"""People of another company of the group: invited by name they take part, whatever companies they work in, and lead nothing there.

Whoever leads in their own company comes by their personal link: some fields are shown to everybody who leads.
"""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.crm_facilitation.tools.sessions.identity import entered

from ..common import FacilitationCase


class GroupCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.sudo().company_id = cls.env.company
        cls.sister = cls.env["res.company"].create({"name": "Sister company"})
        cls.person = cls._of_sister("person", "base.group_user")
        cls.leader = cls._of_sister("leader", "crm_facilitation.group_facilitator,crm_facilitation.group_sponsor")
        cls.stranger = cls._of_sister("stranger", "crm_facilitation.group_facilitator,crm_facilitation.group_sponsor")
        cls.colleague = cls._of_sister("colleague", "base.group_user")
        cls.place = cls.make_participant(cls.person, cls.sales)
        cls.place_of_colleague = cls.make_participant(cls.colleague, cls.service)
        cls.place_of_leader = cls.make_participant(cls.leader, cls.service)
        cls.need = cls.make_need("See the last call")

    @classmethod
    def _of_sister(cls, login, groups):
        user = cls._new_user(login, groups)
        user.write({"company_ids": [Command.set(cls.sister.ids)], "company_id": cls.sister.id})
        return user

    def as_in_the_browser(self, record, user):
        return record.with_user(user).with_context(allowed_company_ids=self.sister.ids)


class TestTakePart(GroupCase):
    def test_whoever_is_invited_sees_the_session_and_raises_supports_and_votes(self):
        self.need.action_accept()
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        opened = rounds.create(
            {
                "name": "First",
                "session_id": self.session.id,
                "need_ids": [Command.set(self.need.ids)],
                "allow_own": True,
            }
        )
        opened.action_open()
        goal = self.env["crm.facilitation.goal"].with_user(self.facilitator)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        other = self.make_need("Sort by region")
        for user in (self.person, self.colleague):
            with self.subTest(user.login):
                session = self.as_in_the_browser(self.session, user)
                self.assertIn(session, session.search([]))
                self.assertEqual(session.read(["name"])[0]["name"], "Discovery")
                needs = self.as_in_the_browser(self.need, user)
                raised = needs.raise_need(session.id, {"name": f"Of {user.login}"})
                mine = needs.browse(raised["id"])
                self.assertEqual((mine.company_id.sudo(), mine.is_my_need), (self.env.company, True))
                mine.name = f"Still of {user.login}"
                self.as_in_the_browser(other, user).action_support()
                self.as_in_the_browser(goal, user).action_rate(4)
                self.as_in_the_browser(opened, user).cast({self.need.id: 2})
                shown = session.web_read({"project_id": {"fields": {"display_name": {}}}})
                self.assertIn("New CRM", str(shown))
                desk = self.as_in_the_browser(self.env["crm.facilitation.desk"], user).desk()
                self.assertTrue(desk)
        self.env.invalidate_all()
        self.assertEqual(other.sudo().supporter_ids, self.place | self.place_of_colleague)
        # of fewer than three nothing is told
        opened.with_user(self.employee_service).cast({self.need.id: 2})
        opened.action_close()
        self.assertTrue(opened.recount())
        self.assertEqual(opened.results()["voters"], 3)

    def test_the_short_form_offers_what_the_session_can_take(self):
        tag = self.env.ref("crm_facilitation.need_tag_leads")
        theirs = self.env["crm.facilitation.need.tag"].with_user(self.leader).create({"name": "Theirs"})
        needs = self.as_in_the_browser(self.need, self.person)
        offered = {each["id"] for each in needs.raise_choices(self.session.id)["tags"]}
        self.assertIn(tag.id, offered)
        self.assertNotIn(theirs.id, offered)
        made = needs.raise_need(self.session.id, {"name": "Tagged", "tag_ids": [Command.set(tag.ids)]})
        self.assertEqual(self.need.browse(made["id"]).tag_ids, tag)


class TestLeadNothing(GroupCase):
    def row(self, record):
        """What is stored, but for when a computed value was written last."""
        [row] = record.sudo().read(load=None)
        return {name: value for name, value in row.items() if name not in ("write_uid", "write_date", "__last_update")}

    def refuses(self, call):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()
            self.env.flush_all()
        self.env.invalidate_all()

    def test_whoever_leads_elsewhere_leads_nothing_where_they_are_invited(self):
        goal = self.env["crm.facilitation.goal"].create({"name": "No enquiry waits", "project_id": self.project.id})
        conflict = self.env["crm.facilitation.conflict"].create({"name": "Who does it", "session_id": self.session.id})
        option = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        option = option.create({"conflict_id": conflict.id, "name": "Both"})
        need, session, goal, conflict, option, place, step = (
            self.as_in_the_browser(record, self.leader)
            for record in (self.need, self.session, goal, conflict, option, self.participant_sales,
                           self.session.agenda_item_ids[0])
        )  # fmt: skip
        self.env.flush_all()
        before = [self.row(record) for record in (need, session, goal, conflict, option, place, step)]
        rounds = session.env["crm.facilitation.round"]
        for call in (
            need.action_accept, lambda: need.action_reject("No"), lambda: need.action_defer("Later"), need.unlink,
            lambda: need.write({"name": "Worded anew"}), lambda: need.write({"fit": "standard"}), need.action_plan,
            session.action_close, session.action_next, session.action_open_lobby, session.action_open_kiosk,
            lambda: session.write({"name": "Ours now"}), lambda: goal.write({"name": "Ours now"}), goal.unlink,
            lambda: conflict.action_agree(text="Both"), lambda: conflict.action_dismiss("No"),
            lambda: conflict.write({"name": "Ours now"}), lambda: option.write({"name": "Ours now"}), option.unlink,
            lambda: place.write({"attendance": "absent"}), place.action_renew_link, place.action_join,
            lambda: step.write({"name": "Ours now"}), step.unlink,
            lambda: rounds.create({"name": "Theirs", "session_id": session.id, "need_ids": [Command.set(need.ids)]}),
            lambda: need.create({"name": "For Sal", "session_id": session.id, "author_id": self.participant_sales.id}),
            lambda: need.raise_need(session.id, {"name": "For Sal", "author_id": self.participant_sales.id}),
            lambda: need.create({"name": "x", "session_id": session.id, "department_id": self.logistics.id}),
            lambda: self.as_in_the_browser(self.project, self.leader).action_facilitation_launch_override("We want it"),
            lambda: self.as_in_the_browser(self.env["crm.facilitation.participant"], self.leader).create(
                {"session_id": session.id, "partner_id": self.stranger.partner_id.id}
            ),
        ):  # fmt: skip
            self.refuses(call)
        self.assertEqual([self.row(record) for record in (need, session, goal, conflict, option, place, step)], before)
        self.assertFalse(self.session.need_ids - self.need)

    def test_whoever_was_not_invited_or_is_not_any_more_sees_nothing(self):
        self.place.active = False
        # the leader is invited, and comes by a link
        for user in (self.stranger, self.leader, self.person):
            for record in (self.session, self.need, self.participant_sales, self.session.agenda_item_ids[0]):
                with self.subTest(user=user.login, model=record._name):
                    theirs = self.as_in_the_browser(record, user)
                    self.assertNotIn(theirs, theirs.search([]))
                    with self.assertRaises(AccessError):
                        theirs.read(["display_name"])

    def test_whoever_leads_elsewhere_takes_part_by_their_link(self):
        entry, env = self.place_of_leader.sudo()._as_guest("link")
        with entered(entry):
            session = self.session.with_env(env)
            self.assertEqual(session.search([]), session)
            made = env["crm.facilitation.need"].raise_need(session.id, {"name": "Of theirs"})
            self.assertTrue(env["crm.facilitation.need"].browse(made["id"]).is_my_need)
            self.assertFalse(session._identify().is_facilitator)
        self.assertEqual(self.need.browse(made["id"]).sudo().author_id, self.place_of_leader)

    def test_management_of_another_company_is_not_asked_in_place_of_those_who_asked(self):
        """The question would tell them the need, and they would decide on it."""
        need = self.need
        need.action_accept()
        need.action_plan().write({"nothing_to_configure": "The standard does it", "state": "1_done"})
        with freeze_time(fields.Date.today() + timedelta(days=60)):
            need._ask_acceptance()
            asked = self.env["mail.activity"].sudo().search([("res_model", "=", need._name), ("res_id", "=", need.id)])
            self.assertIn(self.sponsor, asked.user_id)
            self.assertFalse(asked.user_id & (self.leader | self.stranger))
            self.refuses(self.as_in_the_browser(need, self.leader).action_confirm_delivery)
        self.assertFalse(need.delivery_decision)
