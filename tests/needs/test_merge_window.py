"""The window in which needs are merged: which one survives."""

from ..common import FacilitationCase


class TestMergeWindow(FacilitationCase):
    def open_from(self, needs):
        wizard = self.env["crm.facilitation.merge.wizard"].with_user(self.facilitator)
        return wizard.with_context(active_model=needs._name, active_ids=needs.ids)

    def test_opened_from_one_need_that_one_becomes_part_of_another(self):
        small, whole = self.make_need("Routes on paper"), self.make_need("Routes on the phone")
        values = self.open_from(small).default_get(["survivor_id", "need_ids", "project_id"])
        self.assertFalse(values.get("survivor_id"))
        self.assertEqual(values["need_ids"], [(6, 0, small.ids)])
        wizard = self.open_from(small).create({"survivor_id": whole.id})
        wizard.action_apply()
        self.assertEqual(small.merged_into_id, whole)

    def test_opened_from_several_the_most_supported_survives(self):
        first, second = self.make_need("Routes on paper"), self.make_need("Routes on the phone")
        second.with_user(self.employee_service).action_support()
        values = self.open_from(first | second).default_get(["survivor_id", "need_ids", "project_id"])
        self.assertEqual(values["survivor_id"], second.id)
