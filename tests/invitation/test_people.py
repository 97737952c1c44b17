"""Who is added to a session: everybody of departments, people from a spreadsheet, and who is seen on the form."""

from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import InvitationCase

SESSION = "odoo.addons.crm_facilitation.models.room.session"


@tagged("standard", "post_install", "-at_install")
class TestDepartments(InvitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field_service = cls.env["hr.department"].create({"name": "Field service", "parent_id": cls.service.id})
        cls.ann = cls.make_employee("Ann Novak", cls.service)
        cls.ben = cls.make_employee("Ben Novak", cls.field_service)
        cls.cleo = cls.make_employee("Cleo Novak", cls.sales)
        cls.lead = cls.ahead.with_user(cls.facilitator)

    def people(self):
        return set(self.ahead.participant_ids.partner_id.mapped("name"))

    def test_the_language_of_the_room_is_a_guests_to_choose_and_an_account_keeps_its_own(self):
        guest = self.make_guest("Gus Guest", "gus@example.com", self.sales, session=self.session)
        for person in (self.participant_sales, guest):
            person.partner_id.sudo().lang = False
            person._speak("en_US")
        self.assertEqual((self.participant_sales.partner_id.lang, guest.partner_id.lang), (False, "en_US"))

    def test_everybody_of_a_department_and_those_below_it(self):
        user = self._new_user("eve", "base.group_user")
        self.env["hr.employee"].create({"name": "Eve", "user_id": user.id, "department_id": self.field_service.id})
        before = self.people()
        found = self.lead.add_departments(self.service.ids)
        self.assertEqual(self.people() - before, {"Ann Novak", "Ben Novak", "Eve"})
        self.assertEqual((len(found["added"]), found["known"], found["left_out"]), (3, [], []))
        added = self.env["crm.facilitation.participant"].browse(found["added"])
        departments = {person.partner_id.name: person.department_id for person in added}
        self.assertEqual(departments["Ben Novak"], self.field_service)
        self.assertEqual(added.filtered("has_account").user_id, user)
        self.assertFalse(self.queued())

    def test_who_has_left_the_company_is_not_added(self):
        self.ann.active = False
        before = self.people()
        found = self.lead.with_context(active_test=False).add_departments(self.service.ids)
        self.assertEqual((self.people() - before, found["left_out"]), ({"Ben Novak"}, []))

    def test_asking_twice_adds_nobody_twice(self):
        first = self.lead.add_departments((self.service | self.field_service).ids)
        again = self.lead.add_departments(self.service.ids)
        self.assertEqual((again["added"], sorted(again["known"])), ([], sorted(first["added"])))

    def test_who_is_left_out_is_named_with_the_reason(self):
        self.ann.work_contact_id.active = False
        self.ben.work_contact_id = False
        gone = self.lead.add_departments(self.sales.ids)["added"]
        self.env["crm.facilitation.participant"].browse(gone).with_user(self.facilitator).active = False
        found = self.lead.add_departments((self.service | self.sales).ids)
        self.assertEqual(found["added"], [])
        self.assertEqual(
            {person["name"]: person["reason"] for person in found["left_out"]},
            {"Ann Novak": "contact archived", "Ben Novak": "no contact", "Cleo Novak": "taken off the list"},
        )

    def test_people_of_the_group_are_added_and_of_nobody_else(self):
        company = self.env.company
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": company.root_id.id})
        sister = self.env["res.company"].create({"name": "Sister"})
        self.facilitator.company_ids |= sister
        stranger = self.env["res.company"].create({"name": "Strangers"})
        department = self.env["hr.department"].create({"name": "Shared", "company_id": False})
        self.make_employee("Sue Sister", department, company=sister)
        self.make_employee("Bea Branch", department, company=branch)
        self.make_employee("Stan Stranger", department, company=stranger)
        found = self.lead.add_departments(department.ids)
        added = self.env["crm.facilitation.participant"].browse(found["added"])
        self.assertEqual(added.partner_id.mapped("name"), ["Bea Branch", "Sue Sister"])
        self.assertEqual(added.department_id, department)

    def test_only_who_leads_the_session_adds_people_and_from_departments_they_may_read(self):
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.ahead.with_user(user).add_departments(self.service.ids)
        stranger = self.env["res.company"].create({"name": "Strangers"})
        hidden = self.env["hr.department"].create({"name": "Hidden", "company_id": stranger.id})
        before = self.people()
        with self.assertRaises(AccessError):
            self.lead.add_departments(hidden.ids)
        self.assertEqual(self.people(), before)

    def test_the_screen_proposes_the_departments_of_the_roll_out(self):
        action = self.lead.action_add_people()
        wizard = Form(
            self.env["crm.facilitation.people.wizard"].with_user(self.facilitator).with_context(**action["context"])
        ).save()
        self.assertEqual(wizard.department_ids, self.departments)
        self.ben.work_contact_id = False
        message = wizard.action_add()["params"]["message"]
        self.assertIn("People added: 2.", message)
        self.assertIn("Ben Novak (no contact)", message)
        wizard.department_ids = [Command.clear()]
        with self.assertRaises(UserError):
            wizard.action_add()


@tagged("standard", "post_install", "-at_install")
class TestSpreadsheet(InvitationCase):
    def load(self, *rows):
        people = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        return people.load(["session_id", "partner_id", "department_id", "role"], [list(row) for row in rows])

    def test_people_come_by_name_or_mail_address(self):
        self.env["res.partner"].create(
            [{"name": "Anna Petrova", "email": "anna@example.com"}, {"name": "Boris Ivanov"}]
        )
        result = self.load(
            ("Kick-off", "anna@example.com", "Sales", "Employee"), ("Kick-off", "Boris Ivanov", "Service", "Key user")
        )
        self.assertFalse([message for message in result["messages"] if message["type"] == "error"])
        added = self.env["crm.facilitation.participant"].browse(result["ids"])
        self.assertEqual(added.partner_id.mapped("name"), ["Anna Petrova", "Boris Ivanov"])
        self.assertEqual(added.mapped("role"), ["employee", "key_user"])
        self.assertEqual(added.mapped("attendance"), ["invited", "invited"])

    def test_people_of_another_company_of_the_group_come_too(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.env.company.root_id.id})
        self.env["res.partner"].create({"name": "Bea Branch", "email": "bea@example.com", "company_id": branch.id})
        self.facilitator.company_ids |= branch
        result = self.load(("Kick-off", "bea@example.com", "", "Employee"))
        self.assertFalse([message for message in result["messages"] if message["type"] == "error"])
        self.assertEqual(self.ahead.participant_ids.browse(result["ids"]).partner_id.company_id, branch)

    def test_a_spreadsheet_to_start_from(self):
        [template] = self.env["crm.facilitation.participant"].get_import_templates()
        self.assertTrue(template["template"].endswith("/crm_facilitation_participant.csv"))


