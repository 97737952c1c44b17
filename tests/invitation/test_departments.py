"""Departments below others: named so that lists can be read, and found by the name people use."""

from odoo.addons.crm_facilitation.models.invitation.hr_department import SHORT

from ..common import FacilitationCase


class TestDepartments(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board, cls.north, cls.south = cls.env["hr.department"].create(
            [{"name": name} for name in ("Board of all", "North", "South")]
        )
        create = cls.env["hr.department"].create
        cls.field = create({"name": "Field work", "parent_id": cls.board.id})
        cls.repairs_north = create({"name": "Repairs", "parent_id": cls.north.id})
        cls.repairs_south = create({"name": "Repairs", "parent_id": cls.south.id})

    def test_lists_name_the_department_itself_and_tell_two_of_one_name_apart(self):
        short = [one.with_context(**{SHORT: True}).display_name for one in (self.field, self.repairs_north, self.sales)]
        self.assertEqual(short, ["Field work", "Repairs (North)", "Sales"])
        self.assertEqual(self.field.display_name, "Board of all / Field work")
        # needs keep a department that was given up: it is told from its namesake still
        self.repairs_south.active = False
        self.env.invalidate_all()
        self.assertEqual(self.repairs_north.with_context(**{SHORT: True}).display_name, "Repairs (North)")

    def test_the_list_of_needs_asks_for_short_names(self):
        for view in ("crm_facilitation.need_view_list", "crm_facilitation.participant_view_list"):
            arch = self.env["crm.facilitation.need"].get_view(self.env.ref(view).id, "list")["arch"]
            self.assertIn(SHORT, arch)

    def test_a_field_that_names_no_department_or_has_a_context_keeps_it(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "Of others",
                "model": "crm.facilitation.need",
                "arch": f"""<list><field name="name"/><field name="department_id" context="{{'{SHORT}': False}}"/></list>""",
            }
        )
        arch = self.env["crm.facilitation.need"].get_view(view.id, "list")["arch"]
        self.assertNotIn(f"'{SHORT}': True", arch)

    def test_groups_of_a_list_have_short_names(self):
        self.participant_sales.department_id = self.field
        self.make_need("Visits", department_id=self.field.id)
        rows = self.env["crm.facilitation.need"].formatted_read_group([], ["department_id"], ["__count"])
        self.assertIn("Field work", [row["department_id"][1] for row in rows if row["department_id"]])

    def load(self, department):
        people = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        partner = self.env["res.partner"].create({"name": f"Person of {department}", "email": "one@example.com"})
        rows = [[str(self.session.id), str(partner.id), department]]
        context = {"import_file": True, "name_create_enabled_fields": {"department_id": True}}
        return people.with_context(**context).load(["session_id/.id", "partner_id/.id", "department_id"], rows)

    def test_a_file_finds_a_department_below_another_by_its_own_name(self):
        before = self.env["hr.department"].search_count([])
        result = self.load("field work")
        person = self.env["crm.facilitation.participant"].browse(result["ids"])
        self.assertEqual(person.department_id, self.field)
        self.assertEqual(self.env["hr.department"].search_count([]), before)

    def test_a_name_that_two_have_is_asked_for_in_full(self):
        result = self.load("Repairs")
        self.assertFalse(result["ids"])
        self.assertIn("North / Repairs", result["messages"][0]["message"])
        person = self.env["crm.facilitation.participant"].browse(self.load("South / Repairs")["ids"])
        self.assertEqual(person.department_id, self.repairs_south)
