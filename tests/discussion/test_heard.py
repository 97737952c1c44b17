"""The map of the unheard: who spoke of what, who has not, and nothing of one or two people."""

from odoo.exceptions import AccessError

from ..common import FacilitationCase


class TestHeardMap(FacilitationCase):
    """Three people of Sales, three of Service, one of Logistics and two of Parts, who are shown together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {cls.sales: cls.participant_sales, cls.service: cls.participant_service}
        for department in cls.people:
            for number in range(2):
                user = cls._new_user(f"heard_{department.id}_{number}", "base.group_user")
                cls.people[department] |= cls.make_participant(user, department)
        parts = cls.env["hr.department"].create({"name": "Parts"})
        for number in range(2):
            cls.make_participant(cls._new_user(f"parts_{number}", "base.group_user"), parts)
        cls.leads = cls.env.ref("crm_facilitation.need_tag_leads")
        cls.pipeline = cls.env.ref("crm_facilitation.need_tag_pipeline")

    def raised(self, title, tag, people):
        need = self.make_need(title, people[0], tag_ids=tag.ids)
        for person in people[1:]:
            need.with_user(person.user_id).action_support()
        return need

    def map(self, user=None):
        return self.session.with_user(user or self.employee_sales).heard_map()

    def cells(self, department, **options):
        shown = self.map(**options)["cells"]
        return {
            cell["area_id"]: (cell["needs"], cell["people"])
            for cell in shown
            if cell["department_id"] == (department and department.id)
        }

    def test_a_department_that_said_nothing_is_silent_in_each_area(self):
        self.raised("See the last call", self.leads, self.people[self.sales])
        shown = self.map()
        silent = {(cell["department_id"], cell["area_id"]) for cell in shown["silent"]}
        self.assertIn((self.service.id, False), silent)
        self.assertIn((self.service.id, self.leads.id), silent)
        self.assertNotIn((self.sales.id, self.leads.id), silent)
        self.assertIn((self.sales.id, self.pipeline.id), silent)
        self.assertEqual(self.cells(self.sales)[self.leads.id], (1, 3))
        self.assertEqual({row["id"] for row in shown["departments"]}, {self.sales.id, self.service.id, False})

    def test_everything_that_the_map_says(self):
        self.raised("See the last call", self.leads, self.people[self.sales])
        self.raised("Move on by itself", self.pipeline, self.people[self.sales])
        tags = self.env["crm.facilitation.need.tag"].search([])
        spoken = (self.leads | self.pipeline).ids
        places = [(row.id, area) for row in (self.sales, self.service) for area in (False, *tags.ids)]
        places += [(False, area) for area in (False, *tags.ids)]

        def said(department, area):
            if department != self.sales.id:
                return 0, 0
            return {False: (2, 3)}.get(area, (1, 3) if area in spoken else (0, 0))

        cells = [
            {"department_id": department, "area_id": area, "needs": said(department, area)[0],
             "people": said(department, area)[1]}
            for department, area in places
        ]  # fmt: skip
        silent = [cell for cell in cells if not cell["needs"]]
        shown = self.map()
        rows = [(self.sales.id, "Sales"), (self.service.id, "Service"), (False, "Small departments together")]
        self.assertEqual(shown["departments"], [{"id": row, "name": name, "people": 3} for row, name in rows])
        self.assertEqual(shown["areas"], [{"id": tag.id, "name": tag.name} for tag in tags])
        by_place = lambda cell: (cell["department_id"], cell["area_id"])  # noqa: E731
        self.assertEqual(sorted(shown["cells"], key=by_place), sorted(cells, key=by_place))
        places = [{name: cell[name] for name in ("department_id", "area_id")} for cell in silent]
        self.assertEqual(sorted(shown["silent"], key=by_place), sorted(places, key=by_place))
        # two needs, named by three people each
        self.assertEqual(shown["unsaid"], {"estimate": 0, "low": 0, "high": 1})

    def test_support_counts_where_the_supporter_works(self):
        self.raised("See the last call", self.leads, self.participant_logistics | self.people[self.service])
        self.assertEqual(self.cells(self.service), self.cells(self.service) | {False: (1, 3), self.leads.id: (1, 3)})

    def test_one_or_two_people_are_not_told_of_and_are_not_silent(self):
        self.raised("See the last call", self.leads, self.people[self.sales])
        self.raised("Move on by itself", self.pipeline, self.people[self.sales][:2])
        cells = self.cells(self.sales)
        self.assertNotIn(self.pipeline.id, cells)
        silent = {(cell["department_id"], cell["area_id"]) for cell in self.map()["silent"]}
        self.assertNotIn((self.sales.id, self.pipeline.id), silent)
        # nor do they follow from the whole by subtraction
        self.assertFalse({False, self.leads.id} <= set(cells))

    def test_small_departments_are_shown_together_or_not_at_all(self):
        self.assertEqual([row["people"] for row in self.map()["departments"]], [3, 3, 3])
        self.assertEqual(
            [row["id"] for row in self.map()["departments"] if row["id"] not in self.departments.ids], [False]
        )
        # the two who are left would be told of: the smallest other department is taken together with them
        self.participant_logistics.active = False
        rows = {row["id"]: row["people"] for row in self.map()["departments"]}
        self.assertEqual(rows, {self.logistics.id: 0, self.service.id: 3, False: 5})

    def test_an_affected_department_of_which_nobody_came_is_silent(self):
        absent = self.env["hr.department"].create({"name": "Spare parts"})
        self.project.sudo().affected_department_ids |= absent
        self.assertEqual(set(self.cells(absent).values()), {(0, 0)})
        self.assertIn({"department_id": absent.id, "area_id": False}, self.map()["silent"])

    def test_an_anonymous_need_counts_to_its_department_and_to_nothing_else(self):
        self.raised("See the last call", self.leads, self.people[self.sales])
        before, unsaid = self.cells(self.service), self.map()["unsaid"]
        self.session.current_item_id.write({"anonymous": True, "can_raise": True})
        answer = self.env["crm.facilitation.need"].with_user(self.employee_service)
        answer = answer.raise_need(self.session.id, {"name": "Nobody dares", "tag_ids": [(6, 0, self.pipeline.ids)]})
        need = self.env["crm.facilitation.need"].browse(answer["id"])
        self.assertEqual((need.is_anonymous, need.department_id), (True, self.service))
        # a cell that moves at once would tell the moment
        self.assertEqual(self.cells(self.service), before)
        need._show_held(self.session.ids)
        cells = self.cells(self.service)
        self.assertEqual(cells[False], (1, 0))
        self.assertEqual({key: cell for key, cell in cells.items() if key}, {k: c for k, c in before.items() if k})
        self.assertEqual(self.map()["unsaid"], unsaid)

    def test_the_estimate_waits_for_three_people(self):
        two = self.people[self.sales][:2]
        for number in range(6):
            self.raised(f"Need {number}", self.leads, two)
        self.assertIsNone(self.map()["unsaid"])
        self.raised("Another", self.leads, self.people[self.sales])
        found = self.map()["unsaid"]
        self.assertLessEqual(found["low"], found["estimate"])
        self.assertLessEqual(found["estimate"], found["high"])

    def test_what_became_one_need_counts_once(self):
        first = self.raised("See the last call", self.leads, self.people[self.sales])
        second = self.raised("Show me the last call", self.leads, self.people[self.sales])
        self.assertEqual(self.cells(self.sales)[self.leads.id], (2, 3))
        second.action_merge_into(first)
        self.assertEqual(self.cells(self.sales)[self.leads.id], (1, 3))

    def test_who_may_not_read_the_session_sees_no_map(self):
        with self.assertRaises(AccessError):
            self.map(self.outsider)

    def test_its_cost_does_not_grow_with_the_needs(self):
        def cost():
            return self.count_queries(lambda: self.session.with_user(self.employee_sales).heard_map())

        self.raised("See the last call", self.leads, self.people[self.sales])
        few = cost()
        for number in range(10):
            self.raised(f"Need {number}", self.leads, self.people[self.sales])
        self.assertLessEqual(cost(), few + 2)
