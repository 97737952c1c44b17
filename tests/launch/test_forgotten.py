"""Nobody is forgotten: a department whose people work with the CRM is named as affected, or left out with a reason."""

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, mute_logger

from ..common import FacilitationCase

LEAVE_OUT = "action_leave_out_department"


class ForgottenCase(FacilitationCase):
    """The cast's roll-out names Sales, Service and Logistics. Accounting works with the CRM too, and is not named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # who is at work in the database already belongs to no department here
        cls.env["hr.employee"].search([]).department_id = False
        cls.accounting = cls.make_department("Accounting")

    @classmethod
    def make_department(cls, name, **values):
        return cls.env["hr.department"].create({"name": name} | values)

    @classmethod
    def make_employee(cls, login, department, groups="base.group_user", **values):
        """A new user who works in ``department``."""
        user = cls._new_user(login, groups)
        company = user.company_id.id
        values = {"name": login, "user_id": user.id, "company_id": company, "department_id": department.id} | values
        cls.env["hr.employee"].create(values)
        return user

    @classmethod
    def make_opportunity(cls, user, **values):
        values = {"name": "Windows", "type": "opportunity", "user_id": user.id} | values
        return cls.env["crm.lead"].create(values)

    def forgotten(self, project=None):
        """``{department: {code: number of people}}``"""
        found = (project or self.project).forgotten_departments()
        browse = self.env["hr.department"].browse
        return {
            browse(one["department_id"]): {reason["code"]: reason["count"] for reason in one["reasons"]}
            for one in found
        }

    def check(self):
        return next(c for c in self.project.facilitation_readiness() if c["code"] == "forgotten")


class TestReasons(ForgottenCase):
    def test_nobody_works_with_the_crm_and_nobody_is_forgotten(self):
        self.make_employee("idle", self.accounting)
        self.assertEqual(self.forgotten(), {})
        self.assertTrue(self.check()["ok"])

    def test_a_manager_who_knows_one_department_hears_of_the_others(self):
        manager = self.make_employee("boss", self.sales, "sales_team.group_sale_manager")
        parts = self.make_department("Spare Parts")
        sellers = [
            self.make_employee(f"seller{number}", parts, "sales_team.group_sale_salesman") for number in range(3)
        ]
        clerk = self.make_employee("clerk", self.accounting)
        self.make_opportunity(clerk)
        self.make_opportunity(sellers[0])
        self.env["crm.team"].create({"name": "Counter", "member_ids": [Command.set([sellers[1].id])]})
        rollout = self.project.create(
            {
                "name": "By one person",
                "is_facilitation": True,
                "user_id": manager.id,
                "affected_department_ids": [Command.set(self.sales.ids)],
            }
        )
        self.assertEqual(
            self.forgotten(rollout),
            {parts: {"crm_rights": 3, "opportunities": 1, "sales_team": 1}, self.accounting: {"opportunities": 1}},
        )
        screen = rollout.with_user(self.sponsor).get_launch_screen()
        line = next(check for check in screen["checks"] if check["code"] == "forgotten")
        self.assertEqual((line["ok"], line["count"]), (False, 2))
        self.assertEqual(set(line["names"]), {"Spare Parts", "Accounting"})
        opened = self.env[line["action"]["res_model"]].search(line["action"]["domain"])
        self.assertEqual(opened, parts | self.accounting)
        with self.assertRaisesRegex(UserError, "Forgotten departments whose people work with the CRM: 2"):
            rollout.action_facilitation_launch()
        self.assertEqual(rollout.facilitation_phase, "discovery")

    def test_crm_rights_from_the_lowest_group_up(self):
        for number, level in enumerate(("salesman", "salesman_all_leads", "manager"), start=1):
            self.make_employee(f"right{number}", self.accounting, f"sales_team.group_sale_{level}")
            self.assertEqual(self.forgotten(), {self.accounting: {"crm_rights": number}})

    def test_what_odoo_gave_its_administrator_says_nothing_and_what_they_do_counts(self):
        admin = self.env.ref("base.user_admin")
        self.env["crm.team"].create({"name": "Counter", "user_id": admin.id})
        employee = admin.employee_id or admin.employee_ids.create({"name": "Administrator", "user_id": admin.id})
        employee.department_id = self.accounting
        self.assertTrue(admin.has_group("sales_team.group_sale_salesman"))
        self.assertEqual(self.forgotten(), {})
        self.make_opportunity(admin)
        self.assertEqual(self.forgotten(), {self.accounting: {"opportunities": 1}})

    def test_a_user_who_left_holds_no_rights(self):
        self.make_employee("left", self.accounting, "sales_team.group_sale_manager").active = False
        self.assertEqual(self.forgotten(), {})

    def test_an_employee_who_left_belongs_to_no_department(self):
        self.make_employee("gone", self.accounting, "sales_team.group_sale_manager").employee_id.active = False
        self.assertEqual(self.forgotten(), {})

    def test_opportunities_won_lost_and_open_of_the_last_year(self):
        user = self.make_employee("owner", self.accounting)
        old = fields.Datetime.now() - relativedelta(years=1, days=1)
        with_date = self.env["crm.lead"].with_context(tracking_disable=True)
        past = self.make_opportunity(user)
        with_date.flush_model()
        self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", (old, past.id))
        past.invalidate_recordset()
        self.make_opportunity(user, type="lead")
        self.assertEqual(self.forgotten(), {})
        lost = self.make_opportunity(user, active=False, probability=0)
        self.assertEqual(self.forgotten(), {self.accounting: {"opportunities": 1}})
        lost.unlink()
        past.date_closed = fields.Datetime.now()
        self.assertEqual(self.forgotten(), {self.accounting: {"opportunities": 1}})

    def test_many_opportunities_of_one_person_are_one_person(self):
        user = self.make_employee("owner", self.accounting)
        for _number in range(3):
            self.make_opportunity(user)
        self.assertEqual(self.forgotten(), {self.accounting: {"opportunities": 1}})

    def test_members_and_leaders_of_a_sales_team(self):
        member = self.make_employee("member", self.accounting)
        leader = self.make_employee("leader", self.accounting)
        team = self.env["crm.team"].create({"name": "Counter", "member_ids": [Command.set(member.ids)]})
        self.assertEqual(self.forgotten(), {self.accounting: {"sales_team": 1}})
        team.user_id = leader
        self.assertEqual(self.forgotten(), {self.accounting: {"sales_team": 2}})
        team.active = False
        self.assertEqual(self.forgotten(), {})

    def test_activities_on_opportunities_and_on_nothing_else(self):
        user = self.make_employee("busy", self.accounting)
        seller = self.make_employee("seller", self.sales)
        lead = self.make_opportunity(seller, type="lead")
        opportunity = self.make_opportunity(seller)
        for record in (lead, user.partner_id):
            record.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)
        self.assertEqual(self.forgotten(), {})
        activity = opportunity.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)
        self.assertEqual(self.forgotten(), {self.accounting: {"activities": 1}})
        activity.action_done()
        self.assertEqual(self.forgotten(), {})

    def test_who_raised_or_supported_a_need(self):
        raiser, supporter = (self.make_employee(login, self.accounting) for login in ("raiser", "supporter"))
        # they came along with Sales, and are no people of Sales
        first, second = (self.make_participant(user, self.sales) for user in (raiser, supporter))
        need = self.make_need("Dunning letters", first)
        self.assertEqual(self.forgotten(), {self.accounting: {"asked": 1}})
        need.with_user(supporter).action_support()
        self.assertEqual(need.supporter_ids, second)
        self.assertEqual(self.forgotten(), {self.accounting: {"asked": 2}})
        need.active = False
        self.assertEqual(self.forgotten(), {self.accounting: {"asked": 2}}, "who asked is no less there")
        elsewhere = self.project.create({"name": "Other", "is_facilitation": True})
        self.assertEqual(self.forgotten(elsewhere), {})

    def test_who_asked_needs_no_user(self):
        employee = self.env["hr.employee"].create({"name": "Anton", "department_id": self.accounting.id})
        participant = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        participant = participant.create(
            {"session_id": self.session.id, "partner_id": employee.work_contact_id.id, "department_id": self.sales.id}
        )
        need = self.make_need("Dunning letters")
        need.sudo().supporter_ids = participant
        self.assertEqual(self.forgotten(), {self.accounting: {"asked": 1}})

    def test_most_people_first(self):
        parts = self.make_department("Parts")
        self.make_employee("one", self.accounting, "sales_team.group_sale_manager")
        for login in ("two", "three"):
            self.make_employee(login, parts, "sales_team.group_sale_salesman")
        self.assertEqual([*self.forgotten()], [parts, self.accounting])


class TestBranches(ForgottenCase):
    def test_above_and_below_an_affected_department_nobody_is_forgotten(self):
        commerce = self.make_department("Commerce")
        self.sales.parent_id = commerce
        north = self.make_department("North", parent_id=self.sales.id)
        east = self.make_department("East", parent_id=north.id)
        beside = self.make_department("Purchasing", parent_id=commerce.id)
        for number, department in enumerate((commerce, north, east, beside)):
            self.make_employee(f"seller{number}", department, "sales_team.group_sale_salesman")
        self.assertEqual(self.forgotten(), {beside: {"crm_rights": 1}})

    def test_a_named_department_that_was_archived_is_named(self):
        self.make_employee("seller", self.accounting, "sales_team.group_sale_salesman")
        self.project.affected_department_ids += self.accounting
        self.accounting.active = False
        self.assertEqual(self.forgotten(), {})

    def test_without_a_department_nobody_is_named(self):
        self.make_employee("nomad", self.env["hr.department"], "sales_team.group_sale_salesman")
        self.assertEqual(self.forgotten(), {})

    def test_naming_it_turns_the_check_green(self):
        self.make_employee("seller", self.accounting, "sales_team.group_sale_salesman")
        self.assertFalse(self.check()["ok"])
        self.project.affected_department_ids += self.accounting
        self.assertTrue(self.check()["ok"])

    def test_an_ordinary_project_of_a_company_forgets_nobody_either(self):
        self.make_employee("acc", self.accounting, "sales_team.group_sale_salesman")
        self.assertIn(self.accounting, self.project._forgotten_departments())
        plain = self.env["project.project"].create({"name": "Plain", "company_id": self.project.company_id.id})
        self.assertFalse(plain._find_forgotten())

    def test_an_ordinary_project_forgets_nobody(self):
        self.make_employee("seller", self.accounting, "sales_team.group_sale_salesman")
        self.assertEqual(self.project.create({"name": "Ordinary"}).forgotten_departments(), [])


class TestCompanies(ForgottenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Another company"})
        cls.foreign_department = cls.make_department("Overseas", company_id=cls.other.id)
        cls.foreigner = cls._new_user("overseas", "sales_team.group_sale_manager")
        cls.foreigner.write({"company_ids": [Command.set(cls.other.ids)], "company_id": cls.other.id})
        cls.make_foreign_employee(cls.foreigner)
        cls.abroad_facilitator = cls._new_user("lead_abroad", "crm_facilitation.group_facilitator")
        cls.abroad_facilitator.write({"company_ids": [Command.set(cls.other.ids)], "company_id": cls.other.id})

    @classmethod
    def make_foreign_employee(cls, user):
        values = {"name": user.name, "user_id": user.id, "company_id": cls.other.id}
        return cls.env["hr.employee"].create(values | {"department_id": cls.foreign_department.id})

    def test_people_of_another_company_are_not_told_of(self):
        self.assertEqual(self.forgotten(), {})
        self.project.sudo().company_id = self.env.company
        self.assertEqual(self.forgotten(), {})

    def test_what_somebody_does_in_another_company_does_not_count(self):
        both = self.make_employee("both", self.accounting)
        both.company_ids += self.other
        abroad = self.make_opportunity(both, company_id=self.other.id)
        abroad.activity_schedule("mail.mail_activity_data_todo", user_id=both.id)
        self.env["crm.team"].create({"name": "Abroad", "company_id": self.other.id, "user_id": both.id})
        self.assertEqual(self.forgotten(), {})

    def test_the_roll_outs_company_decides_and_the_readers_does_not(self):
        self.facilitator.company_ids += self.other
        both = self.project.with_context(allowed_company_ids=[self.env.company.id, self.other.id])
        rollout = both.create({"name": "Overseas", "is_facilitation": True, "company_id": self.other.id})
        self.assertEqual(self.forgotten(rollout), {self.foreign_department: {"crm_rights": 1}})
        here = rollout.with_context(allowed_company_ids=self.env.company.ids)
        with self.assertRaises(AccessError):
            here.forgotten_departments()

    def test_a_roll_out_made_without_a_company_is_its_makers_and_tells_others_nothing(self):
        self.make_employee("seller", self.accounting, "sales_team.group_sale_salesman")
        abroad = self.project.with_user(self.abroad_facilitator).with_context(allowed_company_ids=self.other.ids)
        rollout = abroad.create({"name": "Overseas", "is_facilitation": True, "company_id": False})
        self.assertEqual(rollout.company_id, self.other)
        self.assertEqual(self.forgotten(rollout), {self.foreign_department: {"crm_rights": 1}})
        with self.assertRaises(AccessError):
            rollout.with_user(self.facilitator).with_context(allowed_company_ids=False).forgotten_departments()


class TestLeavingOut(ForgottenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_employee("seller", cls.accounting, "sales_team.group_sale_salesman")

    def left_out(self):
        return self.env["crm.facilitation.left.out"].search([("project_id", "=", self.project.id)])

    def test_left_out_with_a_reason_it_is_forgotten_no_more(self):
        for user in (self.facilitator, self.sponsor):
            with self.subTest(user.login):
                department = self.make_department(f"Of {user.login}")
                self.make_employee(f"of{user.login}", department, "sales_team.group_sale_salesman")
                self.assertIn(department, self.forgotten())
                self.project.with_user(user).action_leave_out_department(department.id, "  They read, no more.  ")
                self.assertNotIn(department, self.forgotten())
                row = self.left_out().filtered(lambda one: one.department_id == department)
                self.assertEqual((row.reason, row.left_out_by_id), ("They read, no more.", user))
                self.assertEqual(row.left_out_on, fields.Date.today())
        self.assertEqual([*self.forgotten()], [self.accounting])

    def test_it_is_evidence(self):
        self.assertTrue(self.project.action_leave_out_department(self.accounting.id, "They read, no more."))
        self.assertIn("department_left_out", self.evidence(self.project))
        event = self.env["crm.facilitation.event"].search([("kind", "=", "department_left_out")], limit=1)
        event = event.with_user(self.sponsor)
        self.assertEqual(event.kind_label, "Department left out")
        self.assertEqual(event.facts.splitlines(), ["Department: Accounting", "Reason: They read, no more."])
        self.assertFalse(event.verify(self.project.id))

    def test_leaving_out_one_leaves_those_below_on_the_list(self):
        below = self.make_department("Dunning", parent_id=self.accounting.id)
        self.make_employee("dunning", below, "sales_team.group_sale_salesman")
        self.project.action_leave_out_department(self.accounting.id, "They read, no more.")
        self.assertEqual(self.forgotten(), {below: {"crm_rights": 1}})

    def test_left_out_and_named_later_it_is_affected(self):
        self.project.action_leave_out_department(self.accounting.id, "They read, no more.")
        self.project.affected_department_ids += self.accounting
        self.assertIn(self.accounting, self.project.affected_department_ids)
        self.assertEqual(self.forgotten(), {})

    def test_the_window_asks_for_the_reason(self):
        wizard = self.env["crm.facilitation.reason.wizard"].with_user(self.sponsor)
        wizard = wizard.with_context(
            active_model="project.project",
            active_ids=self.project.ids,
            facilitation_method=LEAVE_OUT,
            facilitation_about=self.accounting.id,
        )
        wizard.create({"reason": "They read, no more."}).action_apply()
        self.assertEqual(self.left_out().department_id, self.accounting)

    def refused(self, error, department, reason="They read, no more.", user=None, match="."):
        before = self.left_out(), self.evidence(self.project), self.forgotten()
        with self.assertRaisesRegex(error, match), self.env.cr.savepoint():
            self.project.with_user(user or self.facilitator).action_leave_out_department(department, reason)
        self.env.invalidate_all()
        self.assertEqual((self.left_out(), self.evidence(self.project), self.forgotten()), before)

    def test_an_employee_leaves_nobody_out(self):
        for user in (self.employee_sales, self.outsider):
            self.refused(AccessError, self.accounting.id, user=user, match="Only facilitators and management")

    def test_without_a_reason_nobody_is_left_out(self):
        for reason in ("", " \n ", False, None):
            self.refused(UserError, self.accounting.id, reason, match="Say why")

    def test_departments_that_cannot_be_left_out(self):
        other = self.env["res.company"].create({"name": "Another company"})
        foreign = self.make_department("Overseas", company_id=other.id)
        gone = self.make_department("Gone")
        number = gone.id
        gone.unlink()
        for department in (foreign.id, number):
            self.refused(UserError, department, match="Choose a department")
        self.refused(UserError, self.sales.id, match="named as affected")
        self.project.action_leave_out_department(self.accounting.id, "They read, no more.")
        self.refused(UserError, self.accounting.id, match="left out of the roll-out already")

    def test_ordinary_project_leaves_nobody_out(self):
        ordinary = self.project.create({"name": "Ordinary"})
        with self.assertRaisesRegex(UserError, "no CRM roll-out"):
            ordinary.action_leave_out_department(self.accounting.id, "They read, no more.")
        self.assertFalse(self.env["crm.facilitation.left.out"].search([("project_id", "=", ordinary.id)]))

    def test_a_facilitator_of_another_company_leaves_nobody_out(self):
        self.project.sudo().company_id = self.env.company
        other = self.env["res.company"].create({"name": "Another company"})
        foreign = self._new_user("foreign", "crm_facilitation.group_facilitator")
        foreign.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.refused(AccessError, self.accounting.id, user=foreign)
        with self.assertRaises(AccessError):
            self.project.with_user(foreign).forgotten_departments()

    def test_nobody_writes_it_by_hand(self):
        self.project.action_leave_out_department(self.accounting.id, "They read, no more.")
        row = self.left_out()
        values = {"project_id": self.project.id, "department_id": self.sales.id, "reason": "So"}
        values |= {"left_out_by_id": self.sponsor.id, "left_out_on": fields.Date.today()}
        for user in (self.facilitator, self.sponsor):
            for way in (
                lambda rows: rows.write({"reason": "Other"}),
                lambda rows: rows.unlink(),
                lambda rows: rows.create(values),
            ):
                with self.assertRaises(AccessError):
                    way(row.with_user(user))
            with self.assertRaises(AccessError):
                self.project.with_user(user).write({"left_out_ids": [Command.delete(row.id)]})
        self.assertEqual((self.left_out(), row.reason), (row, "They read, no more."))

    def test_the_database_keeps_one_row_for_each_department(self):
        self.project.action_leave_out_department(self.accounting.id, "They read, no more.")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.left_out().sudo().copy({"department_id": self.accounting.id, "reason": "Twice"})
        table = SQL.identifier(self.left_out()._table)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(SQL("UPDATE %s SET reason = ' '", table))
        self.assertEqual(len(self.left_out()), 1)


class TestReading(ForgottenCase):
    def test_employees_may_not_ask_who_is_forgotten(self):
        for method in ("forgotten_departments", "get_forgotten_notice"):
            for user in (self.employee_sales, self.outsider):
                with (
                    self.subTest(method, user=user.login),
                    self.assertRaisesRegex(AccessError, "Only facilitators and management"),
                ):
                    getattr(self.project.with_user(user), method)()

    def test_the_notice_says_it_in_words(self):
        user = self.make_employee("seller", self.accounting, "sales_team.group_sale_salesman")
        self.make_opportunity(user)
        notice = self.project.get_forgotten_notice()
        why = "people with CRM rights: 1, people with opportunities of the last year: 1"
        self.assertEqual(
            notice,
            {"departments": [{"id": self.accounting.id, "name": "Accounting", "why": why}], "may_add": True},
        )
        self.assertFalse(self.project.with_user(self.sponsor).get_forgotten_notice()["may_add"])

    def crowd(self, prefix, number):
        """As many people, each with every reason, in half as many departments of their own and in Accounting."""
        for place in range(number):
            department = self.make_department(f"{prefix}{place}") if place % 2 else self.accounting
            user = self.make_employee(f"{prefix}{place}", department, "sales_team.group_sale_salesman")
            self.make_opportunity(user).activity_schedule("mail.mail_activity_data_todo", user_id=user.id)
            self.env["crm.team"].create({"name": prefix, "member_ids": [Command.set(user.ids)]})
            self.make_need(f"Of {prefix}{place}", self.make_participant(user, self.sales))

    def count_warm(self, call):
        """Queries of ``call`` once the server knows who works where: a new user makes it forget that."""
        self.count_queries(call)
        return self.count_queries(call)

    def test_the_number_of_queries_is_the_same_for_3_and_30_people(self):
        self.crowd("few", 3)
        every = {"crm_rights": 2, "opportunities": 2, "sales_team": 2, "activities": 2, "asked": 2}
        self.assertEqual(self.forgotten()[self.accounting], every)
        few = self.count_warm(self.project.forgotten_departments)
        self.crowd("many", 27)
        self.assertEqual(len(self.forgotten()), 15)
        self.assertEqual(self.count_warm(self.project.forgotten_departments), few)
        self.assertLess(few, 24)
        self.assertEqual(
            self.count_warm(self.project.get_forgotten_notice), few, "names and words are read along with the rest"
        )
