"""The demo data: it loads on a database without any other demo data, and its people can log in."""

from odoo.modules import Manifest
from odoo.tests import HttpCase, tagged
from odoo.tools.convert import convert_file

ROLES = {
    "implementer": "crm_facilitation.group_facilitator",
    "employee": "base.group_user",
    "manager": "crm_facilitation.group_sponsor",
}


@tagged("post_install", "-at_install")
class TestDemo(HttpCase):
    """What script/demo shows."""

    def test_the_three_people_log_in(self):
        for name in Manifest.for_addon("crm_facilitation")["demo"]:
            convert_file(self.env, "crm_facilitation", name, {}, mode="init", noupdate=True)
        for login, group in ROLES.items():
            with self.subTest(login=login):
                self.authenticate(login, login)
                person = self.env["res.users"].browse(self.session.uid)
                self.assertTrue(person.has_group(group))
