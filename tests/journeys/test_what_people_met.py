"""What implementers, employees and management met on their first days, and what they meet now."""

import json
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from lxml import etree
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..common import FacilitationCase, FacilitationHttpCase

# what is done now stands alone, the rest is in a list
HEAD = """
    const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
    (async () => {
        for (let turn = 0; turn < 100 && !document.querySelector(".o_form_view .o_statusbar_status"); turn++) {
            await settle();
        }
        await settle();
        const words = (selector) => [...document.querySelectorAll(selector)]
            .filter((element) => element.checkVisibility()).map((element) => element.innerText.trim());
        const head = words(".o_statusbar_buttons > button");
        const primary = words(".o_statusbar_buttons > button.btn-primary");
        const tabs = words(".o_notebook_headers a.nav-link");
        document.querySelector(".o_facilitation_more_toggle")?.click();
        await settle();
        const seen = JSON.stringify({ head, primary, tabs, more: words(".o-dropdown-item-unstyled-button button") });
        const wanted = JSON.stringify(%s);
        if (seen === wanted) { console.log("test successful"); } else { console.error(`${seen} is not ${wanted}`); }
    })();
"""


class TestOrder(FacilitationCase):
    def test_before_a_vote_is_closed_no_need_has_a_place_in_the_order(self):
        one, two = self.make_need("Last call"), self.make_need("Sort by region", self.participant_service)
        one.action_accept()
        self.assertEqual([need.is_ranked for need in one | two], [False, False])
        ballot_round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create({"name": "First", "session_id": self.session.id, "need_ids": [(6, 0, (one | two).ids)]})
        )
        ballot_round.action_open()
        ballot_round.with_user(self.employee_sales).cast({two.id: 3})
        (one | two).invalidate_recordset()
        self.assertEqual([need.is_ranked for need in one | two], [False, False])
        ballot_round.action_close()
        (one | two).invalidate_recordset()
        self.assertEqual([need.is_ranked for need in one | two], [True, True])
        two.action_merge_into(one)
        self.assertEqual([need.is_ranked for need in one | two], [True, False])

    def test_a_closed_round_says_how_many_voted(self):
        need = self.make_need("Last call")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        for anonymous, words in ((False, "1 of 3 people voted."), (True, "0 of 3 people asked for their ballot.")):
            ballot_round = rounds.create(
                {"name": "First", "session_id": self.session.id, "need_ids": need.ids, "anonymous": anonymous}
            )
            ballot_round.action_open()
            self.assertFalse(ballot_round.turnout_text)
            if not anonymous:
                ballot_round.with_user(self.employee_sales).cast({need.id: 3})
            ballot_round.action_close()
            ballot_round.invalidate_recordset()
            self.assertEqual(ballot_round.turnout_text, words)

    def test_lists_open_on_one_roll_out_where_there_are_several(self):
        for name in ("need", "goal", "conflict", "kpi", "kpi_measurement", "config_item", "risk", "promise"):
            action = self.env.ref(f"crm_facilitation.{name}_action_focused").with_user(self.facilitator)
            self.assertNotIn("search_default_project_id", action.run()["context"], name)
        other = self.project.copy({"name": "Other", "is_facilitation": True})
        later = fields.Date.today() + timedelta(days=30)
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        sessions.create({"name": "Next year", "project_id": other.id, "date_start": later, "date_end": later})
        for name in ("need", "goal", "conflict", "kpi", "kpi_measurement", "config_item", "risk", "promise"):
            found = self.env.ref(f"crm_facilitation.{name}_action_focused").with_user(self.facilitator).run()
            self.assertEqual(found["context"]["search_default_project_id"], other.id, name)
            search = self.env[found["res_model"]].get_view(view_type="search")["arch"]
            self.assertIn('<field name="project_id"', search, name)
        self.assertEqual(self.env["project.project"].with_user(self.facilitator).list_rollouts()[0]["id"], other.id)
        # what the list shows at first, it shows still
        for name, shown in (("need", "standing"), ("config_item", "found"), ("kpi_measurement", "overall")):
            found = self.env.ref(f"crm_facilitation.{name}_action_focused").with_user(self.facilitator).run()
            self.assertEqual(
                found["context"], {f"search_default_{shown}": 1, "search_default_project_id": other.id}, name
            )
        # of an employee, who takes part in one of them alone
        found = self.env.ref("crm_facilitation.need_action_focused").with_user(self.employee_sales).run()
        self.assertNotIn("search_default_project_id", found["context"])

    def test_pages_about_one_roll_out_open_the_one_that_its_reader_works_on(self):
        done = self.project.copy({"name": "Last year's", "is_facilitation": True})
        later = fields.Date.today() + timedelta(days=30)
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        sessions.create({"name": "Looking back", "project_id": done.id, "date_start": later, "date_end": later})
        done.with_user(self.sponsor).action_facilitation_launch_override("It was launched")
        self.assertNotEqual(self.project.search([("is_facilitation", "=", True)])[0], self.project)
        for user in (self.facilitator, self.sponsor):
            rollouts = self.env["project.project"].with_user(user).list_rollouts()
            self.assertEqual([one["id"] for one in rollouts][:: len(rollouts) - 1], [self.project.id, done.id])
        board = self.env["crm.facilitation.need"].with_user(self.facilitator).grouping_board()
        self.assertEqual(board["project_id"], self.project.id)
        # of several that are not launched, the one that the reader leads
        theirs = self.project.copy({"name": "Theirs", "is_facilitation": True, "user_id": self.sponsor.id})
        self.assertEqual(theirs.with_user(self.sponsor).list_rollouts()[0]["id"], theirs.id)


