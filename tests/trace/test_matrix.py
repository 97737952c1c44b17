"""The matrix for the client: every row, no live formula, only for those who may read the trace."""

import io
import zipfile
from unittest.mock import patch

from xlsxwriter.utility import xl_range

from odoo.exceptions import AccessError

from odoo.addons.crm_facilitation.models.trace.trace_export import EXPORTED
from odoo.addons.crm_facilitation.tools.sessions.identity import entered

from ..common import FacilitationCase

EXPORT = "odoo.addons.crm_facilitation.models.trace.trace_export"


class TestMatrix(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.make_need('=HYPERLINK("http://example.com","x")').action_accept()
        self.env.flush_all()

    def test_words_of_participants_stay_words(self):
        book = zipfile.ZipFile(io.BytesIO(self.project._get_trace_xlsx()))
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("<f>", sheet)
        self.assertIn("<t>=HYPERLINK", sheet)
        # the headers stay in sight, stand out, and filter the rows below them
        headers = self.project._get_trace_rows()[0]
        for header in headers:
            self.assertIn(f"<t>{header}</t>", sheet)
        columns = f'min="1" max="{len(headers)}" width="28'
        for part in ('<pane ySplit="1"', f'<autoFilter ref="{xl_range(0, 0, 1, len(headers) - 1)}"', columns):
            self.assertIn(part, sheet)
        for part in ("<b/>", 'wrapText="1"'):
            self.assertIn(part, book.read("xl/styles.xml").decode())

    def test_report_holds_the_same_rows(self):
        html = (
            self.env["ir.actions.report"]
            .with_user(self.facilitator)
            ._render_qweb_html("crm_facilitation.report_trace", self.project.ids)[0]
            .decode()
        )
        self.assertIn("=HYPERLINK", html)
        self.assertIn("Need without task", html)

    def test_each_page_of_the_report_begins_with_the_headers(self):
        for number in range(90):
            self.make_need(f"Need {number}")
        self.env.flush_all()
        report = self.env["ir.actions.report"].with_user(self.facilitator)
        html = report._render_qweb_html("crm_facilitation.report_trace", self.project.ids)[0].decode()
        pages = html.split('class="o_trace_page"')[1:]
        self.assertGreater(len(pages), 1)
        for page in pages:
            self.assertEqual(page.count("What is missing"), 1)
        self.assertEqual(sum(page.count(">Need 1<") for page in pages), 1)

    def test_employee_gets_no_matrix(self):
        with self.assertRaises(AccessError):
            self.project.with_user(self.employee_sales)._get_trace_xlsx()

    def test_csv_has_no_live_formula(self):
        lines = self.project._get_trace_csv().decode("utf-8-sig").splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("'=HYPERLINK", lines[1])

    def test_export_of_the_list_has_no_live_formula(self):
        self.facilitator.group_ids |= self.env.ref("base.group_allow_export")
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator).with_context(import_compat=False)
        rows = trace.search([("project_id", "=", self.project.id)])
        exported = rows.export_data(["need_id", "department_id", "gap"])["datas"]
        self.assertEqual(exported, [["'" + rows.need_id.name, "Sales", "Need without task"]])
        grouped = rows.export_data([".id", "need_id"])["datas"]
        self.assertEqual([int(row[0]) for row in grouped], rows.ids)
        with patch(f"{EXPORT}.LOOKED_UP", 0):
            self.assertEqual(rows.export_data([".id", "need_id"])["datas"], grouped, "many rows at once")
        columns = sorted(EXPORTED)
        alone = [[value for [value] in rows.export_data([name])["datas"]] for name in columns]
        together = rows.export_data(columns)["datas"]
        self.assertEqual(together, [list(row) for row in zip(*alone, strict=True)])
        by_record = rows.export_data(["need_id/name", "gap"])["datas"]
        self.assertEqual([row[1] for row in by_record], ["Need without task"])
        # what no query gives as text is read row by row
        self.assertEqual(rows.export_data(["need_id/session_id/name"])["datas"], [["Discovery"]])
        self.assertEqual(rows.export_data(["origin_label", "gap"])["datas"], [["Sal", "Need without task"]])

    def test_a_formula_over_an_array_stays_words_in_every_file(self):
        need = self.make_need("{=HYPERLINK(1)}")
        self.assertIn("'{=HYPERLINK(1)}", self.project._get_trace_csv().decode("utf-8-sig"))
        self.facilitator.group_ids |= self.env.ref("base.group_allow_export")
        trace = self.env["crm.facilitation.trace"].with_user(self.facilitator).with_context(import_compat=False)
        rows = trace.search([("need_id", "=", need.id)])
        self.assertEqual(rows.export_data(["need_id"])["datas"], [["'{=HYPERLINK(1)}"]])
        self.assertEqual(need.export_data(["name"])["datas"], [["'{=HYPERLINK(1)}"]])

    def test_each_row_names_the_first_goal_of_its_need(self):
        late, early = self.env["crm.facilitation.goal"].create(
            [{"name": name, "project_id": self.project.id} for name in ("Faster", "Cheaper")]
        )
        self.make_need("Serves both", goal_ids=[(6, 0, (early | late).ids)])
        self.env["crm.facilitation.goal"].create({"name": "Nobody serves it", "project_id": self.project.id})
        built = self.make_need("Built")
        built.action_accept()
        feature = {"task_id": built.action_plan().id, "res_model": "crm.stage"}
        feature["res_id"] = self.env["crm.stage"].create({"name": "Loose"}).id
        self.env["crm.facilitation.feature"].with_user(self.facilitator).create(feature).need_ids = False
        self.env.flush_all()
        for limit in (10_000, 0):
            with patch(f"{EXPORT}.LOOKED_UP", limit):
                _headers, rows = self.project._get_trace_rows()
                goals = [(row[2], row[0]) for row in rows if row[0] or not row[2]]
                self.assertEqual(sorted(goals), [("", ""), ("", "Nobody serves it"), ("Serves both", "Faster")])

    def rows_by_need(self):
        headers, rows = self.project._get_trace_rows()
        return {row[2]: dict(zip(headers, row, strict=True)) for row in rows}

    def deliver(self, need, reason="It is on the customer's page already"):
        need.action_accept()
        task = need.action_plan()
        task.write({"nothing_to_configure": reason, "state": "1_done"})

    def test_it_names_who_asked_and_who_confirmed(self):
        need = self.make_need("See the last call")
        self.deliver(need)
        need.with_user(self.employee_sales).action_confirm_delivery()
        self.env.flush_all()
        row = self.rows_by_need()["See the last call"]
        self.assertEqual(row["Asked for by"], self.participant_sales.partner_id.name)
        self.assertEqual(row["Session"], "Discovery")
        self.assertEqual(row["Confirmed by"], self.employee_sales.name)
        self.assertEqual(row["What is missing"], "Complete: It is on the customer's page already")

    def test_a_confirmation_for_people_without_an_account_reads_so(self):
        guest = self.env["res.partner"].create({"name": "Gerda"})
        person = self.session.participant_ids.create(
            {"session_id": self.session.id, "partner_id": guest.id, "department_id": self.sales.id}
        )
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).create(
            {"name": "Print the route", "session_id": self.session.id, "author_id": person.id}
        )  # fmt: skip
        self.deliver(need)
        need.action_confirm_delivery()
        self.env.flush_all()
        row = self.rows_by_need()["Print the route"]
        self.assertEqual(row["Confirmed by"], f"{self.facilitator.name}, for people without an account")
        self.assertEqual(row["Asked for by"], "Gerda")

    def test_nobody_is_named_of_an_anonymous_need(self):
        self.session.current_item_id.anonymous = True
        raised = self.env["crm.facilitation.need"].with_user(self.employee_sales).raise_need(
            self.session.id, {"name": "What nobody says"}, True
        )  # fmt: skip
        self.env["crm.facilitation.need"]._show_held(self.session.ids)
        self.env.flush_all()
        row = self.rows_by_need()["What nobody says"]
        self.assertNotIn(self.employee_sales.name, " ".join(map(str, row.values())))
        self.assertTrue(raised["token"])

    def test_a_need_that_nobody_asked_for_is_not_complete(self):
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).create(
            {"name": "An idea of the implementer", "session_id": self.session.id}
        )  # fmt: skip
        self.deliver(need)
        self.env.flush_all()
        self.assertIn("Nobody named who asked", self.rows_by_need()["An idea of the implementer"]["What is missing"])
        score = self.project.trace_score
        self.assertLess(score, 1.0)
        need.supporter_ids = self.participant_service
        self.env.flush_all()
        self.assertIn("Complete", self.rows_by_need()["An idea of the implementer"]["What is missing"])
        self.env.invalidate_all()
        self.assertGreater(self.project.trace_score, score)

    def test_it_says_who_decided_and_why(self):
        self.make_need("A second CRM").action_reject("One is enough.")
        self.make_need("Taken as it is").action_accept()
        self.make_need("Not talked about yet")
        self.env.flush_all()
        rows = self.rows_by_need()
        said = {name: (row["Decided by"], row["Why it was decided so"]) for name, row in rows.items()}
        who = self.facilitator.name
        self.assertEqual(said["A second CRM"], (who, "One is enough."))
        self.assertEqual(said["Taken as it is"], (who, ""))
        self.assertEqual(said["Not talked about yet"], ("", ""))

    def test_of_a_merged_need_it_says_who_put_it_where(self):
        whole, part = self.make_need("See the last call"), self.make_need("Last call in sight")
        part.with_user(self.facilitator).action_merge_into(whole)
        self.env.flush_all()
        row = self.rows_by_need()["Last call in sight"]
        told = (row["Decided by"], row["Why it was decided so"])
        self.assertEqual(told, (self.facilitator.name, "Part of “See the last call” now"))

    def test_an_accepted_need_has_its_place_in_the_vote(self):
        first, second = self.make_need("First"), self.make_need("Second")
        open_one = self.make_need("Not decided")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = rounds.create({"name": "What first", "session_id": self.session.id})
        order = [second.id, first.id, open_one.id]
        ballot_round._write_past_guards({"state": "closed", "published_order": order})
        (first | second).action_accept()
        self.env.flush_all()
        rows = self.rows_by_need()
        self.assertEqual(rows["First"]["Why it was decided so"], "Place 2 of 3 in “What first”")
        self.assertEqual(rows["Not decided"]["Why it was decided so"], "")

    def test_who_refused_is_not_among_those_who_confirmed(self):
        need = self.make_need("See the last call")
        self.deliver(need)
        need.with_user(self.employee_sales).action_refuse_delivery("It shows the first one")
        self.env.flush_all()
        told = self.rows_by_need()["See the last call"]["Confirmed by"]
        self.assertEqual(told, f"Refused by {self.employee_sales.name}")
        need.task_ids.state = "1_done"
        self.env.flush_all()
        self.assertFalse(need.delivery_decision, "those who asked are asked again")
        self.assertEqual(self.rows_by_need()["See the last call"]["Confirmed by"], "")

    def test_a_guest_who_confirms_is_named(self):
        gerda = self.env["res.partner"].create({"name": "Gerda", "email": "gerda@example.com"})
        guest = self.make_participant(self.env["res.users"], self.sales, partner_id=gerda.id)
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        need = needs.create({"name": "Print the route", "session_id": self.session.id, "author_id": guest.id})
        self.deliver(need)
        entry, env = guest.sudo()._as_guest("link")
        with entered(entry):
            need.with_env(env).action_confirm_delivery()
        self.env.flush_all()
        self.assertEqual(self.rows_by_need()["Print the route"]["Confirmed by"], "Gerda")

    def test_paper_tells_in_fewer_columns_what_the_sheet_does(self):
        self.make_need("A second CRM").action_reject("One is enough.")
        self.env.flush_all()
        headers, rows = self.project._get_trace_on_paper()
        [row] = [dict(zip(headers, row, strict=True)) for row in rows if "A second CRM" in row]
        self.assertEqual(row["Decision"], f"Rejected\n{self.facilitator.name}\nOne is enough.")
        _headers, sheet = self.project._get_trace_rows()
        for said, told in zip(sheet, rows, strict=True):
            self.assertEqual(set(filter(None, said)), set("\n".join(filter(None, told)).split("\n")))
