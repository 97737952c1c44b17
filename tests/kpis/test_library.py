"""Each library KPI on records that Odoo itself made: what people do in the CRM is what is counted."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form

from ..common import FacilitationCase


class TestLibrary(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Library"})
        cls.owner = cls._new_user("head", "sales_team.group_sale_manager")
        cls.seller = cls._new_user("seller", "sales_team.group_sale_salesman")
        for user in (cls.owner, cls.seller):
            user.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        cls.rollout = cls.env["project.project"].create(
            {"name": "Library", "is_facilitation": True, "company_id": cls.company.id}
        )
        cls.today = fields.Date.today()

    def leads(self, count, **values):
        own = {"type": "opportunity", "company_id": self.company.id, "user_id": False, "team_id": False}
        leads = self.env["crm.lead"].with_user(self.owner).with_company(self.company)
        return leads.create([own | {"name": f"Deal {number}"} | values for number in range(count)])

    def figure(self, code):
        """The overall value of the library KPI ``code`` in the running month."""
        kpi = self.env["crm.facilitation.kpi"].create(
            {
                "definition_id": self.env.ref(f"crm_facilitation.kpi_definition_{code}").id,
                "project_id": self.rollout.id,
                "owner_id": self.owner.id,
            }
        )
        kpi.with_user(self.owner).action_accept_ownership()
        self.env.flush_all()
        return next(row["value"] for row in kpi._measure([kpi._get_period()]) if not row["group_value"])

    def plan(self, lead, days, user=None):
        return lead.activity_schedule(
            "mail.mail_activity_data_todo", self.today + timedelta(days=days), user_id=(user or self.owner).id
        )

    def test_won_and_lost_are_what_the_buttons_make_them(self):
        won, lost, lost_with_reason, reopened, still = self.leads(5, expected_revenue=100)
        # won in the second they came in, they would be closed before they were created: Odoo closes by whole seconds
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET create_date = date_trunc('second', create_date)")
        self.env.invalidate_all()
        won.action_set_won()
        (lost | reopened).action_set_lost()
        lost_with_reason.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].create({"name": "Price"}).id)
        reopened.action_unarchive()
        reopened.probability = 20
        self.assertEqual((reopened.won_status, still.won_status), ("pending", "pending"))
        self.assertAlmostEqual(self.figure("win_rate"), 100 / 3)
        self.assertAlmostEqual(self.figure("win_rate_value"), 100 / 3)
        self.assertEqual((self.figure("won_deals"), self.figure("lost_deals")), (1, 2))
        self.assertEqual((self.figure("won_revenue"), self.figure("average_won_deal")), (100, 100))
        self.assertEqual(self.figure("lost_reason_filled"), 50)
        self.assertEqual(self.figure("created_pipeline"), 500)
        self.assertEqual(self.figure("sales_cycle"), 0)

    def test_sales_cycle_is_days_from_creation_to_winning(self):
        fast, slow = self.leads(2)
        self.env.flush_all()
        for lead, days in ((fast, 4), (slow, 10)):
            # to the second: won within the second of its creation, it would be a day less
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = date_trunc('second', create_date) - %s * interval '1 day' WHERE id = %s",
                (days, lead.id),
            )
        self.env.invalidate_all()
        (fast | slow).action_set_won()
        self.assertEqual(self.figure("sales_cycle"), 7)

    def test_a_next_activity_is_one_that_is_not_done_on_an_open_opportunity(self):
        planned, done, bare, archived, lost = self.leads(5)
        self.plan(planned, 3)
        self.plan(done, 3).action_feedback()
        for lead in (archived, lost):
            self.plan(lead, 3)
        archived.probability = 30
        archived.action_archive()
        lost.action_set_lost()
        self.assertTrue(bare)
        self.assertAlmostEqual(self.figure("next_activity"), 100 / 3)

    def test_overdue_is_an_opportunity_with_an_activity_of_yesterday(self):
        late, today, done = self.leads(3)
        self.plan(late, -1)
        self.plan(late, -2)
        self.plan(today, 1)
        self.plan(done, -1).action_feedback()
        self.assertEqual(self.figure("overdue_activities"), 1)

    def test_activities_due_and_done(self):
        lead = self.leads(1)
        self.plan(lead, 0)
        self.plan(lead, 0).action_feedback()
        self.assertEqual((self.figure("activities_planned"), self.figure("activities_done")), (2, 1))

    def test_activities_count_with_the_company_of_their_opportunity_and_the_rights_to_it(self):
        both = self.env.company | self.company
        self.owner.company_ids = both
        foreign = self.env["crm.lead"].create(
            {"name": "Elsewhere", "company_id": self.env.company.id, "user_id": False}
        )
        # the own activity, on what is another company's
        self.plan(foreign, 0)
        self.plan(self.leads(1), 0, self.seller)
        lost = self.leads(1)
        self.plan(lost, 0)
        lost.action_archive()
        self.assertEqual(self.figure("activities_planned"), 2)
        unseen = self.leads(1)
        self.plan(unseen, 0, self.seller)
        # a salesperson sees the own opportunities only
        self.owner.group_ids = self.env.ref("sales_team.group_sale_salesman")
        unseen.sudo().user_id = self.seller
        self.assertEqual(self.figure("activities_planned"), 2)

    def test_expected_closing_filled_and_passed(self):
        past, future, _without, _other = self.leads(4)
        past.date_deadline = self.today - timedelta(days=1)
        future.date_deadline = self.today + timedelta(days=5)
        self.assertEqual((self.figure("closing_date_filled"), self.figure("closing_date_passed")), (50, 50))

    def test_stale_is_a_month_in_the_same_stage(self):
        old, _fresh = self.leads(2)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_last_stage_update = now() AT TIME ZONE 'UTC' - interval '40 days' WHERE id = %s",
            (old.id,),
        )
        self.assertEqual(self.figure("stale_pipeline"), 50)

    def test_a_first_response_is_a_message_of_an_employee_that_leaves_the_house(self):
        answered, noted, written_to_us, _silent = self.leads(4)
        answered.with_user(self.owner).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        noted.with_user(self.owner).message_post(body="Call them", message_type="comment", subtype_xmlid="mail.mt_note")
        customer = self.env["res.partner"].create({"name": "Customer"})
        written_to_us.message_post(
            body="Hello?", message_type="email", author_id=customer.id, subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self.figure("first_response"), 25)

    def test_assigned_are_those_with_a_salesperson(self):
        self.leads(2, user_id=self.seller.id)
        self.leads(1)
        self.assertAlmostEqual(self.figure("assigned"), 200 / 3)

    def test_time_to_assignment_leaves_out_who_waits_still(self):
        self.leads(2)
        taken = self.leads(2, user_id=self.seller.id)
        self.assertTrue(taken.mapped("date_open"))
        self.assertEqual(self.figure("assignment_time"), 0)

    def test_conversion_counts_leads_and_what_was_one(self):
        converted, _waiting = self.leads(2, type="lead")
        self.leads(1)
        converted.convert_opportunity(self.env["res.partner"])
        self.assertEqual(self.figure("lead_conversion"), 50)

    def test_complete_are_contacts_with_mail_and_phone(self):
        self.leads(1, email_from="a@example.com", phone="+49 30 123456")
        self.leads(1, email_from="a@example.com")
        self.leads(2)
        self.assertEqual(self.figure("contact_completeness"), 25)

    def test_opportunities_with_a_customer(self):
        self.leads(1, partner_id=self.env["res.partner"].create({"name": "Customer"}).id)
        self.leads(3)
        self.assertEqual((self.figure("linked_customer"), self.figure("created_leads")), (25, 4))

    def test_active_users_logged_in_within_a_week(self):
        for user, days in ((self.owner, 2), (self.seller, 20)):
            self.env.cr.execute(
                "INSERT INTO res_users_log (create_uid, create_date) VALUES (%s, now() AT TIME ZONE 'UTC' - %s * interval '1 day')",
                (user.id, days),
            )
        self.assertEqual(self.figure("active_users"), 50)

    def test_every_entry_of_the_library_says_how_it_is_computed_where_it_comes_from_and_how_it_misleads(self):
        library = self.env["crm.facilitation.kpi.definition"].search([])
        self.assertGreaterEqual(len(library), 15)
        for definition in library:
            with self.subTest(definition.name):
                self.assertTrue(definition.formula and definition.source and definition.traps)
        self.assertTrue(library.filtered("is_vanity"))

    def test_management_defines_a_figure_of_its_own(self):
        form = Form(self.env["crm.facilitation.kpi.definition"].with_user(self.sponsor))
        form.name = "Opportunities of the month"
        form.model_id = self.env["ir.model"].with_user(self.sponsor).search([("model", "=", "crm.facilitation.need")])
        form.date_field_id = form.model_id.field_id.filtered(lambda field: field.name == "create_date")
        self.assertEqual(form.save().model_name, "crm.facilitation.need")

    def test_no_field_beyond_the_authors_rights_can_be_measured(self):
        definitions = self.env["crm.facilitation.kpi.definition"].with_user(self.facilitator)
        before = definitions.search_count([])
        secret = "[('password', '!=', False)]"
        for values in ({"measure": "count", "domain": secret}, {"measure": "ratio", "numerator_domain": secret}):
            with self.subTest(values["measure"]), self.assertRaises(ValidationError):
                users = self.env["ir.model"]._get("res.users")
                definitions.create({"name": "Secrets", "model_id": users.id} | values)
        self.assertEqual(definitions.search_count([]), before)
