"""The matrix for the client: every row, no live formula, only for those who may read the trace."""

import io
import zipfile

from odoo.exceptions import AccessError

from .common import FacilitationCase


class TestMatrix(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.make_need('=HYPERLINK("http://example.com","x")').action_accept()
        self.env.flush_all()

    def test_words_of_participants_stay_words(self):
        book = zipfile.ZipFile(io.BytesIO(self.project._get_trace_xlsx()))
        self.assertNotIn("<f>", book.read("xl/worksheets/sheet1.xml").decode())
        self.assertIn("=HYPERLINK", book.read("xl/sharedStrings.xml").decode())

    def test_report_holds_the_same_rows(self):
        html = (
            self.env["ir.actions.report"]
            .with_user(self.facilitator)
            ._render_qweb_html("crm_facilitation.report_trace", self.project.ids)[0]
            .decode()
        )
        self.assertIn("=HYPERLINK", html)
        self.assertIn("Need without task", html)

    def test_employee_gets_no_matrix(self):
        with self.assertRaises(AccessError):
            self.project.with_user(self.employee_sales)._get_trace_xlsx()
