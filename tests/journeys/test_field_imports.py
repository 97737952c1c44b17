"""Situations from public bug reports: files that come in. See docs/field.md."""

import io

import xlsxwriter

from ..common import FacilitationCase

# what the dialogue sends when nobody touches it
UNTOUCHED = {
    "quoting": '"',
    "separator": ";",
    "has_headers": True,
    "encoding": "utf-8",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
}


class ImportFieldCase(FacilitationCase):
    def bring_in(self, model, columns, rows, user=None, **options):
        """Import rows as ``user`` does, through a file with semicolons, as spreadsheets of Europe write it."""
        lines = [columns, *rows]
        content = "\n".join(";".join(f'"{cell}"' for cell in line) for line in lines)
        return self.bring_in_file(model, columns, content.encode(), "rows.csv", "text/csv", user, **options)

    def bring_in_file(self, model, columns, content, name, kind, user=None, **options):
        wizard = self.env["base_import.import"].with_user(user or self.facilitator)
        wizard = wizard.create({"res_model": model, "file": content, "file_name": name, "file_type": kind})
        return wizard.execute_import(columns, columns, UNTOUCHED | options)

    def words(self, result):
        return "\n".join(message["message"] for message in result["messages"])


class TestRow2Numbers(ImportFieldCase):
    def efforts(self, *cells, **options):
        columns = ["name", "session_id", "effort_days"]
        rows = [
            [f"{self.facilitator.lang} {cells} {options} {number}", self.session.name, cell]
            for number, cell in enumerate(cells)
        ]
        result = self.bring_in("crm.facilitation.need", columns, rows, **options)
        if not result.get("ids"):
            return self.words(result)
        return self.env["crm.facilitation.need"].browse(result["ids"]).mapped("effort_days")

    def speak(self, code):
        self.env["res.lang"]._activate_lang(code)
        self.facilitator.lang = code
        self.facilitator = self.facilitator.with_context(lang=code)
        return self

    def test_row_2_half_a_day_is_half_a_day_in_every_country(self):
        self.assertEqual(
            self.efforts(
                "0,5", "0.5", "1 234,5", "1\N{NO-BREAK SPACE}234,5", "1.234,5", "1,234.5", "1'234.5", "½", "2½"
            ),
            [0.5, 0.5, 1234.5, 1234.5, 1234.5, 1234.5, 1234.5, 0.5, 2.5],
        )

    def test_row_2_a_cell_that_is_no_number_is_named_and_nothing_comes_in(self):
        count = self.env["crm.facilitation.need"].search_count([])
        for cell in ("12%", "3 days", "5-7", "NaN", "inf", "1.2.3", "1_0", "5²", "€ 12", "0x1F", "1e400", "1,23.4,5"):
            with self.subTest(cell):
                words = self.efforts("1", cell)
                self.assertIn("Row 3", words)
                self.assertIn(cell, words)
        self.assertEqual(self.env["crm.facilitation.need"].search_count([]), count)

    def test_row_2_every_bad_cell_is_named_at_once(self):
        words = self.efforts("a lot", "1", "little")
        self.assertIn("Row 2", words)
        self.assertIn("Row 4", words)

    def test_row_2_one_sign_before_three_digits_is_what_the_column_says(self):
        self.assertEqual(self.efforts("1,250", "0,5"), [1.25, 0.5])
        self.assertEqual(self.efforts("1.250", "0.5"), [1.25, 0.5])
        self.assertEqual(self.efforts("1.250", "0,5"), [1250, 0.5])

    def test_row_2_else_what_the_language_says_and_else_it_is_refused(self):
        self.assertEqual(self.efforts("1,250"), [1250])
        self.assertEqual(self.efforts("1.250"), [1.25])
        self.speak("de_DE")
        self.assertEqual(self.efforts("1,250"), [1.25])
        self.assertIn("Row 2: “1.250” can be read as two numbers", self.efforts("1.250"))
        self.assertEqual(self.efforts("1,250", float_decimal_separator=",", float_thousand_separator="."), [1.25])
        self.assertEqual(self.efforts("1.250", float_decimal_separator=",", float_thousand_separator="."), [1250])

    def test_row_2_minus_has_many_signs(self):
        kpi_columns = ["name", "definition_id/.id", "project_id/.id", "target_value"]
        definition = self.env["crm.facilitation.kpi.definition"].sudo().create({"name": "By hand", "measure": "manual"})
        cells = ("-0,5", "−0,5", "(0,5)", "0,5-", "–0,5")
        rows = [[f"KPI {cell}", str(definition.id), str(self.project.id), cell] for cell in cells]
        result = self.bring_in("crm.facilitation.kpi", kpi_columns, rows)
        self.assertFalse(result["messages"])
        self.assertEqual(set(self.env["crm.facilitation.kpi"].browse(result["ids"]).mapped("target_value")), {-0.5})

    def test_row_2_minutes_are_whole(self):
        columns = ["name", "session_id", "minutes_lost_weekly"]
        rows = [["One", self.session.name, "1 200"], ["Two", self.session.name, "60,0"]]
        result = self.bring_in("crm.facilitation.need", columns, rows)
        self.assertEqual(
            self.env["crm.facilitation.need"].browse(result["ids"]).mapped("minutes_lost_weekly"), [1200, 60]
        )
        for cell in ("7,5", "99999999999"):
            refused = self.bring_in("crm.facilitation.need", columns, [["Three", self.session.name, cell]])
            self.assertIn(f"Row 2: “{cell}” is not a whole number", self.words(refused))

    def test_row_2_values_of_a_kpi_and_numbers_of_a_roll_out(self):
        definition = self.env["crm.facilitation.kpi.definition"].sudo().create({"name": "By hand", "measure": "manual"})
        kpi = self.env["crm.facilitation.kpi"].create(
            {"definition_id": definition.id, "project_id": self.project.id, "owner_id": self.sponsor.id}
        )
        columns = ["kpi_id/.id", "period_start", "period_end", "value"]
        row = [str(kpi.id), "2026-06-01", "2026-07-01", "0,5"]
        result = self.bring_in("crm.facilitation.kpi.measurement", columns, [row], self.env.user)
        self.assertEqual((result["messages"], kpi.measurement_ids.value), ([], 0.5))
        capacity = [[str(self.project.id), "12,5"]]
        result = self.bring_in("project.project", [".id", "facilitation_capacity_days"], capacity, self.env.user)
        self.assertEqual((result["messages"], self.project.facilitation_capacity_days), ([], 12.5))

    def test_row_2_a_number_of_a_workbook_is_what_the_workbook_holds(self):
        self.speak("de_DE")
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet()
            columns = ["name", "session_id", "effort_days"]
            for number, row in enumerate([columns, ["A", self.session.name, 1.125], ["B", self.session.name, "0,5"]]):
                sheet.write_row(number, 0, row)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        result = self.bring_in_file(
            "crm.facilitation.need", columns, content.getvalue(), "rows.xlsx", kind, float_decimal_separator="."
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.env["crm.facilitation.need"].browse(result["ids"]).mapped("effort_days"), [1.125, 0.5])

    def test_row_2_a_remote_call_reads_numbers_alike_and_guesses_nothing(self):
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        columns = ["name", "session_id/.id", "effort_days"]
        loaded = needs.load(columns, [["A", str(self.session.id), "0,5"], ["B", str(self.session.id), "1.125"]])
        self.assertEqual(needs.browse(loaded["ids"]).mapped("effort_days"), [0.5, 1.125])
        for cell in ("1,125", "nan", "Infinity"):
            refused = needs.load(columns, [["C", str(self.session.id), cell]])
            self.assertFalse(refused["ids"])
            self.assertEqual(refused["messages"][0]["field"], "effort_days")
            self.assertIn(cell, refused["messages"][0]["message"])

    def test_row_2_fields_of_others_are_read_as_odoo_reads_them(self):
        columns = ["name", "expected_revenue"]
        result = self.bring_in("crm.lead", columns, [["Lead", "1,234.5"]], self.env.user)
        self.assertEqual(self.env["crm.lead"].browse(result["ids"]).expected_revenue, 1234.5)

    def test_row_2_days_that_do_not_fit_the_format_are_refused_with_their_row(self):
        goals = ["name", "definition_id/.id", "project_id/.id", "target_date"]
        definition = self.env["crm.facilitation.kpi.definition"].sudo().create({"name": "By hand", "measure": "manual"})
        base = [str(definition.id), str(self.project.id)]
        rows = [["A", *base, "03/04/2026"], ["B", *base, "31/04/2026"]]
        refused = self.bring_in("crm.facilitation.kpi", goals, rows, date_format="%d/%m/%Y")
        self.assertIn("line 2", self.words(refused))
        rows[1][-1] = "30/04/2026"
        result = self.bring_in("crm.facilitation.kpi", goals, rows, date_format="%d/%m/%Y")
        dates = self.env["crm.facilitation.kpi"].browse(result["ids"]).mapped("target_date")
        self.assertEqual([day.isoformat() for day in dates], ["2026-04-03", "2026-04-30"])
