"""The roll-out on the screen: what hangs on it, counted and opened."""

from .common import FacilitationCase


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

    def test_a_list_of_roll_outs_counts_in_as_many_queries_as_one(self):
        many = self.project.create([{"name": f"Roll-out {number}", "is_facilitation": True} for number in range(20)])
        many.mapped("need_count")
        self.env.invalidate_all()
        # sessions and needs, each with the access rules of a facilitator
        with self.assertQueryCount(2):
            (many | self.project).mapped("need_count")
