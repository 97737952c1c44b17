"""Fields that another addon or the customer adds are filled in by whoever writes the record's own words."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form

from ..common import FacilitationCase

MODELS = ("need", "session", "round")


class TestAddedFields(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        for name in MODELS:
            model = cls.env["ir.model"].sudo()._get(f"crm.facilitation.{name}")
            values = {"name": "x_branch", "model_id": model.id, "field_description": "Branch", "ttype": "char"}
            cls.env["ir.model.fields"].sudo().create(values)
        cls.env["ir.ui.view"].sudo().create(
            {
                "name": "Branch of a need",
                "model": "crm.facilitation.need",
                "inherit_id": cls.env.ref("crm_facilitation.need_view_form").id,
                "arch": '<xpath expr="//field[@name=\'name\']" position="after"><field name="x_branch"/></xpath>',
            }
        )

    def refused(self, call, record):
        before = record.sudo().x_branch
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            call()
        self.env.invalidate_all()
        self.assertEqual(record.sudo().x_branch, before)

    def test_its_author_fills_in_a_field_of_the_customer(self):
        form = Form(self.env["crm.facilitation.need"].with_user(self.employee_sales))
        form.session_id, form.name, form.x_branch = self.session, "Site visits", "North"
        need = form.save()
        self.assertEqual(need.x_branch, "North")
        with Form(need) as form:
            form.x_branch = "South"
        self.assertEqual(need.x_branch, "South")

    def test_its_author_imports_a_field_of_the_customer(self):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        rows = [["Site visits", str(self.session.id), "North"]]
        result = needs.load(["name", "session_id/.id", "x_branch"], rows)
        self.assertEqual(needs.browse(result["ids"]).mapped("x_branch"), ["North"])

    def test_whoever_is_not_the_author_does_not(self):
        need = self.make_need("Site visits")
        for user in (self.employee_service, self.outsider, self.sponsor):
            own = need.with_user(user)
            self.refused(lambda own=own: own.write({"x_branch": "North"}), need)
            self.refused(lambda own=own: own.web_save({"x_branch": "North"}, {}), need)
        need.write({"x_branch": "Centre"})
        self.assertEqual(need.x_branch, "Centre")

    def test_what_the_facilitator_adds_to_a_decided_need_is_evidence(self):
        need = self.make_need("Site visits")
        need.action_accept()
        need.x_branch = "North"
        row = self.env["crm.facilitation.event"].search([("kind", "=", "need_edited")], limit=1)
        self.assertEqual((row.payload["before"], row.payload["after"]), ({"x_branch": ""}, {"x_branch": "North"}))

    def test_a_field_added_to_a_session_or_a_round_is_the_facilitators(self):
        values = {"name": "First", "session_id": self.session.id}
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator).create(values)
        for record in (self.session, ballot_round):
            for user in (self.employee_sales, self.sponsor):
                own = record.with_user(user)
                self.refused(lambda own=own: own.write({"x_branch": "North"}), record)
            record.x_branch = "North"
            self.assertEqual(record.x_branch, "North")

    def test_a_field_of_another_addon_follows_the_same_rule(self):
        """Only the module that a field comes from tells them apart."""
        needs = self.env["crm.facilitation.need"]
        field = needs._fields["x_branch"]
        with patch.object(field, "manual", False), patch.object(field, "_module", "crm_branches"):
            self.assertEqual(needs._get_rule("x_branch"), needs._get_rule("wish"))
        self.assertIsInstance(field, fields.Char)
        self.assertEqual(needs._get_rule("x_branch"), needs._get_rule("wish"))
