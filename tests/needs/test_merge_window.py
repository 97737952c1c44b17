"""The window in which needs are merged: which one survives."""

from lxml import etree

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

    def test_the_form_lists_what_became_part_of_the_need_with_the_way_back(self):
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        for mobile in (False, True):
            with self.subTest(mobile=mobile):
                views = needs.get_views([(False, "form"), (False, "list")], {"mobile": mobile})["views"]
                form = etree.fromstring(views["form"]["arch"])
                self.assertTrue(form.xpath("//field[@name='merged_need_ids']/list//button[@name='action_unmerge']"))
                self.assertEqual(views["list"]["id"], self.env.ref("crm_facilitation.need_view_list").id)

    def test_opened_from_several_the_most_supported_survives(self):
        first, second = self.make_need("Routes on paper"), self.make_need("Routes on the phone")
        second.with_user(self.employee_service).action_support()
        values = self.open_from(first | second).default_get(["survivor_id", "need_ids", "project_id"])
        self.assertEqual(values["survivor_id"], second.id)
