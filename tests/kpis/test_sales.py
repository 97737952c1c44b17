"""Every library KPI that a public set of opportunities can answer, against a computation of our own.

Where that set is absent, the same tests run on opportunities made up by rule.
"""

import csv
import itertools
from collections import defaultdict
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from freezegun import freeze_time
from psycopg2.extras import execute_values

from ..common import FacilitationCase

FOLDER = Path(__file__).resolve().parents[3] / "shared/data/crm_sales"
ZONE = "Europe/Berlin"
MANAGERS = ("Dustin Brinkmann", "Melvin Marxen", "Cara Losch")


def read_deals():
    """Deals as ``{stage, engaged, closed, value, manager, office, account}``."""
    if not FOLDER.exists():
        return made_up_deals()
    with (FOLDER / "sales_teams.csv").open(newline="") as lines:
        agents = {row["sales_agent"]: (row["manager"], row["regional_office"]) for row in csv.DictReader(lines)}
    with (FOLDER / "sales_pipeline.csv").open(newline="") as lines:
        return [
            {
                "stage": row["deal_stage"],
                "engaged": date.fromisoformat(row["engage_date"]) if row["engage_date"] else None,
                "closed": date.fromisoformat(row["close_date"]) if row["close_date"] else None,
                "value": float(row["close_value"] or 0),
                "manager": agents[row["sales_agent"]][0],
                "office": agents[row["sales_agent"]][1],
                "agent": row["sales_agent"],
                "account": row["account"],
            }
            for row in csv.DictReader(lines)
        ]


def made_up_deals():
    deals = []
    for number in range(900):
        engaged = date(2016, 10, 20) + timedelta(days=number % 400)
        stage = ("Won", "Lost", "Engaging")[number % 7 % 3]
        closed = max(date(2017, 3, 1), engaged + timedelta(days=number % 90)) if stage != "Engaging" else None
        won = stage == "Won"
        manager = MANAGERS[number % 5 % 3]
        office = ("Central", "East", "West")[number % 3]
        deals.append(
            {
                "stage": stage,
                "engaged": engaged,
                "closed": closed,
                "value": 100.0 * (number % 11) if won else 0.0,
                "manager": manager,
                "office": office,
                "agent": manager if number % 3 else "",
                "account": f"Account {number % 4}" if number % 4 else "",
            }
        )
    return deals


def moment(day):
    """Half an hour after midnight in the company's time zone: in UTC that is the day before."""
    return day and datetime.combine(day, time(0, 30), ZoneInfo(ZONE)).astimezone(timezone.utc).replace(tzinfo=None)


def won(deal):
    return deal["stage"] == "Won"


def lost(deal):
    return deal["stage"] == "Lost"


def closed(deal):
    return won(deal) or lost(deal)


def share(part, deals):
    return 100.0 * sum(map(part, deals)) / len(deals) if deals else None


def mean(values):
    return sum(values) / len(values) if values else None


# library KPI → (date, which deals, figure of the deals of a period)
EXPECTED = {
    "win_rate": ("closed", closed, lambda deals: share(won, deals)),
    "win_rate_value": (
        "closed",
        closed,
        lambda deals: (
            100.0 * sum(deal["value"] for deal in deals if won(deal)) / sum(deal["value"] for deal in deals)
            if sum(deal["value"] for deal in deals)
            else None
        ),
    ),
    "won_deals": ("closed", won, len),
    "won_revenue": ("closed", won, lambda deals: sum(deal["value"] for deal in deals)),
    "average_won_deal": ("closed", won, lambda deals: mean([deal["value"] for deal in deals])),
    "sales_cycle": ("closed", won, lambda deals: mean([(deal["closed"] - deal["engaged"]).days for deal in deals])),
    "lost_deals": ("closed", lost, len),
    "lost_reason_filled": ("closed", lost, lambda deals: share(lambda deal: False, deals)),
    "created_leads": ("engaged", lambda deal: True, len),
    "created_pipeline": ("engaged", lambda deal: True, lambda deals: sum(deal["value"] for deal in deals)),
    "assigned": ("engaged", lambda deal: True, lambda deals: share(lambda deal: bool(deal["agent"]), deals)),
    "contact_completeness": ("engaged", lambda deal: True, lambda deals: share(lambda deal: False, deals)),
    "linked_customer": ("engaged", lambda deal: True, lambda deals: share(lambda deal: bool(deal["account"]), deals)),
}


