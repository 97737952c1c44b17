"""What was raised already is found while somebody types, in both languages, and only where they may look."""

import csv
from pathlib import Path

from odoo.exceptions import AccessError, ValidationError

from ..common import FacilitationCase

REQUESTS = Path(__file__).resolve().parents[3] / "shared/data/crm_needs.csv"
# benchmarks/similar measures 0.76 in English and 0.79 in Russian by the title alone, 0.88 and 0.90 with the area
RECALL_BY_TITLE = 0.7
RECALL_WITH_AREA = 0.8


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

    def test_words_of_one_meaning_find_each_other_across_the_languages(self):
        lead = self.make_need("Enquiries from the web form")
        report = self.make_need("Отчёт по воронке")
        self.make_need("Colour of the card")
        self.assertEqual(self.similar("lead capture"), lead)
        self.assertEqual(self.similar("заявки с сайта"), lead)
        self.assertEqual(self.similar("pipeline dashboard"), report)

    def test_words_themselves_come_before_words_of_one_meaning(self):
        alike = self.make_need("Enquiry list")
        same = self.make_need("Lead list")
        self.assertEqual(self.similar("lead list")[:2], same | alike)

    def test_limit_and_short_text(self):
        for number in range(7):
            self.make_need(f"Lost reason {number}")
        self.assertEqual(len(self.similar("lost reason")), 5)
        self.assertEqual(len(self.similar("lost reason", limit=2)), 2)
        self.assertEqual(len(self.similar("lost reason", limit=1)), 1)
        short = self.make_need("SMS")
        self.assertEqual(self.similar("sms"), short)
        for text in ("", "  ", "lo", None):
            self.assertFalse(self.similar(text))
        with self.assertRaises(ValidationError):
            self.similar("\x00")
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

    def test_a_database_that_lost_its_indexes_gets_them_with_the_next_update(self):
        words, spelling = (f"crm_facilitation_need_{name}_index" for name in ("search_vector", "name_trigram"))
        for has_trigram, made in ((True, {words, spelling}), (False, {words})):
            self.patch(self.env.registry, "has_trigram", has_trigram)
            self.env.cr.execute(f"DROP INDEX IF EXISTS {words}, {spelling}")
            self.env["crm.facilitation.need"].init()
            self.env.cr.execute("SELECT indexname FROM pg_indexes WHERE indexname IN %s", [(words, spelling)])
            self.assertEqual({name for [name] in self.env.cr.fetchall()}, made)

    def test_suggests_without_writing(self):
        self.make_need("Lost reason")
        self.similar("lost reason")
        self.env.flush_all()
        # stems, the asker's department, participant and rules, the suggestion itself
        with self.assertQueryCount(7):
            self.similar("lost reason")


class TestRealRequests(FacilitationCase):
    """Typed by its title alone, a request that was made before finds one of those that ask for the same.

    The requests are the set where it lies beside the checkout, and three of the tests' own where it does not.
    """

    OWN = [
        {"title_en": "Lost reason compulsory", "title_ru": "Причина проигрыша обязательна", "description_en": "",
         "area": "leads", "duplicate_group": "1"},
        {"title_en": "Say why a deal is lost", "title_ru": "Указывать, почему проиграна сделка", "description_en": "",
         "area": "leads", "duplicate_group": "1"},
        {"title_en": "Sort the list by region", "title_ru": "Сортировать список по региону", "description_en": "",
         "area": "reporting", "duplicate_group": ""},
    ]  # fmt: skip

    def import_requests(self, language):
        rows = list(csv.DictReader(REQUESTS.open(newline=""))) if REQUESTS.exists() else self.OWN
        tags = {
            area: self.env["crm.facilitation.need.tag"].create({"name": f"{area} of the requests"})
            for area in {row["area"] for row in rows}
        }
        needs = (
            self.env["crm.facilitation.need"]
            .with_user(self.facilitator)
            .create(
                [
                    {
                        "name": row[f"title_{language}"],
                        "problem": row["description_en"],
                        "session_id": self.session.id,
                        "department_id": self.sales.id,
                        "tag_ids": tags[row["area"]].ids,
                    }
                    for row in rows
                ]
            )
        )
        self.env.flush_all()
        return {need: row["duplicate_group"] for need, row in zip(needs, rows, strict=True)}

    def recall(self, group_of, with_area):
        asked = [need for need, group in group_of.items() if group]
        found = 0
        for need in asked:
            tags = need.tag_ids.ids if with_area else ()
            suggested = need.with_user(self.employee_service).similar(self.project.id, need.name, 6, tags) - need
            found += any(group_of[other] == group_of[need] for other in suggested[:5])
        return found / len(asked)

    def test_repeated_requests_are_found_in_english(self):
        group_of = self.import_requests("en")
        self.assertGreaterEqual(self.recall(group_of, False), RECALL_BY_TITLE)
        self.assertGreaterEqual(self.recall(group_of, True), RECALL_WITH_AREA)

    def test_repeated_requests_are_found_in_russian(self):
        group_of = self.import_requests("ru")
        self.assertGreaterEqual(self.recall(group_of, False), RECALL_BY_TITLE)
        self.assertGreaterEqual(self.recall(group_of, True), RECALL_WITH_AREA)
