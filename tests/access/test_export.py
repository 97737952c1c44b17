"""Words that begin like a formula stay words in every file that Odoo makes of them."""

import io
import json

from openpyxl import load_workbook

from odoo.fields import Command
from odoo.http import Request
from odoo.tools import mute_logger

from ..common import FacilitationHttpCase

FORMULA = '=HYPERLINK("http://away.example";"More")'
WORDS = f"'{FORMULA}"


class TestExport(FacilitationHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_allow_export").user_ids = [Command.link(cls.facilitator.id)]
        cls.need = cls.make_need(FORMULA)
        cls.need.action_accept()
        cls.task = cls.need.action_plan()
        cls.conflict = cls.env["crm.facilitation.conflict"].with_user(cls.facilitator)
        cls.conflict = cls.conflict.create({"name": FORMULA, "session_id": cls.meeting.id})
        cls.option = cls.env["crm.facilitation.conflict.option"].with_user(cls.facilitator)
        cls.option = cls.option.create({"name": FORMULA, "conflict_id": cls.conflict.id})
        cls.round = cls.env["crm.facilitation.round"].with_user(cls.facilitator)
        cls.round = cls.round.create({"name": FORMULA, "session_id": cls.meeting.id})
        cls.goal = cls.env["crm.facilitation.goal"].with_user(cls.sponsor)
        cls.goal = cls.goal.create({"name": FORMULA, "project_id": cls.project.id})

    def post(self, url, content):
        self.authenticate("fac", "fac")
        data = {"data": json.dumps(content), "csrf_token": Request.csrf_token(self)}
        answer = self.url_open(url, data=data)
        answer.raise_for_status()
        return answer.content

    def export(self, records, paths, kind="xlsx", groupby=()):
        """Odoo's own export of a list: every cell, row after row."""
        content = {
            "model": records._name,
            "fields": [{"name": path, "label": path, "type": "char"} for path in paths],
            "ids": records.ids,
            "domain": [],
            "groupby": list(groupby),
            "import_compat": False,
        }
        return self.post(f"/web/export/{kind}", content)

    def cells(self, content):
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)
        return [cell for row in rows for cell in row if cell.value not in (None, "")]

    def assert_words(self, content):
        cells = self.cells(content)
        self.assertIn(WORDS, [str(cell.value)[: len(WORDS)] for cell in cells])
        self.assertNotIn("f", [cell.data_type for cell in cells])

    def test_k_no_list_of_this_addon_exports_a_formula(self):
        for records in (self.need, self.conflict, self.option, self.round, self.goal, self.task):
            with self.subTest(model=records._name):
                self.assert_words(self.export(records, ["name", "display_name"]))
                self.assertIn(f"\"'{FORMULA[:10]}", self.export(records, ["name"], "csv").decode())

    def test_nor_does_a_path_through_records_of_others(self):
        partner = self.participant_sales.partner_id
        self.project.sudo().partner_id = partner
        for records, path in (
            (self.task, "facilitation_need_ids/name"),
            (self.project, "need_ids/name"),
            (self.project, "task_ids/name"),
            (partner, "project_ids/task_ids/name"),
        ):
            with self.subTest(model=records._name, path=path):
                self.assert_words(self.export(records.with_user(self.facilitator), [path]))

    def test_nor_do_words_that_this_addon_keeps_with_a_task_of_others(self):
        plain = self.env["project.project"].create({"name": "Plain"})
        task = plain.task_ids.create({"name": "Plain", "project_id": plain.id, "nothing_to_configure": FORMULA})
        self.assert_words(self.export(task, ["nothing_to_configure"]))

    def test_nor_does_the_name_of_a_group(self):
        for records, group in ((self.need, "name"), (self.option, "conflict_id"), (self.task, "name")):
            with self.subTest(model=records._name):
                self.assert_words(self.export(records, ["display_name"], groupby=[group]))

    def test_nor_does_an_activity_about_a_need(self):
        activity = self.need.sudo().activity_schedule("mail.mail_activity_data_todo", user_id=self.facilitator.id)
        self.assert_words(self.export(activity, ["res_name"]))

    def test_nor_does_a_pivot(self):
        title = {"title": FORMULA, "width": 1, "height": 1}
        content = {
            "title": "Needs",
            "model": "crm.facilitation.need",
            "measure_count": 1,
            "col_group_headers": [[title]],
            "measure_headers": [title | {"is_bold": False}],
            "rows": [{"indent": 0, "title": FORMULA, "values": []}],
        }
        cells = self.cells(self.post("/web/pivot/export_xlsx", content))
        self.assertEqual({(cell.value, cell.data_type) for cell in cells}, {(WORDS, "s")})

    def test_exports_of_others_stay_as_they_are(self):
        partner = self.env["res.partner"].create({"name": "+1 and 2"})
        plain = self.env["project.project"].create({"name": "Plain"})
        task = self.env["project.task"].create({"name": "-5 %", "project_id": plain.id})
        for records, name in ((partner, "+1 and 2"), (task, "-5 %")):
            with self.subTest(model=records._name):
                self.assertEqual([cell.value for cell in self.cells(self.export(records, ["name"]))], [name])

    def test_imports_of_others_stay_as_they_are(self):
        """What this addon's own exports wrote as words comes back as it was; an apostrophe elsewhere is its writer's."""
        stages, needs = self.env["crm.stage"], self.env["crm.facilitation.need"].with_user(self.facilitator)
        stage = stages.browse(stages.load(["name", "requirements"], [["Offer", "'=1+1"]])["ids"])
        self.assertEqual(stage.requirements, "'=1+1")
        rows = [["Count", str(self.meeting.id), "'=1+1"]]
        need = needs.browse(needs.load(["name", "session_id/.id", "wish"], rows)["ids"])
        self.assertEqual(need.wish, "=1+1")


