"""The history as a pivot: percents, days and counts are never added to each other."""

from ..common import FacilitationCase


class TestHistory(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("kpi_definition_trust", "kpi_definition_win_rate")
        kpis = cls.env["crm.facilitation.kpi"].with_user(cls.sponsor)
        cls.kpis = kpis.create(
            [{"definition_id": cls.env.ref(f"crm_facilitation.{name}").id, "project_id": cls.project.id,
              "owner_id": cls.sponsor.id} for name in names]
        )  # fmt: skip
        cls.env["crm.facilitation.kpi.measurement"].sudo().create(
            [{"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": value, "source": "query"}
             for kpi, value in zip(cls.kpis, (3, 40), strict=True)]
        )  # fmt: skip

    def read(self, domain):
        rows = self.env["crm.facilitation.kpi.measurement"].with_user(self.sponsor)
        return rows.formatted_read_grouping_sets(
            domain, [[], ["kpi_id"], ["period_start:month"]], ["value:avg", "__count"]
        )

    def test_a_total_over_several_kpis_has_no_figure(self):
        total, by_kpi, by_month = self.read([("kpi_id", "in", self.kpis.ids)])
        self.assertEqual((total[0]["value:avg"], by_month[0]["value:avg"]), (False, False))
        self.assertEqual(total[0]["__count"], 2)
        self.assertEqual(sorted(row["value:avg"] for row in by_kpi), [3, 40])

    def test_of_one_kpi_it_has(self):
        total, _by_kpi, _by_month = self.read([("kpi_id", "=", self.kpis[0].id)])
        self.assertEqual(total[0]["value:avg"], 3)

    def test_nor_are_they_added_up(self):
        rows = self.env["crm.facilitation.kpi.measurement"].with_user(self.sponsor)
        for kpis, figure in ((self.kpis, False), (self.kpis[1], 40)):
            [total] = rows.formatted_read_group([("kpi_id", "in", kpis.ids)], [], ["value:sum", "__count"])
            self.assertEqual(total, total | {"value:sum": figure, "__count": len(kpis)})
