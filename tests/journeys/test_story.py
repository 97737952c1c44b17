"""The whole story, told twice: on the requests of real CRM users where they are there, and on the addon's own demo needs.

A roll-out and its session, needs raised and imported, a vote, decisions, a conflict that stops its tasks, configuration,
acceptance by those who asked, a KPI, and the trace of all that.
"""

import csv
import io
from collections import defaultdict
from datetime import date
from pathlib import Path

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.crm_facilitation.demo.needs import DISCOVERY, SECOND

from ..common import FacilitationCase

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = ROOT.parent / "shared/data/crm_needs.csv"
VOTERS = 3


def requests_of_real_users():
    """Requests as ``[{name, problem, department}]``."""
    with REQUESTS.open(newline="") as lines:
        return [
            {"name": row["title_en"], "problem": row["description_en"], "department": row["department"]}
            for row in csv.DictReader(lines)
        ]


def requests_of_the_demo():
    """The same shape, of what the people of the demo ask for."""
    people = etree.parse(ROOT / "crm_facilitation/demo/people.xml")
    name_of = {
        record.get("id"): record.findtext("field[@name='name']")
        for record in people.iterfind(".//record[@model='hr.department']")
    }
    department_of = {
        record.get("id").removeprefix("demo_employee_"): name_of[record.find("field[@name='department_id']").get("ref")]
        for record in people.iterfind(".//record[@model='hr.employee']")
    }
    return [
        {"name": asked.name, "problem": asked.problem, "department": department_of[asked.who]}
        for asked in (*DISCOVERY, *SECOND)
    ]


