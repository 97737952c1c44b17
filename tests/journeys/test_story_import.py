"""Odoo's own import: the template for needs that ships, and a year of opportunities that KPIs are then measured on."""

import csv
import io
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from odoo.exceptions import UserError
from odoo.tools import SQL, file_open

from ..common import FacilitationCase
from ..kpis.test_sales import FOLDER, made_up_deals, months

# west of Greenwich: what is closed here in the evening of a month's last day is of the next month in UTC
ZONE = "America/New_York"
CREATED, CLOSED = "08:00:00", "22:00:00"
BATCH = 2000


class ImportCase(FacilitationCase):
    def _import(self, model, content, columns, user):
        """Import a CSV text as ``user`` does; ``columns``: the field of each column."""
        wizard = self.env["base_import.import"].with_user(user)
        wizard = wizard.with_context(tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True)
        wizard = wizard.create(
            {"res_model": model, "file": content.encode(), "file_name": "rows.csv", "file_type": "text/csv"}
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True, "date_format": "%Y-%m-%d"}
        options |= {"datetime_format": "%Y-%m-%d %H:%M:%S", "float_decimal_separator": ".", "encoding": "utf-8"}
        return wizard.execute_import(columns, columns, options)


class TestNeedTemplate(ImportCase):
    def setUp(self):
        super().setUp()
        self.elena = self._new_user("elena", "base.group_user")
        self.elena.name = "Elena Sokolova"
        self.needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        (self.template,) = self.needs.get_import_templates()
        with file_open(self.template["template"].removeprefix("/")) as lines:
            self.content = lines.read()

    def _columns(self):
        """What Odoo's import makes of the headings of the template."""
        wizard = (
            self.env["base_import.import"]
            .with_user(self.facilitator)
            .create({"res_model": self.needs._name, "file": self.content.encode(), "file_type": "text/csv"})
        )
        preview = wizard.parse_preview({"quoting": '"', "separator": ",", "has_headers": True})
        return [preview["matches"][column][0] for column in range(len(preview["headers"]))]

    def test_its_headings_are_understood(self):
        self.assertEqual(
            self._columns(),
            ["name", "problem", "wish", "minutes_lost_weekly", "session_id", "department_id", "author_id", "tag_ids"],
        )

    def test_needs_come_in_for_a_department_and_on_behalf_of_a_person(self):
        person = self.make_participant(self.elena, self.logistics)
        result = self._import(self.needs._name, self.content, self._columns(), self.facilitator)
        self.assertFalse(result["messages"])
        first, second = self.needs.browse(result["ids"])
        self.assertEqual((first.department_id, first.author_id), (self.service, person.browse()))
        self.assertEqual((second.department_id, second.author_id), (self.logistics, person))
        self.assertEqual(second.tag_ids.mapped("name"), ["Activities", "Pipeline"])
        self.assertEqual((second.state, second.minutes_lost_weekly), ("raised", 90))

    def test_a_name_means_the_person_in_that_session(self):
        earlier = self.env["crm.facilitation.session"].with_user(self.facilitator)
        earlier = earlier.create({"name": "Earlier", "project_id": self.project.id})
        self.make_participant(self.elena, self.sales, session=earlier)
        here = self.make_participant(self.elena, self.logistics)
        result = self._import(self.needs._name, self.content, self._columns(), self.facilitator)
        self.assertEqual(self.needs.browse(result["ids"])[1].author_id, here)

    def test_somebody_who_does_not_take_part_is_refused_and_nothing_is_stored(self):
        earlier = self.env["crm.facilitation.session"].with_user(self.facilitator)
        earlier = earlier.create({"name": "Earlier", "project_id": self.project.id})
        absent = self.make_participant(self.elena, self.sales, session=earlier)
        before = self.needs.search_count([])
        result = self._import(self.needs._name, self.content, self._columns(), self.facilitator)
        self.assertFalse(result["ids"])
        self.assertIn("Elena Sokolova does not take part", result["messages"][0]["message"])
        self.assertEqual(self.needs.search_count([]), before)
        with self.assertRaises(UserError):
            self.needs.create({"name": "By form", "session_id": self.session.id, "author_id": absent.id})


