"""The screens of needs in a browser, and the files that leave them."""

import io
import json
import zipfile

from odoo import http
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged

from ..common import FacilitationCase, FacilitationHttpCase


@tagged("standard", "post_install", "-at_install")
class TestRaiseNeedTour(HttpCase, FacilitationCase):
    def test_employee_raises_a_need_and_sees_what_is_there_already(self):
        self.make_need("Ask for the lost reason", self.participant_service)
        # the browser's login is kept under the same name as the cast's session
        self.session = None
        self.start_tour("/odoo/action-crm_facilitation.need_action_raise", "crm_facilitation_raise_need", login="sal")
        raised = self.env["crm.facilitation.need"].search([("name", "=", "See the last call")])
        self.assertEqual(raised.author_id, self.participant_sales)


class TestMergeWizard(FacilitationCase):
    def test_similar_needs_are_suggested_and_merged_only_on_request(self):
        one = self.make_need("Ask for the lost reason")
        two = self.make_need("Lost reason asked on the card", self.participant_service)
        three = self.make_need("Lost reason in the report", self.participant_logistics)
        wizard = self.env["crm.facilitation.merge.wizard"].with_user(self.facilitator).with_context(active_ids=one.ids)
        form = Form(wizard)
        self.assertIn(two, form.suggested_ids[:])
        form.survivor_id = three
        window = form.save()
        self.assertEqual(window.suggested_ids, two)
        self.assertEqual((one | two).mapped("state"), ["raised", "raised"])
        window.action_add_suggested()
        self.assertEqual((one | two).mapped("state"), ["raised", "raised"])
        window.action_apply()
        self.assertEqual((one | two).merged_into_id, three)


class TestShortForm(FacilitationCase):
    def test_only_sessions_that_take_needs_are_offered(self):
        needs = self.env["crm.facilitation.need"]
        offered = {"id": self.session.id, "name": "Discovery", "project_id": self.project.id, "anonymous": False}
        for user, takes_part in ((self.employee_sales, True), (self.facilitator, False)):
            told = needs.with_user(user).sessions_to_raise_in()
            self.assertEqual(told, [offered | {"takes_part": takes_part}])
        self.assertEqual(needs.with_user(self.outsider).sessions_to_raise_in(), [])
        self.session.current_item_id.can_raise = False
        offered = needs.with_user(self.employee_sales).sessions_to_raise_in()
        self.assertEqual([s["id"] for s in offered], self.session.ids, "what is raised now is parked for later")
        self.session.action_close()
        self.assertEqual(needs.with_user(self.employee_sales).sessions_to_raise_in(), [])


class TestFiles(FacilitationHttpCase):
    def test_a_spreadsheet_of_needs_runs_nothing(self):
        self.facilitator.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        need = self.make_need('=HYPERLINK("http://example.com","click")')
        self.authenticate("fac", "fac")
        asked = {
            "model": need._name,
            "fields": [{"name": "name", "label": "Title", "type": "char"}],
            "ids": need.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        answer = self.url_open(
            "/web/export/xlsx", data={"data": json.dumps(asked), "csrf_token": http.Request.csrf_token(self)}
        )
        answer.raise_for_status()
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            self.assertNotIn(b"<f>", book.read("xl/worksheets/sheet1.xml"))
            self.assertIn(b"HYPERLINK", book.read("xl/sharedStrings.xml"))


class TestBoards(FacilitationHttpCase):
    """The board asks why, the groups are merged and undone, the device of an anonymous author is recognised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls.make_need("Ask for the lost reason")
        cls.two = cls.make_need("Lost reason asked on the card", cls.participant_service)

    def test_dropping_a_need_on_deferred_asks_for_the_reason(self):
        self.two.action_accept()
        board = "/odoo/action-crm_facilitation.need_action?view_type=kanban"
        self.start_tour(board, "crm_facilitation_need_board", login="fac")
        self.assertEqual((self.one.state, self.one.decision_reason), ("deferred", "After launch"))

    def test_a_group_is_merged_undone_and_told_apart(self):
        self.start_tour("/odoo/action-crm_facilitation.need_action_group", "crm_facilitation_group_needs", login="fac")
        self.assertEqual((self.one | self.two).mapped("state"), ["raised", "raised"])
        self.assertEqual(self.env["crm.facilitation.need.distinction"].search_count([]), 1)

    def test_the_device_of_an_anonymous_author_lets_them_agree_to_be_named(self):
        self.meeting.current_item_id.write({"anonymous": True, "can_raise": True})
        # lists show what names nobody three at a time
        for user in (self.employee_service, self.employee_logistics):
            needs = self.env["crm.facilitation.need"].with_user(user)
            needs.raise_need(self.meeting.id, {"name": f"{user.name} neither"}, promised_anonymous=True)
        self.start_tour("/odoo/facilitation-needs", "crm_facilitation_raise_anonymously", login="sal")
        need = self.env["crm.facilitation.need"].search([("name", "=", "Nobody dares to say it")])
        self.assertEqual((need.is_anonymous, need.author_id), (False, self.participant_sales))