class StoryCase(FacilitationCase):
    """The story; ``read_requests`` says on which requests."""

    read_requests = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.read_requests()
        names = sorted({request["department"] for request in cls.requests})
        known = {department.name: department for department in cls.departments}
        cls.affected = {name: known.get(name) or cls.env["hr.department"].create({"name": name}) for name in names}
        cls.project.affected_department_ids = [Command.set([department.id for department in cls.affected.values()])]
        cls.goal = (
            cls.env["crm.facilitation.goal"]
            .with_user(cls.sponsor)
            .create({"name": "We win more of what we quote", "why": "Growth", "project_id": cls.project.id})
        )
        cls.workshop = (
            cls.env["crm.facilitation.session"]
            .with_user(cls.facilitator)
            .create({"name": "Workshop with every department", "project_id": cls.project.id})
        )
        cls.voters = defaultdict(list)
        for name, department in cls.affected.items():
            for number in range(VOTERS):
                login = f"{name.lower().replace(' ', '_')}_{number}"
                user = new_test_user(cls.env, login=login, groups="base.group_user", lang="en_US")
                cls.make_participant(user, department, session=cls.workshop, attendance="joined")
                cls.voters[name].append(user)

    def _play(self):
        self._walk_the_agenda()
        needs = self._raise() | self._import_requests()
        self._step("vote")
        self._vote(needs)
        self._step("agreements")
        self._decide(needs)
        accepted = self._plan(needs)
        self._settle_a_conflict(accepted)
        self._guard(accepted, needs)
        configured = self._configure(accepted)
        self._accept(configured)
        self._measure()
        self.workshop.action_close()
        self._trace(needs, accepted, configured)
        self.assertFalse(self.env["crm.facilitation.event"].with_user(self.facilitator).verify(self.project.id))

    def _walk_the_agenda(self):
        """Three days of standard agenda, forward and back."""
        items = self.workshop.agenda_item_ids
        self.assertEqual(set(items.mapped("day")), {1, 2, 3})
        self.workshop.action_start()
        self.assertEqual(self.workshop.current_item_id, items[0])
        self.workshop.action_next()
        self.workshop.action_previous()
        self.assertEqual(self.workshop.current_item_id, items[0])
        self._step("needs")

    def _step(self, kind):
        self.workshop.action_go_to(self.workshop.agenda_item_ids.filtered(lambda item: item.kind == kind)[:1])

    def _raise(self):
        """One person of each department raises a need in their own name."""
        needs = self.env["crm.facilitation.need"]
        for name, users in self.voters.items():
            needs |= needs.with_user(users[0]).create(
                {
                    "name": f"What only {name} can say",
                    "session_id": self.workshop.id,
                    "goal_ids": [Command.link(self.goal.id)],
                }
            )
        self.assertEqual(
            needs.sudo().author_id.user_id, self.env["res.users"].concat(*[u[0] for u in self.voters.values()])
        )
        return needs.with_user(self.facilitator)

    def _import_requests(self):
        """Through Odoo's own import, as the facilitator does it."""
        content = io.StringIO()
        writer = csv.writer(content)
        fields = ["name", "problem", "session_id", "department_id"]
        writer.writerow(fields)
        for request in self.requests:
            writer.writerow([request["name"], request["problem"], self.workshop.name, request["department"]])
        wizard = (
            self.env["base_import.import"]
            .with_user(self.facilitator)
            .create(
                {
                    "res_model": "crm.facilitation.need",
                    "file": content.getvalue().encode(),
                    "file_name": "requests.csv",
                    "file_type": "text/csv",
                }
            )
        )
        result = wizard.execute_import(fields, fields, {"quoting": '"', "separator": ",", "has_headers": True})
        self.assertFalse(result["messages"])
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator).browse(result["ids"])
        self.assertEqual(needs.mapped("name"), [request["name"] for request in self.requests])
        self.assertEqual(
            needs.mapped("department_id.name"), list(dict.fromkeys(r["department"] for r in self.requests))
        )
        return needs

    def _vote(self, needs):
        """Each participant spends ten dots under their own login: own department first, then a neighbour."""
        ballot_round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create({"name": "What comes first", "session_id": self.workshop.id, "need_ids": [Command.set(needs.ids)]})
        )
        ballot_round.action_open()
        expected = defaultdict(int)
        by_department = needs.grouped(lambda need: need.department_id.name)
        for name, users in self.voters.items():
            own, other = by_department[name], needs - by_department[name]
            for number, user in enumerate(users):
                # the vote is changed once: the second one replaces the first
                ballot_round.with_user(user).cast({own[0].id: 1})
                choices = {own[0].id: 5, own[number % len(own)].id: 4, other[number * 7 % len(other)].id: 1}
                answer = ballot_round.with_user(user).cast(choices)
                self.assertEqual(answer["left"], 10 - sum(choices.values()))
                for need, points in choices.items():
                    expected[need] += points
        with self.assertRaises(UserError):
            ballot_round.with_user(self.voters[name][0]).results()
        ballot_round.action_close()
        totals = ballot_round.tally_ids.filtered(lambda row: not row.department_id)
        self.assertEqual({row.need_id.id: row.points for row in totals if row.points}, dict(expected))
        self.assertTrue(ballot_round.recount())

    def _decide(self, needs):
        ranked = needs.sorted(lambda need: (-need.score, need.id))
        third = len(ranked) // 3
        ranked[:third].action_accept()
        ranked[third : 2 * third].action_defer("After the first release")
        ranked[2 * third :].action_reject("Nobody gave it a dot")
        self.assertFalse(needs.filtered(lambda need: need.state == "raised"))
        told = needs.filtered(lambda need: need.state != "accepted")
        self.assertTrue(all(told.mapped("decision_reason")))

    def _plan(self, needs):
        accepted = needs.filtered(lambda need: need.state == "accepted")
        accepted.action_plan()
        tasks = accepted.task_ids
        self.assertEqual(len(tasks), len(accepted))
        accepted.action_plan()
        self.assertEqual(accepted.task_ids, tasks)
        return accepted

    def _settle_a_conflict(self, accepted):
        """Raised by hand, blocking: its task cannot start until it is agreed on."""
        task = accepted[0].task_ids
        conflict = (
            self.env["crm.facilitation.conflict"]
            .with_user(self.facilitator)
            .create(
                {
                    "name": "Who fills it in",
                    "session_id": self.workshop.id,
                    "need_ids": [Command.set(accepted[:2].ids)],
                    "is_blocking": True,
                }
            )
        )
        with self.assertRaises(ValidationError):
            task.state = "02_changes_requested"
        conflict.action_discuss()
        with self.assertRaises(ValidationError):
            task.write({"state": "1_done", "nothing_to_configure": "Never mind"})
        voter = next(iter(self.voters.values()))[0]
        option = (
            self.env["crm.facilitation.conflict.option"]
            .with_user(voter)
            .create({"conflict_id": conflict.id, "name": "Whoever takes the call"})
        )
        conflict.with_user(self.sponsor).action_agree(option.id)
        task.state = "02_changes_requested"
        self.assertEqual((conflict.state, conflict.agreement), ("agreed", "Whoever takes the call"))

    def _guard(self, accepted, needs):
        """No configuration task without an accepted need; none is done without a feature or a reason."""
        rejected = needs.filtered(lambda need: need.state == "rejected")[:1]
        tasks = self.env["project.task"].with_user(self.facilitator)
        for asked_for in ([], rejected.ids):
            with self.assertRaises(ValidationError):
                tasks.create(
                    {
                        "name": "Nobody asked",
                        "project_id": self.project.id,
                        "is_configuration_task": True,
                        "facilitation_need_ids": [Command.set(asked_for)],
                    }
                )
        with self.assertRaises(ValidationError):
            accepted[-1].task_ids.state = "1_done"
        accepted[-1].task_ids.write({"state": "1_done", "nothing_to_configure": "It is there since the last update"})

    def _configure(self, accepted):
        """A stage of the pipeline for each of the first half."""
        configured = accepted[: len(accepted) // 2]
        for need in configured:
            record = self.env["crm.stage"].create({"name": f"Asked for in {need.id}"})
            feature = (
                self.env["crm.facilitation.feature"]
                .with_user(self.facilitator)
                .create({"task_id": need.task_ids.id, "res_model": "crm.stage", "res_id": record.id})
            )
            feature.action_confirm()
            need.task_ids.state = "1_done"
        self.assertEqual(set(configured.mapped("delivery_state")), {"configured"})
        return configured

    def _accept(self, configured):
        """Those who asked say whether it is done; nobody else does."""
        own = configured.filtered("author_id")
        self.assertTrue(own)
        first = own[0]
        outsider = next(user for users in self.voters.values() for user in users if user != first.author_id.user_id)
        with self.assertRaises(AccessError):
            first.with_user(outsider).action_confirm_delivery()
        first.with_user(first.author_id.user_id).action_confirm_delivery()
        self.assertEqual(first.delivery_state, "accepted")
        for need in own[1:2]:
            need.with_user(need.author_id.user_id).action_refuse_delivery("It is not on the phone")
            self.assertEqual((need.delivery_state, need.task_ids.state), ("refused", "01_in_progress"))

    def _measure(self):
        """The win rate, from a baseline of a quarter half way to its target of three quarters."""
        owner = self._new_user("owner", "sales_team.group_sale_salesman_all_leads")
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        values = {"name": "Deal", "type": "opportunity", "date_closed": "2026-03-12 10:00:00"}
        self.env["crm.lead"].create(
            [values | {"stage_id": won.id, "probability": 100}] * 2 + [values | {"active": False, "probability": 0}] * 2
        )
        kpi = (
            self.env["crm.facilitation.kpi"]
            .with_user(self.sponsor)
            .create(
                {
                    "definition_id": self.env.ref("crm_facilitation.kpi_definition_win_rate").id,
                    "project_id": self.project.id,
                    "goal_id": self.goal.id,
                    "owner_id": owner.id,
                    "baseline_value": 25.0,
                    "baseline_date": "2026-01-01",
                    "target_value": 75.0,
                    "target_date": "2099-01-01",
                }
            )
        )
        kpi.with_user(owner).action_accept_ownership()
        months = [(date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 3, 1), date(2026, 4, 1))]
        rows = [row for row in kpi._measure(months) if not row["group_value"]]
        self.assertEqual([row["value"] for row in rows], [None, 50.0])
        kpi._keep_rows(rows[1:], months)
        self.assertEqual((kpi.current_value, kpi.attainment), (50.0, 0.5))

    def _trace(self, needs, accepted, configured):
        """The chain is listed forwards and backwards, with what is missing in it."""
        rows = self.env["crm.facilitation.trace"].with_user(self.facilitator).search([("need_id", "in", needs.ids)])
        self.assertEqual(rows.need_id, needs)
        whole = rows.filtered("feature_id")
        self.assertEqual(whole.need_id, configured)
        for row in whole:
            self.assertEqual((row.task_id, row.feature_id), (row.need_id.task_ids, row.need_id.feature_ids))
        self.assertTrue(whole.filtered(lambda row: row.goal_id == self.goal))
        waiting = rows.filtered("task_without_feature").need_id
        self.assertLessEqual(waiting, accepted - configured)
        self.assertGreaterEqual(waiting, accepted[:-1] - configured)
        backwards = self.env["crm.facilitation.trace"].with_user(self.sponsor).search([("feature_id", "!=", False)])
        self.assertEqual(backwards.feature_id.need_ids, configured)


class TestStoryOnTheDemo(StoryCase):
    read_requests = staticmethod(requests_of_the_demo)

    def test_from_a_request_to_a_configured_record(self):
        self._play()

    def test_the_demo_asks_for_enough(self):
        self.assertGreaterEqual(len(self.requests), 24)
        self.assertEqual(len(self.affected), 5)


if REQUESTS.exists():

    class TestStoryOnRequests(StoryCase):
        read_requests = staticmethod(requests_of_real_users)

        def test_from_a_request_to_a_configured_record(self):
            self.assertEqual(len(self.requests), 160)
            self._play()