@tagged("standard", "post_install", "-at_install")
class TestOverview(InvitationCase):
    def test_the_form_says_by_department_who_was_reached_and_who_was_not_and_why(self):
        self.ahead.with_user(self.facilitator).action_invite()
        self.send_queue()
        self.gus.sudo()._join_by("link")
        lead = self.ahead.with_user(self.facilitator)
        lines = [line.xpath("td") for line in html.fromstring(str(lead.people_overview)).xpath("//tr[td]")]
        # beside each figure stands its name, which is seen on phones
        rows = {cells[0].text: ["".join(cell.xpath("text()")).strip() for cell in cells[1:]] for cells in lines}
        names = [[cell.findtext("span").strip() for cell in cells[1:]] for cells in lines if len(cells) > 1]
        self.assertEqual(names, [["People", "Invitations", "Reached", "Have joined"]] * 4)
        self.assertEqual(rows["Sales"], ["2", "2", "2", "1"])
        self.assertEqual(rows["Service"], ["1", "1", "1", "0"])
        self.assertEqual(rows["Logistics"], ["1", "0", "0", "0"])
        self.assertEqual(rows["Together"], ["4", "3", "3", "1"])
        self.assertIn("no mail address", lead.people_overview)
        self.assertEqual((lead.open_invitation_count, lead.remindable_count), (1, 2))

    def test_names_are_shown_as_text(self):
        self.quiet.sudo().partner_id.name = "<b>Quiet</b>"
        self.assertIn("&lt;b&gt;Quiet", self.ahead.with_user(self.facilitator).people_overview)

    def test_an_address_that_phones_cannot_open_is_warned_of(self):
        """Rows 7 and 8."""
        lead = self.ahead.with_user(self.facilitator)
        with patch(f"{SESSION}.db_list", lambda **_options: ["one"]):
            self.assertFalse(lead.address_warning)
            self.env["ir.config_parameter"].set_param("web.base.url", "http://localhost:8069")
            lead.invalidate_recordset(["address_warning"])
            self.assertIn("http://localhost:8069, which phones may not reach", lead.address_warning)

    def test_several_databases_without_a_filter_are_warned_of(self):
        lead = self.ahead.with_user(self.facilitator)
        with patch(f"{SESSION}.db_list", lambda **_options: ["one", "two"]):
            self.assertIn("dbfilter", lead.address_warning)
        self.ahead.action_cancel()
        lead.invalidate_recordset(["address_warning"])
        with patch(f"{SESSION}.db_list", lambda **_options: ["one", "two"]):
            self.assertFalse(lead.address_warning)