def read_pipeline():
    """Deals as ``{stage, engaged, closed, value}``, dates as text, straight from the file where it is there."""
    if not FOLDER.exists():
        return [
            {
                "stage": deal["stage"],
                "engaged": str(deal["engaged"]),
                "closed": str(deal["closed"] or ""),
                "value": str(int(deal["value"])),
            }
            for deal in made_up_deals()
        ]
    with (FOLDER / "sales_pipeline.csv").open(newline="") as lines:
        return [
            {
                "stage": row["deal_stage"],
                "engaged": row["engage_date"],
                "closed": row["close_date"],
                "value": row["close_value"],
            }
            for row in csv.DictReader(lines)
        ]


class TestTemplates(ImportCase):
    """The spreadsheets that ship, in the hands of somebody who reads another language than their headings have."""

    TEMPLATES = ("need", "goal", "participant", "agenda")

    def read(self, model):
        (template,) = model.get_import_templates()
        with file_open(template["template"].removeprefix("/")) as lines:
            return lines.read()

    def match(self, model, content):
        """The fields that Odoo's import finds for the headings, or nothing for what it does not understand."""
        wizard = self.env["base_import.import"].with_user(self.facilitator).with_context(lang=self.facilitator.lang)
        wizard = wizard.create({"res_model": model._name, "file": content.encode(), "file_type": "text/csv"})
        preview = wizard.parse_preview({"quoting": '"', "separator": ",", "has_headers": True})
        columns = [preview["matches"].get(column) or [] for column in range(len(preview["headers"]))]
        return ["/".join(column) for column in columns]

    def test_their_headings_are_understood_in_every_language(self):
        for language in ("en_US", "ru_RU"):
            self.facilitator.lang = language
            for name in self.TEMPLATES:
                with self.subTest(template=name, language=language):
                    model = self.env[f"crm.facilitation.{name}"].with_user(self.facilitator).with_context(lang=language)
                    fields = self.match(model, self.read(model))
                    self.assertGreater(len(fields), 2)
                    self.assertNotIn("", fields)

    def test_an_agenda_comes_in_with_its_steps(self):
        for language in ("en_US", "ru_RU"):
            self.facilitator.lang = language
            agendas = self.env["crm.facilitation.agenda"].with_user(self.facilitator).with_context(lang=language)
            content = self.read(agendas)
            result = self._import(agendas._name, content, self.match(agendas, content), self.facilitator)
            self.assertFalse(result["messages"])
            (agenda,) = agendas.browse(result["ids"])
            self.assertEqual((agenda.days, agenda.step_count, agenda.hours), (1, 6, "4:20"))
            self.assertEqual(agenda.item_ids.mapped("kind"), ["welcome", "goals", "needs", "break", "vote", "closing"])


