"""The roll-out on the screen: what hangs on it, counted and opened."""

from ..common import FacilitationCase


class TestRollout(FacilitationCase):
    def test_the_roll_out_counts_and_opens_its_sessions_and_needs(self):
        other = self.project.create({"name": "Another", "is_facilitation": True})
        need = self.make_need("Stage for site visits")
        self.assertEqual((self.project.session_count, self.project.need_count), (1, 1))
        self.assertEqual((other.session_count, other.need_count), (0, 0))
        for action, records in (
            (self.project.action_open_sessions(), self.session),
            (self.project.action_open_needs(), need),
        ):
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), records)

    def test_who_takes_part_opens_the_roll_out_from_a_link_and_reads_all_that_is_on_it(self):
        project = self.project.with_user(self.employee_sales)
        view = project.get_view(project.get_formview_id(), "form")
        names = [name for name in view["models"]["project.project"] if name in project._fields]
        self.assertEqual(project.read(names)[0]["name"], "New CRM")
        form = self.env.ref("crm_facilitation.project_project_view_form_participant")
        self.assertEqual(project.get_formview_id(), form.id)
        for user in (self.facilitator, self.sponsor):
            self.assertNotEqual(self.project.with_user(user).get_formview_id(), form.id)

    def test_a_list_of_roll_outs_counts_in_as_many_queries_as_one(self):
        many = self.project.create([{"name": f"Roll-out {number}", "is_facilitation": True} for number in range(20)])
        many.mapped("need_count")
        self.env.invalidate_all()
        # sessions and needs, each with the access rules of a facilitator
        with self.assertQueryCount(2):
            (many | self.project).mapped("need_count")