class TestWhatIsNoFile(FacilitationHttpCase):
    """Addresses of files that are asked for something else: refused in words, and without an error of the server."""

    SHEET = {"title": "x", "model": "crm.facilitation.need", "measure_count": 1, "origin_count": 1,
             "col_group_headers": [], "measure_headers": [], "origin_headers": [], "rows": []}  # fmt: skip

    def status(self, path, data=None):
        self.authenticate("fac", "fac")
        data = data and data | {"csrf_token": Request.csrf_token(self)}
        return self.url_open(path, data=data, allow_redirects=False).status_code

    @mute_logger("odoo.http")
    def test_a_pivot_that_is_none(self):
        path = "/web/pivot/export_xlsx"
        self.assertEqual(self.status(path, {"data": json.dumps(self.SHEET)}), 200)
        wrong = [json.dumps(self.SHEET | change) for change in (
            {"model": []}, {"model": "no.such"}, {"rows": None}, {"rows": ["x"]}, {"rows": [{}]},
            {"rows": [{"title": "x", "indent": "y", "values": 7}]}, {"col_group_headers": [[1]]},
            {"measure_headers": {"a": 1}}, {"measure_count": "many"}, {"measure_headers": [{"title": ["="]}]},
        )]  # fmt: skip
        for data in ("", "{", "[]", "7", "null", '"x"', "[[[", "[" * 25_000, '{"a":' * 25_000, "\0", "NaN", *wrong):
            with self.subTest(data=data[:200]):
                self.assertIn(
                    self.status(path, {"data": data}), (200, 422) if '"no.such"' in data else (422,), data[:200]
                )
        self.assertEqual(self.status(path, {"other": "x"}), 422)

    @mute_logger("odoo.http")
    def test_a_trace_that_is_none(self):
        foreign = self.env["res.company"].create({"name": "Another company"})
        rollout = self.env["project.project"].create(
            {"name": "Foreign CRM", "is_facilitation": True, "company_id": foreign.id}
        )
        self.assertEqual(self.status(f"/crm_facilitation/trace/{self.project.id}.csv"), 200)
        for kind in ("csv", "xlsx"):
            for number in ("0", "-1", "x", "1e3", "2147483647", str(2**31), str(2**70), "%2e%2e", rollout.id):
                with self.subTest(number=number, kind=kind):
                    self.assertIn(self.status(f"/crm_facilitation/trace/{number}.{kind}"), (403, 404), number)