class TestSalesImport(ImportCase):
    """A public set of opportunities, imported as a sales manager imports it, measured by the KPIs of the library."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Sales set"})
        cls.company.partner_id.tz = ZONE
        cls.owner = cls._new_user("salesmanager", "sales_team.group_sale_manager")
        cls.owner.write({"company_ids": [(4, cls.company.id)], "company_id": cls.company.id, "tz": ZONE})
        # without a team Odoo looks for one twice per opportunity
        cls.team = cls.env["crm.team"].create({"name": "Field", "company_id": cls.company.id, "user_id": cls.owner.id})
        cls.rollout = cls.env["project.project"].create(
            {"name": "Sales roll-out", "is_facilitation": True, "company_id": cls.company.id}
        )
        cls.deals = read_pipeline()

    def _import_deals(self):
        stages = self.env["crm.stage"]
        won, first = (stages.search([("is_won", "=", is_won)], limit=1) for is_won in (True, False))
        # by external ids, as an export names them: Odoo would look a name up anew in every row
        won, first, team = (record.export_data(["id"])["datas"][0][0] for record in (won, first, self.team))
        how = {"Won": (won, "100", "True"), "Lost": (first, "0", "False")}
        columns = ["name", "type", "stage_id/id", "probability", "active", "expected_revenue", "date_closed"]
        columns += ["referred", "team_id/id"]
        imported = self.env["crm.lead"]
        for start in range(0, len(self.deals), BATCH):
            content = io.StringIO()
            writer = csv.writer(content)
            writer.writerow(columns)
            for number, deal in enumerate(self.deals[start : start + BATCH], start):
                stage, probability, active = how.get(deal["stage"], (first, "10", "True"))
                closed = deal["closed"] and f"{deal['closed']} {CLOSED}"
                name = f"Deal {number}"
                revenue = deal["value"] or "0"
                writer.writerow(
                    [name, "opportunity", stage, probability, active, revenue, closed, deal["engaged"], team]
                )
            result = self._import("crm.lead", content.getvalue(), columns, self.owner)
            self.assertFalse(result["messages"])
            imported |= imported.browse(result["ids"])
        self._date_back(imported)
        return imported

    def _date_back(self, leads):
        """No import can say when a record was created: the date is moved as in any migration."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET create_date = ((referred || ' ' || %s)::timestamp AT TIME ZONE %s)"
                " AT TIME ZONE 'UTC' WHERE id = ANY(%s) AND referred <> ''",
                CREATED,
                ZONE,
                leads.ids,
            )
        )
        leads.invalidate_recordset(["create_date"])
        self.env.add_to_compute(leads._fields["day_close"], leads)
        self.env.flush_all()

    def _measure(self, code, periods):
        kpi = self.env["crm.facilitation.kpi"].create(
            {
                "definition_id": self.env.ref(f"crm_facilitation.kpi_definition_{code}").id,
                "project_id": self.rollout.id,
                "owner_id": self.owner.id,
            }
        )
        kpi.with_user(self.owner).action_accept_ownership()
        return {row["period_start"]: row["value"] for row in kpi._measure(periods) if not row["group_value"]}

    def _compute_by_hand(self, periods):
        """``{KPI: {month: exact value, None where nothing was closed}}``, in fractions, from the file alone."""
        closed = defaultdict(list)
        for deal in self.deals:
            if deal["stage"] in ("Won", "Lost"):
                closed[deal["closed"][:7]].append(deal)
        expected = defaultdict(dict)
        for start, _end in periods:
            deals = closed[start.isoformat()[:7]]
            won = [deal for deal in deals if deal["stage"] == "Won"]
            revenue = sum(Fraction(deal["value"]) for deal in won)
            days = sum(
                (date.fromisoformat(deal["closed"]) - date.fromisoformat(deal["engaged"])) // timedelta(days=1)
                for deal in won
            )
            expected["win_rate"][start] = Fraction(100 * len(won), len(deals)) if deals else None
            expected["won_revenue"][start] = revenue if deals else None
            expected["average_won_deal"][start] = revenue / len(won) if won else None
            expected["sales_cycle"][start] = Fraction(days, len(won)) if won else None
        return expected

    def test_monthly_figures_equal_a_computation_from_the_file_to_the_cent_and_the_day(self):
        leads = self._import_deals()
        self.assertEqual(len(leads), len(self.deals))
        periods = months(15)
        for code, by_month in self._compute_by_hand(periods).items():
            measured = self._measure(code, periods)
            for month, exact in by_month.items():
                with self.subTest(kpi=code, month=month):
                    if exact is None:
                        self.assertIsNone(measured[month])
                    else:
                        self.assertAlmostEqual(measured[month], float(exact), places=6)
                        self.assertEqual(round(Fraction(measured[month]), 2), round(exact, 2))

    def test_months_before_the_first_closing_have_no_value(self):
        by_month = self._compute_by_hand(months(5))
        self.assertEqual({value for values in by_month.values() for value in values.values()}, {None})
