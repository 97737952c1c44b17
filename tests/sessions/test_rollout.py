"""The roll-out on the screen: what hangs on it, counted and opened."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..common import FacilitationCase


class TestRollout(FacilitationCase):
    def test_the_roll_out_counts_and_opens_its_sessions_and_needs(self):
        other = self.project.create({"name": "Another", "is_facilitation": True})
        need = self.make_need("Stage for site visits")
        self.assertEqual((self.project.session_count, self.project.need_count), (1, 1))
        self.assertEqual((other.session_count, other.need_count), (0, 0))
        for action, records in (
            (self.project.action_open_sessions(), self.session),
            (self.project.action_open_needs(), need),
        ):
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), records)

    def test_a_session_that_brought_something_about_stays_with_its_roll_out(self):
        other = self.project.create({"name": "Another", "is_facilitation": True})
        empty = self.session.copy({"name": "Empty"})
        empty.project_id = other
        self.assertEqual(empty.project_id, other)
        self.make_need("Stage for site visits").active = False
        with self.assertRaisesRegex(UserError, "stays with its roll-out"):
            self.session.project_id = other
        # to be where it is is no move
        self.session.project_id = self.project
        self.assertEqual(self.session.project_id, self.project)

    def test_who_takes_part_opens_the_roll_out_from_a_link_and_reads_all_that_is_on_it(self):
        project = self.project.with_user(self.employee_sales)
        view = project.get_view(project.get_formview_id(), "form")
        names = [name for name in view["models"]["project.project"] if name in project._fields]
        self.assertEqual(project.read(names)[0]["name"], "New CRM")
        form = self.env.ref("crm_facilitation.project_project_view_form_participant")
        self.assertEqual(project.get_formview_id(), form.id)
        for user in (self.facilitator, self.sponsor):
            self.assertNotEqual(self.project.with_user(user).get_formview_id(), form.id)

    def test_everybody_finds_the_sessions_that_they_take_part_in(self):
        other = self.session.create({"name": "Of others", "project_id": self.project.id})
        for user, mine in ((self.employee_sales, self.session), (self.facilitator, self.session.browse())):
            sessions = (self.session | other).with_user(user)
            self.assertEqual(sessions.filtered("is_my_session"), mine, user.login)
            self.assertEqual(sessions.search([("is_my_session", "=", True)]), mine, user.login)

    def test_after_a_launch_people_take_part_for_as_many_days_as_are_asked_for(self):
        role = self.env["crm.facilitation.role"].with_user(self.employee_sales)
        self.assertTrue(role._takes_part_now(0))
        with freeze_time("2027-03-01 12:00"):
            self.project.with_user(self.sponsor).action_facilitation_launch_override("It is urgent.")
        with freeze_time("2027-03-31 12:00"):
            self.assertEqual([role._takes_part_now(days) for days in (29, 30)], [False, True])
            self.assertFalse(role.with_user(self.outsider)._takes_part_now(30))
            self.project.sudo().active = False
            self.assertFalse(role._takes_part_now(30))

    def test_who_is_missing_and_who_has_come_is_noted_by_the_facilitator(self):
        person = self.participant_sales.with_user(self.facilitator)
        person.action_absent()
        self.assertEqual(person.attendance, "absent")
        person.action_join()
        self.assertEqual(person.attendance, "joined")

    def test_a_list_of_roll_outs_counts_in_as_many_queries_as_one(self):
        many = self.project.create([{"name": f"Roll-out {number}", "is_facilitation": True} for number in range(20)])
        many.mapped("need_count")
        self.env.invalidate_all()
        # sessions and needs, each with the access rules of a facilitator
        with self.assertQueryCount(2):
            (many | self.project).mapped("need_count")


class TestCompany(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Another company"})
        cls.facilitator.company_ids += cls.other
        cls.rollouts = cls.env["project.project"].with_user(cls.facilitator)
        cls.rollouts = cls.rollouts.with_context(allowed_company_ids=[cls.env.company.id, cls.other.id])

    def test_access_d_a_roll_out_is_of_its_makers_company(self):
        made = self.rollouts.create([{"name": "Here", "is_facilitation": True, "company_id": False}])
        made |= self.rollouts.with_context(default_is_facilitation=True).create({"name": "Here too"})
        there = self.rollouts.with_company(self.other).create({"name": "There", "is_facilitation": True})
        self.assertEqual((made.company_id, there.company_id), (self.env.company, self.other))

    def test_access_d_a_project_that_becomes_a_roll_out_takes_the_makers_company(self):
        project = self.rollouts.create({"name": "Works"})
        self.assertFalse(project.company_id)
        self.assertFalse(project.type_ids)
        project.with_company(self.other).is_facilitation = True
        self.assertEqual(project.company_id, self.other)
        # and its tasks go through four stages
        self.assertEqual(len(project.type_ids), 4)

    def test_access_d_a_customers_company_is_the_roll_outs(self):
        customer = self.env["res.partner"].create({"name": "Customer", "company_id": self.other.id})
        made = self.rollouts.create({"name": "There", "is_facilitation": True, "partner_id": customer.id})
        self.assertEqual(made.company_id, self.other)

    def test_access_d_no_roll_out_is_without_a_company(self):
        with self.assertRaisesRegex(UserError, "belongs to a company"):
            self.project.company_id = False
        self.assertEqual(self.project.company_id, self.env.company)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE project_project SET company_id = NULL WHERE id = %s", [self.project.id])

    def test_field_26_a_roll_out_with_a_history_stays_with_its_company(self):
        both = self.project.with_env(self.rollouts.env)
        with self.assertRaisesRegex(UserError, "stays with"):
            both.company_id = self.other
        self.assertEqual((both.company_id, both.session_ids.company_id), (self.env.company, self.env.company))

    def test_field_26_a_customer_of_another_company_does_not_move_it_either(self):
        account = self.env["account.analytic.account"].create(
            {"name": "There", "plan_id": self.env["account.analytic.plan"].create({"name": "Plan"}).id,
             "company_id": self.other.id})  # fmt: skip
        # the company whose people held the sessions is named, and not the one it would come to
        words = f"stays with {self.env.company.name}: its sessions"
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.project.sudo().account_id = account
        self.assertEqual(self.project.company_id, self.env.company)

    def test_field_26_an_empty_roll_out_may_still_move(self):
        empty = self.rollouts.create({"name": "Here", "is_facilitation": True})
        empty.company_id = self.other
        self.assertEqual(empty.company_id, self.other)

    def test_access_d_a_session_is_of_the_company_of_its_roll_out(self):
        session = self.env["crm.facilitation.session"].with_env(self.rollouts.env)
        words = "belongs to the company of its roll-out"
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            session.create({"name": "There", "project_id": self.project.id, "company_id": self.other.id})
        self.assertEqual(self.project.session_ids, self.session)


class TestActs(FacilitationCase):
    def test_access_d_acts_ask_for_the_right_to_act_and_not_to_read(self):
        """Somebody lets all companies read: the rule of Odoo's projects is a company's to change."""
        other = self.env["res.company"].create({"name": "Another company"})
        self.env.ref("project.project_comp_rule").active = False
        people = self.facilitator | self.sponsor
        people.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.env.flush_all()
        for name, arguments in (
            ("action_facilitation_launch", ()),
            ("action_facilitation_launch_override", ("Now",)),
            ("action_config_baseline", ()),
            ("action_config_rebaseline", ("Again",)),
            ("action_config_scan", ()),
            ("action_send_pulse", ()),
            ("action_leave_out_department", (self.sales.id, "Not ours")),
            ("forgotten_departments", ()),
        ):
            for person in people:
                with self.subTest(method=name, person=person.login):
                    project = self.project.with_user(person).with_context(allowed_company_ids=other.ids)
                    self.assertTrue(project.has_access("read"))
                    with self.assertRaises(AccessError):
                        getattr(project, name)(*arguments)
        self.assertEqual(
            (self.project.sudo().facilitation_phase, self.project.sudo().config_baseline_on), ("discovery", False)
        )
