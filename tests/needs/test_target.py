"""Choosing what of the CRM a need is about, and seeing at once who wants the opposite."""

from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user

from ..common import FacilitationCase


class TargetCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env["ir.model.fields"]._get("crm.lead", "phone")
        cls.target = {"target_model_id": cls.phone.model_id.id, "target_field_id": cls.phone.id}

    def search(self, text, user=None, **options):
        return self.env["crm.facilitation.need"].with_user(user or self.employee_sales).search_targets(text, **options)


class TestSearch(TargetCase):
    def test_employee_finds_fields_without_rights_on_the_registry(self):
        with self.assertRaises(AccessError):
            self.env["ir.model.fields"].with_user(self.employee_sales).search([], limit=1)
        first = self.search("phone")[0]
        self.assertEqual((first["field"]["id"], first["model"]["id"]), (self.phone.id, self.phone.model_id.id))

    def test_stages_are_found_before_fields_and_those_that_begin_so_first(self):
        stage = self.env["crm.stage"].create({"name": "Phone interview"})
        found = self.search("phone")
        lead = self.phone.model_id
        self.assertEqual(
            found[0],
            {
                "label": "Phone interview · Stage",
                "model": {"id": lead.id, "display_name": lead.display_name},
                "field": False,
                "stage": {"id": stage.id, "display_name": "Phone interview"},
            },
        )
        begins = [target["label"].casefold().startswith("phone") for target in found]
        self.assertEqual(begins, sorted(begins, reverse=True))

    def test_nothing_technical_or_kept_from_ones_group_is_offered(self):
        labels = {target["label"] for target in self.search("", limit=50)}
        self.assertTrue(labels)
        self.assertFalse([label for label in labels if "Activity State" in label or "Created by" in label])
        field = self.env.registry["crm.lead"]._fields["phone"]
        with patch.object(field, "groups", "base.group_system"):
            self.assertFalse([t for t in self.search("phone") if (t["field"] or {}).get("id") == self.phone.id])

    def test_people_without_any_rights_in_the_crm_choose_as_well(self):
        self.assertFalse(self.env["crm.lead"].with_user(self.employee_service).has_access("read"))
        self.assertEqual(self.search("phone", self.employee_service)[0]["field"]["id"], self.phone.id)

    def test_search_speaks_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.phone.with_context(lang="ru_RU").field_description = "Телефон"
        self.env.registry.clear_cache("stable")
        found = self.env["crm.facilitation.need"].with_user(self.facilitator).with_context(lang="ru_RU")
        self.assertIn(self.phone.id, [t["field"] and t["field"]["id"] for t in found.search_targets("телефон")])

    def test_portal_users_are_shown_no_stages_and_fields_of_the_crm(self):
        portal = new_test_user(self.env, login="customer", groups="base.group_portal")
        self.make_participant(portal, self.service)
        for text in ("", "ph"):
            with self.subTest(text), self.assertRaises(AccessError):
                self.env["crm.facilitation.need"].with_user(portal).search_targets(text)

    def test_limits_and_nonsense_are_harmless(self):
        self.assertEqual(self.search("%_'; DROP TABLE"), [])
        self.assertEqual(self.search("phone", limit=-3), [])
        self.assertLessEqual(len(self.search("", limit=10**6)), 50)


class TestTarget(TargetCase):
    def test_author_chooses_field_stage_and_stance_of_their_own_need(self):
        stage = self.env["crm.stage"].create({"name": "Demo held"})
        need = self.make_need("Ask for the phone here").with_user(self.employee_sales)
        need.write(self.target | {"target_stage_id": stage.id, "stance": "mandatory"})
        self.assertEqual(need.target_label, f"Demo held · Phone · {self.phone.model_id.name}")

    def test_field_of_another_model_is_refused(self):
        need = self.make_need("Show the phone")
        partner = self.env["ir.model"]._get("res.partner")
        with self.assertRaisesRegex(ValidationError, f"no field of “{partner.name}”"), self.env.cr.savepoint():
            need.write({"target_model_id": partner.id, "target_field_id": self.phone.id})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            need.write({"target_model_id": partner.id, "target_stage_id": self.env["crm.stage"].search([], limit=1).id})
        self.assertFalse(need.target_model_id)


class TestOpposites(TargetCase):
    def unsaved(self, user, **values):
        model = self.env["crm.facilitation.need"].with_user(user)
        return model.new({"name": "Show it", "session_id": self.session.id} | self.target | values)

    def test_form_shows_before_saving_who_wants_the_opposite(self):
        hidden = self.make_need("Hide the phone", self.participant_service, stance="hidden", **self.target)
        self.assertFalse(self.unsaved(self.employee_sales, stance="hidden").opposite_need_ids)
        need = self.unsaved(self.employee_sales, stance="visible")
        self.assertEqual(need.opposite_need_ids._origin, hidden.with_user(self.employee_sales))
        self.assertEqual(need.opposite_need_ids.origin_label, "Ser")

    def test_the_opposite_at_another_stage_contradicts_nobody(self):
        first, second = self.env["crm.stage"].create([{"name": "Demo held"}, {"name": "Offer sent"}])
        hidden = self.make_need(
            "Hide it", self.participant_service, stance="hidden", target_stage_id=first.id, **self.target
        )
        for stage, opposite in ((first, hidden), (second, hidden.browse())):
            with self.subTest(stage.name):
                need = self.unsaved(self.employee_sales, stance="visible", target_stage_id=stage.id)
                self.assertEqual(need.opposite_need_ids._origin, opposite)

    def test_author_of_an_anonymous_need_is_not_told(self):
        self.session.current_item_id.sudo().anonymous = True
        hidden = self.make_need("Hide the phone", self.participant_service, stance="hidden", **self.target)
        self.assertFalse(self.unsaved(self.employee_sales, stance="visible").opposite_need_ids)
        # with others, or when the step is over
        hidden._show_held(self.session.ids)
        opposite = self.unsaved(self.employee_sales, stance="visible").opposite_need_ids
        self.assertEqual(opposite.origin_label, "An employee, Discovery")
        self.assertFalse(opposite.sudo().author_id)

    def test_needs_of_sessions_one_takes_no_part_in_are_not_shown(self):
        self.make_need("Hide the phone", self.participant_service, stance="hidden", **self.target)
        other = self.session.create({"name": "Second", "project_id": self.project.id})
        guest = self._new_user("gue", "base.group_user")
        self.make_participant(guest, self.sales, other)
        need = self.env["crm.facilitation.need"].with_user(guest).new({"name": "Show it", "session_id": other.id})
        need.update(self.target | {"stance": "visible"})
        self.assertFalse(need.opposite_need_ids)