def months(count):
    starts = [date(2016 + (9 + n) // 12, (9 + n) % 12 + 1, 1) for n in range(count + 1)]
    return list(itertools.pairwise(starts))


WHOLE = [(date(2016, 10, 1), date(2018, 2, 1))]
QUARTERS = list(itertools.pairwise([date(2016, 10, 1), *(date(2017, m, 1) for m in (1, 4, 7, 10)), date(2018, 1, 1)]))


class TestSalesSet(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Sales set"})
        cls.company.partner_id.tz = ZONE
        cls.owner = cls._new_user("salesmanager", "sales_team.group_sale_salesman_all_leads")
        cls.owner.write({"company_ids": [(4, cls.company.id)], "company_id": cls.company.id})
        cls.rollout = cls.env["project.project"].create(
            {"name": "Sales roll-out", "is_facilitation": True, "company_id": cls.company.id}
        )
        cls.deals = read_deals()
        offices = sorted({deal["office"] for deal in cls.deals})
        # an office is a source of opportunities here: KPIs are broken down by links, not by texts
        sources = cls.env["utm.source"].create([{"name": f"Office {name}"} for name in offices])
        keys = dict(zip(offices, map(str, sources.ids), strict=True))
        cls.deals = [deal | {"office": keys[deal["office"]]} for deal in cls.deals]
        cls.teams = {
            name: cls.env["crm.team"].create({"name": name, "company_id": cls.company.id})
            for name in sorted({deal["manager"] for deal in cls.deals})
        }
        accounts = sorted({deal["account"] for deal in cls.deals if deal["account"]})
        partners = cls.env["res.partner"].create([{"name": name} for name in accounts])
        cls.accounts = dict(zip(accounts, partners.ids, strict=True))
        cls._load()

    @classmethod
    def _load(cls):
        stages = cls.env["crm.stage"]
        won_stage = stages.search([("is_won", "=", True)], limit=1).id
        open_stage = stages.search([("is_won", "=", False)], limit=1).id
        statuses = {"Won": ("won", True, 100), "Lost": ("lost", False, 0)}
        rows = []
        for number, deal in enumerate(cls.deals):
            status, active, probability = statuses.get(deal["stage"], ("pending", True, 10))
            cycle = (deal["closed"] - deal["engaged"]).days if deal["closed"] else None
            stage = won_stage if won(deal) else open_stage
            values = (f"Deal {number}", "opportunity", active, probability, stage, cls.teams[deal["manager"]].id)
            values += (cls.company.id, moment(deal["engaged"]), moment(deal["closed"]), deal["value"], status, cycle)
            values += (moment(deal["closed"] or deal["engaged"]), (deal["agent"] and cls.owner.id) or None)
            rows.append((*values, cls.accounts.get(deal["account"]), int(deal["office"])))
        execute_values(
            cls.env.cr._obj,
            "INSERT INTO crm_lead (name, type, active, probability, stage_id, team_id, company_id, create_date,"
            " date_closed, expected_revenue, won_status, day_close, date_last_stage_update, user_id, partner_id,"
            " source_id) VALUES %s",
            rows,
            page_size=2000,
        )

    def _definition(self, code, group):
        definition = self.env.ref(f"crm_facilitation.kpi_definition_{code}")
        field = self.env["ir.model.fields"]._get("crm.lead", group)
        return definition.copy({"group_field_id": field.id})

    def _kpi(self, code, group="team_id"):
        kpi = self.env["crm.facilitation.kpi"].create(
            {
                "definition_id": self._definition(code, group).id,
                "project_id": self.rollout.id,
                "owner_id": self.owner.id,
            }
        )
        kpi.with_user(self.owner).action_accept_ownership()
        return kpi

    def _measured(self, kpi, periods):
        return {
            (row["period_start"], row["period_end"], row["group_value"]): row["value"] for row in kpi._measure(periods)
        }

    def _expected(self, code, periods, group, key):
        dated, belongs, figure = EXPECTED[code]
        deals = [deal for deal in self.deals if belongs(deal) and deal[dated]]
        first = min(deal[dated] for deal in deals)
        counts = code in ("won_deals", "won_revenue", "lost_deals", "created_leads", "created_pipeline")
        expected = {}
        for start, end in periods:
            within = [deal for deal in deals if start <= deal[dated] < end]
            absent = not within and not (counts and first < end)
            expected[start, end, False] = None if absent else figure(within)
            groups = defaultdict(list)
            for deal in within:
                groups[key(deal)].append(deal)
            expected |= {(start, end, name): figure(members) for name, members in groups.items()}
        return expected

    def assertFigures(self, measured, expected, code):
        self.assertEqual(set(measured), set(expected), code)
        for key, value in expected.items():
            if value is None:
                self.assertIsNone(measured[key], (code, key))
            else:
                self.assertAlmostEqual(measured[key], value, places=6, msg=f"{code} {key}")

    def _check_all(self, periods, group, key):
        for code in EXPECTED:
            with self.subTest(code=code):
                measured = self._measured(self._kpi(code, group), periods)
                self.assertFigures(measured, self._expected(code, periods, group, key), code)

    def _managers(self):
        return "team_id", lambda deal: str(self.teams[deal["manager"]].id)

    def _offices(self):
        return "source_id", lambda deal: deal["office"]

    def test_the_whole_time_overall_and_per_manager(self):
        self._check_all(WHOLE, *self._managers())

    def test_the_whole_time_overall_and_per_regional_office(self):
        self._check_all(WHOLE, *self._offices())

    def test_every_quarter_overall_and_per_manager(self):
        self._check_all(QUARTERS, *self._managers())

    def test_every_quarter_overall_and_per_regional_office(self):
        self._check_all(QUARTERS, *self._offices())

    def test_every_month_overall_and_per_manager(self):
        self._check_all(months(16), *self._managers())

    def test_every_month_overall_and_per_regional_office(self):
        self._check_all(months(16), *self._offices())

    def test_open_opportunities_of_a_day_that_nobody_has_moved_for_a_month(self):
        still = [deal for deal in self.deals if not closed(deal)]
        with freeze_time("2018-01-15 12:00:00"):
            today = [(date(2018, 1, 1), date(2018, 2, 1))]
            measured = self._measured(self._kpi("stale_pipeline", "source_id"), today)
        expected = {}
        for office in (False, *{deal["office"] for deal in still}):
            found = [deal for deal in still if not office or deal["office"] == office]
            stale = [deal for deal in found if deal["engaged"] and deal["engaged"] < date(2017, 12, 16)]
            expected[(*today[0], office)] = 100.0 * len(stale) / len(found)
        self.assertFigures(measured, expected, "stale_pipeline")

    def test_every_week_over_the_change_of_clocks(self):
        starts = [date(2017, 3, 6) + timedelta(weeks=week) for week in range(8)]
        self._check_all(list(itertools.pairwise(starts)), "source_id", lambda deal: deal["office"])

    def test_overlapping_periods_share_one_query(self):
        periods = [(date(2017, 1, 1), date(2018, 1, 1)), (date(2017, 3, 15), date(2017, 6, 10)), *months(16)]
        self._check_all(periods, "source_id", lambda deal: deal["office"])

    def test_rate_before_the_first_closing_has_no_value(self):
        measured = self._measured(self._kpi("win_rate"), months(5))
        self.assertEqual(set(measured.values()), {None})

    def test_one_query_for_all_kpis_of_one_definition(self):
        definition = self._definition("win_rate", "team_id")
        kpis = self.env["crm.facilitation.kpi"].create(
            [
                {"definition_id": definition.id, "project_id": self.rollout.id, "owner_id": self.owner.id}
                for _number in range(10)
            ]
        )
        kpis.with_user(self.owner).action_accept_ownership()
        kpis._measure(months(16))
        before = self.env.cr.sql_log_count
        kpis._measure(months(16))
        self.assertEqual(self.env.cr.sql_log_count - before, 1)

    def test_definitions_that_look_at_the_same_records_share_the_query_and_keep_their_figures(self):
        codes = [
            "win_rate",
            "won_deals",
            "average_won_deal",
            "sales_cycle",
            "lost_deals",
            "won_revenue",
            "win_rate_value",
        ]
        kpis = self.env["crm.facilitation.kpi"].union(*(self._kpi(code, "source_id") for code in codes))
        kpis._measure(months(16))
        before = self.env.cr.sql_log_count
        rows = kpis._measure(months(16))
        asked = self.env.cr.sql_log_count - before
        # rates of exchange for three amounts; and for two counts and one sum, whether anything was before the first month
        self.assertEqual(asked, 1 + 3 + 3)
        for kpi, code in zip(kpis, codes, strict=True):
            measured = {
                (row["period_start"], row["period_end"], row["group_value"]): row["value"]
                for row in rows
                if row["kpi_id"] == kpi.id
            }
            self.assertFigures(measured, self._expected(code, months(16), *self._offices()), code)

    def test_kpis_of_different_frequency_share_the_query(self):
        kpis = self._kpi("win_rate") | self._kpi("win_rate").copy({"frequency": "quarter"})
        kpis.write({"definition_id": kpis[0].definition_id.id})
        kpis.with_user(self.owner).action_accept_ownership()
        with freeze_time("2018-01-10 12:00:00"):
            kpis.action_backfill()
        by_frequency = {kpi.frequency: kpi.measurement_ids.filtered(lambda row: not row.group_value) for kpi in kpis}
        lengths = {
            frequency: {(row.period_end - row.period_start).days // 28 for row in rows}
            for frequency, rows in by_frequency.items()
        }
        self.assertEqual(lengths, {"month": {1}, "quarter": {3}})

    def test_history_fills_with_the_figures_and_the_baseline_comes_from_before_launch(self):
        with freeze_time("2017-07-10"):
            self.rollout._launch("launch", {})
        kpi = self._kpi("win_rate")
        kpi.action_capture_baseline()
        june = (date(2017, 6, 1), date(2017, 7, 1))
        expected = self._expected("win_rate", [june], "team_id", lambda deal: deal["manager"])[(*june, False)]
        self.assertAlmostEqual(kpi.baseline_value, expected)
        self.assertEqual(kpi.baseline_date, june[1])