class TestWords(FacilitationCase):
    """What a view says, where nothing but its words was wrong."""

    def test_lists_of_a_task_are_called_by_what_they_hold(self):
        arch = etree.fromstring(self.env["project.task"].with_user(self.facilitator).get_view(view_type="form")["arch"])
        for name, words in (("facilitation_need_ids", "Needs"), ("feature_ids", "Features")):
            (title,) = arch.xpath(f"//page[@name='facilitation']//field[@name='{name}']/preceding-sibling::*[1]")
            self.assertEqual((title.tag, title.get("string")), ("separator", words))

    def test_cancelling_a_session_is_answered_by_what_happens(self):
        arch = self.env["crm.facilitation.session"].with_user(self.facilitator).get_view(view_type="form")["arch"]
        (button,) = etree.fromstring(arch).xpath("//button[@name='action_cancel']")
        self.assertEqual((button.get("confirm-label"), button.get("cancel-label")), ("Cancel the session", "Keep it"))


class TestRefusals(FacilitationCase):
    def word(self, call):
        """What people read of a refusal of the database, as Odoo looks up whose refusal it is."""
        with self.assertRaises(IntegrityError) as refused, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            call()
            self.env.flush_all()
        table = refused.exception.diag.table_name
        model = next((name for name, known in self.registry.items() if known._table == table), "base")
        return self.env[model]._sql_error_to_message(refused.exception)

    def test_who_takes_part_already_is_named(self):
        count = len(self.session.participant_ids)
        said = self.word(lambda: self.make_participant(self.employee_sales, self.service))
        self.assertEqual(said, f"“{self.employee_sales.name}” already takes part in the session.")
        contact = self.env["res.partner"].create({"name": "Second card"})
        same = {"partner_id": contact.id, "user_id": self.employee_sales.id}
        said = self.word(lambda: self.make_participant(self.employee_sales, self.service, **same))
        self.assertEqual(said, f"“{self.employee_sales.name}” already takes part in the session.")
        self.env.invalidate_all()
        self.assertEqual(len(self.session.participant_ids), count)

    def test_what_others_hang_on_is_refused_without_a_troublemaker(self):
        said = self.word(self.sales.unlink)
        self.assertIn("Archive it instead", said)
        self.assertNotIn("troublemaker", said)
        self.assertTrue(self.sales.exists())


