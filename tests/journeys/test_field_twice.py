"""Situations from public bug reports: the same file twice. See docs/field.md."""

from .test_field_imports import ImportFieldCase

SKIP, UPDATE = "Leave it as it is", "Bring it up to date"


class TestRow20Twice(ImportFieldCase):
    COLUMNS = ["name", "problem", "session_id", "department_id"]

    def setUp(self):
        super().setUp()
        self.needs = self.env["crm.facilitation.need"]
        self.rows = [
            ["See who promised what", "Promises are lost", self.session.name, "Service"],
            ["A list of calls", "Calls are on paper", self.session.name, "Sales"],
        ]

    def needs_in(self, rows, choice=None):
        columns = [*self.COLUMNS, *(["if_known"] if choice is not None else [])]
        rows = [[*row, choice] if choice is not None else row for row in rows]
        return self.bring_in("crm.facilitation.need", columns, rows)

    def problems(self):
        return self.needs.with_context(active_test=False).search([("session_id", "=", self.session.id)], order="id")

    def test_row_20_the_same_file_again_names_each_row_and_brings_nothing_in(self):
        self.needs_in(self.rows)
        again = self.needs_in(self.rows)
        self.assertFalse(again["ids"])
        for title, *_rest in self.rows:
            self.assertIn(f"“{title}” is there already", self.words(again))
        self.assertEqual(len(self.problems()), 2)

    def test_row_20_what_is_there_is_left_and_the_rest_comes_in(self):
        first = self.needs_in(self.rows)["ids"]
        changed = [[*self.rows[0][:1], "Other words", *self.rows[0][2:]], ["New one", "", self.session.name, "Sales"]]
        result = self.needs_in([self.rows[1], *changed], SKIP)
        self.assertFalse(result["messages"])
        self.assertEqual(result["ids"][:2], [first[1], first[0]])
        self.assertEqual(self.problems().mapped("name"), [*(row[0] for row in self.rows), "New one"])
        self.assertEqual(self.problems()[0].problem, "Promises are lost")

    def test_row_20_or_brought_up_to_date_where_a_cell_says_something(self):
        self.needs_in(self.rows)
        news = [
            [self.rows[0][0], "Other words", self.session.name, ""],
            [self.rows[1][0], "", self.session.name, "Sales"],
        ]
        result = self.needs_in(news, UPDATE)
        self.assertFalse(result["messages"])
        self.assertEqual(self.problems().mapped("problem"), ["Other words", "Calls are on paper"])
        self.assertEqual(self.problems().department_id.mapped("name"), ["Service", "Sales"])

    def test_row_20_or_added_all_the_same(self):
        self.needs_in(self.rows)
        self.assertFalse(self.needs_in(self.rows, "Add it all the same")["messages"])
        self.assertEqual(len(self.problems()), 4)

    def test_row_20_each_row_has_its_own_choice(self):
        self.needs_in(self.rows)
        rows = [[title, "Other words", *rest] for title, _problem, *rest in self.rows]
        columns = [*self.COLUMNS, "if_known"]
        self.bring_in("crm.facilitation.need", columns, [[*rows[0], SKIP], [*rows[1], UPDATE]])
        self.assertEqual(self.problems().mapped("problem"), ["Promises are lost", "Other words"])

    def test_row_20_blanks_capitals_and_forms_make_no_other_need(self):
        self.needs_in(self.rows)
        for title in ("a list of  calls ", "A LIST OF CALLS", "A list\N{NO-BREAK SPACE}of calls"):
            with self.subTest(title):
                self.assertIn("is there already", self.words(self.needs_in([[title, "", self.session.name, "Sales"]])))

    def test_row_20_another_department_session_or_person_may_ask_under_the_same_title(self):
        self.needs_in(self.rows)
        self.env["crm.facilitation.session"].with_user(self.facilitator).create(
            {"name": "Design", "project_id": self.project.id}
        ).action_start()
        title = self.rows[1][0]
        result = self.needs_in([[title, "", self.session.name, "Logistics"], [title, "", "Design", "Sales"]])
        self.assertFalse(result["messages"])
        people = [self.participant_sales, self.participant_service]
        for person in people:
            row = [["Under a name", self.session.name, person.partner_id.name]]
            self.assertFalse(
                self.bring_in("crm.facilitation.need", ["name", "session_id", "author_id"], row)["messages"]
            )
        self.assertEqual(
            self.needs.search([("name", "=", "Under a name")]).author_id,
            self.participant_sales | self.participant_service,
        )

    def test_row_20_archived_needs_are_named_too(self):
        self.needs_in(self.rows)
        self.problems()[1].active = False
        self.assertIn(self.rows[1][0], self.words(self.needs_in(self.rows[1:])))

    def test_row_20_bringing_up_to_date_asks_for_the_same_rights_and_leaves_the_same_evidence(self):
        self.needs_in(self.rows)
        need = self.problems()[0]
        need.with_user(self.facilitator).action_accept()
        self.needs_in([[need.name, "Other words", self.session.name, "Service"]], UPDATE)
        self.assertTrue(need.is_suspect)
        self.assertEqual(self.evidence(need), ["need_accepted", "need_changed"])

    def test_row_20_an_external_id_says_itself_which_need_it_is(self):
        columns = ["id", *self.COLUMNS]
        for problem in ("First", "Second"):
            result = self.bring_in(
                "crm.facilitation.need", columns, [["__import__.need_1", "Titled", problem, self.session.name, "Sales"]],
                self.env.user,
            )  # fmt: skip
            self.assertFalse(result["messages"])
        self.assertEqual(self.needs.search([("name", "=", "Titled")]).mapped("problem"), ["Second"])

    def test_row_20_goals_and_kpis_are_known_alike(self):
        definition = self.env["crm.facilitation.kpi.definition"].sudo().create({"name": "By hand", "measure": "manual"})
        files = {
            "crm.facilitation.goal": (["name", "project_id/.id"], ["Grow", str(self.project.id)]),
            "crm.facilitation.kpi": (
                ["definition_id/.id", "project_id/.id", "owner_id/.id"],
                [str(definition.id), str(self.project.id), str(self.sponsor.id)],
            ),
        }
        for model, (columns, row) in files.items():
            with self.subTest(model):
                self.assertFalse(self.bring_in(model, columns, [row])["messages"])
                count = self.env[model].search_count([])
                self.assertIn("is there already", self.words(self.bring_in(model, columns, [row])))
                skipped = self.bring_in(model, [*columns, "if_known"], [[*row, SKIP]])
                self.assertFalse(skipped["messages"])
                self.assertEqual(self.env[model].search_count([]), count)
