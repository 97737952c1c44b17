"""Several databases on one server: a visitor without a login cannot say which one is meant, and who invites is told so."""

from contextlib import closing

from odoo.sql_db import close_db, db_connect
from odoo.tests import get_db_name, tagged
from odoo.tools import SQL, config

from ..room.common import GuestCase


@tagged("standard", "post_install", "-at_install")
class TestSeveralDatabases(GuestCase):
    """A second database that is there, and a browser without Odoo's cookie."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = f"{get_db_name()}_second"
        cls.run_beside(SQL("CREATE DATABASE %s TEMPLATE template0", SQL.identifier(cls.second)))
        cls.addClassCleanup(cls.run_beside, SQL("DROP DATABASE IF EXISTS %s", SQL.identifier(cls.second)))
        cls.addClassCleanup(close_db, cls.second)

    @classmethod
    def run_beside(cls, statement):
        with closing(db_connect("postgres").cursor()) as cr:
            # databases are made and dropped outside of transactions
            cr.rollback()
            cr._cnx.autocommit = True
            cr.execute(statement)

    def setUp(self):
        super().setUp()
        self.path = self.path_of(self.gus)
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        # databases of other runs beside this one are none of this server's
        self.offer(f"^({get_db_name()}|{self.second})$")

    def offer(self, dbfilter):
        """Let the server offer the databases that the expression names, and not the one it was started for."""
        self.addCleanup(config.options.__setitem__, "dbfilter", config["dbfilter"])
        config.options["dbfilter"] = dbfilter

    def test_a_link_is_not_found_without_a_cookie_and_nothing_is_written(self):
        browser = self.browser()
        page = browser.get(self.path, allow_redirects=False)
        self.assertEqual(page.status_code, 404)
        self.assertNotIn(f"f_{self.meeting.id}", browser.http.cookies)
        self.assertEqual(browser.get(f"{self.path}?db={get_db_name()}", allow_redirects=False).status_code, 404)
        self.assertEqual(self.gus.attendance, "invited")

    def test_inviting_and_opening_the_code_warn(self):
        lead = self.meeting.with_user(self.facilitator)
        self.assertIn("Several databases answer at this address", lead.address_warning)
        answer = lead.action_open_lobby()
        self.assertIn("Several databases answer at this address", answer["params"]["message"])

    def test_with_a_filter_the_link_opens_and_nobody_is_warned(self):
        self.offer(f"^{get_db_name()}$")
        self.assertEqual(self.browser().get(self.path).status_code, 200)
        self.assertNotIn("Several databases", self.meeting.with_user(self.facilitator).address_warning or "")

    def test_a_page_that_is_open_goes_on_where_another_database_appears(self):
        """The page names its database at each call."""
        self.offer(f"^{get_db_name()}$")
        browser = self.browser()
        browser.get(self.path)
        self.offer(f"^({get_db_name()}|{self.second})$")
        self.assertEqual(browser.ask("read", "state").status_code, 404)
        browser.http.headers["X-Odoo-Database"] = get_db_name()
        self.assertEqual(browser.read("state")["me"]["name"], "Gus Guest")