class TestFigures(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = cls.env["crm.facilitation.kpi"].with_user(cls.sponsor)

    def make_kpi(self, code, **values):
        definition = self.env.ref(f"crm_facilitation.kpi_definition_{code}")
        own = {"definition_id": definition.id, "project_id": self.project.id, "owner_id": self.sponsor.id}
        kpi = self.kpis.create(own | values)
        kpi.action_accept_ownership()
        return kpi

    def test_part_of_a_month_is_no_baseline(self):
        self.sponsor.group_ids += self.env.ref("sales_team.group_sale_manager")
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        deal = self.env["crm.lead"].create({"name": "Bay window", "type": "opportunity", "stage_id": won.id})
        deal.date_closed = fields.Datetime.now()
        kpi = self.make_kpi("won_deals")
        with self.assertRaisesRegex(UserError, "not over yet"):
            kpi.action_capture_baseline()
        self.assertFalse(kpi.has_baseline)

    def test_an_amount_is_written_with_its_currency(self):
        kpi = self.make_kpi("won_revenue", target_value=12500, target_date=fields.Date.today())
        self.assertEqual(kpi.target_text, f"12,500\N{NO-BREAK SPACE}{self.project.company_id.currency_id.symbol}")
        self.assertFalse(kpi.current_text)
        for view_type in ("list", "kanban"):
            arch = kpi.get_view(view_type=view_type)["arch"]
            self.assertIn('name="target_text"', arch)
            self.assertNotIn('name="target_value"', arch)

    def test_on_a_phone_what_is_off_track_comes_first(self):
        day = fields.Date.today()
        line = {"baseline_value": 2, "baseline_date": day - timedelta(days=200), "target_value": 4,
                "target_date": day + timedelta(days=1)}  # fmt: skip
        good, bad, silent = (self.make_kpi("trust", name=name, **line) for name in ("Good", "Bad", "Silent"))
        start = day.replace(day=1) - relativedelta(months=1)
        for kpi, value in ((good, 4.5), (bad, 2.0)):
            self.env["crm.facilitation.kpi.measurement"].with_user(self.sponsor).create(
                {"kpi_id": kpi.id, "period_start": start, "period_end": day.replace(day=1), "value": value}
            )
        self.assertEqual((bad | good | silent).mapped("status"), ["off_track", "on_track", "no_data"])
        kanban = etree.fromstring(self.kpis.get_view(view_type="kanban")["arch"])
        ordered = self.kpis.search([("project_id", "=", self.project.id)], order=kanban.get("default_order"))
        self.assertEqual(ordered, bad | good | silent)
        [action] = self.env.ref("crm_facilitation.kpi_measurement_action")
        self.assertIn("kanban", action.view_mode, "figures are cards on a phone too")


class TestEmptyLists(FacilitationCase):
    def test_each_says_what_will_be_there_and_how_it_comes(self):
        ours = self.env["ir.model.data"].search(
            [("module", "=", "crm_facilitation"), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.env["ir.actions.act_window"].browse(ours.mapped("res_id"))
        lists = actions.filtered(lambda action: action.target != "new" and action.view_mode.split(",")[0] != "form")
        self.assertGreater(len(lists), 20)
        self.assertEqual(lists.filtered(lambda action: not action.help).mapped("name"), [])

    def test_nobody_is_shown_made_up_shares_of_thousands_of_per_cent(self):
        ours = self.env["ir.model.data"].search([("module", "=", "crm_facilitation"), ("model", "=", "ir.ui.view")])
        views = self.env["ir.ui.view"].browse(ours.mapped("res_id"))
        with_shares = views.filtered(lambda view: view.type in ("list", "kanban") and "percentage" in view.arch)
        self.assertTrue(with_shares)
        self.assertFalse(with_shares.filtered(lambda view: etree.fromstring(view.arch).get("sample")))


class TestHeads(FacilitationHttpCase):
    """A form shows what is done next; the rest is one click further."""

    def look(self, path, login, head=(), primary=(), tabs=(), more=()):
        wanted = {"head": [*head], "primary": [*primary], "tabs": [*tabs], "more": [*more]}
        self.browser_js(path, HEAD % json.dumps(wanted, ensure_ascii=False), "", login=login)

    def open_session(self, session, **expected):
        tabs = expected.pop("tabs")
        self.look(f"/odoo/action-crm_facilitation.session_action/{session.id}", "fac", tabs=tabs, **expected)

    def test_a_session_shows_what_its_state_needs(self):
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        draft = sessions.create({"name": "Next", "project_id": self.project.id})
        tabs = ["Participants", "Agenda", "Promises and risks", "Preparation and follow-up", "Documents"]
        self.open_session(
            draft,
            head=["Start", "Enter the room", "More"],
            primary=["Start"],
            tabs=tabs,
            more=["Cancel the session", "Scribe", "Open the join code"],
        )
        tabs.insert(2, "Who was heard")
        self.open_session(
            self.meeting,
            head=["Enter the room", "Next step", "Close the session", "More"],
            primary=["Enter the room"],
            tabs=tabs,
            more=["Previous step", "Cancel the session", "Find conflicts", "Scribe", "Mail the minutes",
                  "Open the join code", "New shared device"],
        )  # fmt: skip
        self.meeting.action_close()
        self.open_session(
            self.meeting,
            head=["Enter the room", "Open again…", "Mail the minutes", "More"],
            primary=["Mail the minutes"],
            tabs=tabs,
            more=["Find conflicts", "Scribe", "Open the join code"],
        )

    def open_need(self, login, need, **expected):
        self.look(f"/odoo/action-crm_facilitation.need_action/{need.id}", login, **expected)

    def test_a_need_shows_to_each_what_they_do_with_it(self):
        need = self.make_need("See the last call", self.participant_service)
        tabs = ["In the author's words", "Discussion"]
        self.open_need(
            "fac",
            need,
            head=["Accept", "Defer", "Reject", "More"],
            primary=["Accept"],
            tabs=[*tabs, "Assessment"],
            more=["Merge into…", "Park", "Discussed"],
        )
        self.open_need("sal", need, head=["Me too"], tabs=tabs)
        self.open_need("spo", need, tabs=tabs)
        need.action_accept()
        self.open_need(
            "fac",
            need,
            head=["Plan", "More"],
            primary=["Plan"],
            tabs=[*tabs, "Assessment", "Configuration"],
            more=["Defer", "Reject", "Reconsider", "Merge into…", "Discussed"],
        )
