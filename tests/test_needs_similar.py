"""What was raised already is found while somebody types, in both languages, and only where they may look."""

from odoo.exceptions import AccessError

from .common import FacilitationCase


class TestSimilar(FacilitationCase):
    def similar(self, text, user=None, **options):
        needs = self.env["crm.facilitation.need"].with_user(user or self.employee_sales)
        return needs.similar(self.project.id, text, **options)

    def test_best_first_in_both_languages(self):
        reason = self.make_need("Ask for the reason when a lead is lost")
        self.make_need("Ask for the shipping address")
        russian = self.make_need("Спрашивать причину потери лида")
        self.make_need("Отчёт по отгрузкам")
        self.assertEqual(self.similar("lost leads need reasons")[:1], reason)
        self.assertEqual(self.similar("причины потерь лидов")[:1], russian)

    def test_words_of_problem_and_wish_count(self):
        need = self.make_need("Too slow", wish="Duplicates of customers are merged at once")
        self.assertIn(need, self.similar("merge duplicate customer"))

    def test_misspelt_words_are_found(self):
        need = self.make_need("Duplicate contacts")
        self.assertIn(need, self.similar("Duplikate contakts"))

    def test_limit_and_short_text(self):
        for number in range(7):
            self.make_need(f"Lost reason {number}")
        self.assertEqual(len(self.similar("lost reason")), 5)
        self.assertEqual(len(self.similar("lost reason", limit=2)), 2)
        for text in ("", "  ", "lo", None, "\x00"):
            self.assertFalse(self.similar(text))
        self.assertFalse(self.similar("lost reason", limit=0))

    def test_shows_only_what_the_caller_may_see(self):
        need = self.make_need("Lost reason")
        self.assertIn(need, self.similar("lost reason"))
        self.assertFalse(self.similar("lost reason", self.outsider))
        public = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.similar("lost reason", public)

    def test_merged_need_is_shown_as_the_surviving_one(self):
        survivor = self.make_need("Why a deal failed")
        merged = self.make_need("Lost reason")
        merged.action_merge_into(survivor)
        self.assertEqual(self.similar("lost reason"), survivor)

    def test_archived_needs_and_other_projects_stay_away(self):
        self.make_need("Lost reason", active=False)
        self.assertFalse(self.similar("lost reason"))
        other = self.project.copy({"name": "Other"})
        self.make_need("Lost reason again")
        self.assertFalse(self.env["crm.facilitation.need"].similar(other.id, "lost reason"))

    def test_tags_bring_an_area_forward(self):
        tags = self.env["crm.facilitation.need.tag"].create([{"name": "Area A"}, {"name": "Area B"}])
        one = self.make_need("Colour of the list", tag_ids=tags[0].ids)
        two = self.make_need("Colour of the card", tag_ids=tags[1].ids)
        self.assertEqual(self.similar("colour", tag_ids=tags[0].ids)[:1], one)
        self.assertEqual(self.similar("colour", tag_ids=tags[1].ids)[:1], two)

    def test_works_without_trigrams(self):
        need = self.make_need("Lost reason")
        self.make_need("Invoices by mail")
        self.patch(self.env.registry, "has_trigram", False)
        self.assertEqual(self.similar("lost reasons"), need)
        self.assertFalse(self.similar("lost reasons", self.outsider))

    def test_suggests_without_writing(self):
        self.make_need("Lost reason")
        self.env.flush_all()
        with self.assertQueryCount(6):
            self.similar("lost reason")
