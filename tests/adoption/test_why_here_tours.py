"""Why is this here, in the browser: an employee who took part in no session, on each kind of record."""

from ..common import FacilitationHttpCase
from .test_why_here import WhyHere


class TestWhyHereInTheBrowser(WhyHere, FacilitationHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fill_sales()
        cls.newcomer = cls._new_user("newcomer", "sales_team.group_sale_salesman")

    def test_on_the_form_of_seven_kinds_of_records(self):
        model = self.env["ir.model"]._get_id("crm.lead")
        records = [
            self.stage,
            self.env["crm.tag"].create({"name": "Builder"}),
            self.env["crm.team"].create({"name": "Roofs"}),
            self.env["crm.lost.reason"].create({"name": "No permit"}),
            self.env["mail.activity.type"].create({"name": "Complaint"}),
            self.env["mail.template"].create({"name": "Offer", "model_id": model}),
            self.env["ir.filters"].create({"name": "To call", "model_id": "crm.lead", "user_ids": []}),
        ]
        for record in records:
            if record != self.stage:
                self.configure(record)
            with self.subTest(model=record._name):
                path = f"/odoo/{record._name}/{record.id}"
                self.start_tour(path, "crm_facilitation_why_here_form", login="newcomer")

    def test_on_a_selected_row_of_a_list(self):
        self.configure(self.env["crm.tag"].create({"name": "Asked for in a list"}))
        self.start_tour(
            "/odoo/action-sales_team.sales_team_crm_tag_action", "crm_facilitation_why_here_list", login="newcomer"
        )

    def test_on_a_column_of_the_pipeline(self):
        self.configure(self.env["crm.stage"].create({"name": "Asked for in a column"}))
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_pipeline", "crm_facilitation_why_here_column", login="newcomer"
        )
