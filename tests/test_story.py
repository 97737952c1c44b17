"""The whole story on real input: requests imported, voted on, decided, planned, configured, traced.

Where the set of requests is absent, the same story runs on the addon's own demo data.
"""

import csv
import io
from collections import defaultdict
from pathlib import Path

from lxml import etree

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import FacilitationCase

ROOT = Path(__file__).resolve().parents[1]
REQUESTS = ROOT.parent / "shared/data/crm_needs.csv"
VOTERS = 3
ACCEPTED = 40
DEFERRED = 40
CONFIGURED = 25


def read_requests():
    """Requests as ``[{name, problem, department}]``."""
    if REQUESTS.exists():
        with REQUESTS.open(newline="") as lines:
            return [
                {"name": row["title_en"], "problem": row["description_en"], "department": row["department"]}
                for row in csv.DictReader(lines)
            ]
    departments = ("Sales", "Service", "Logistics")
    needs = [
        record
        for path in sorted((ROOT / "crm_facilitation/demo").glob("*.xml"))
        for record in etree.parse(path).iterfind(".//record[@model='crm.facilitation.need']")
    ]
    return [
        {
            "name": record.findtext("field[@name='name']"),
            "problem": record.findtext("field[@name='problem']") or "",
            "department": departments[number % len(departments)],
        }
        for number, record in enumerate(needs)
    ]


class TestStory(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = read_requests()
        names = sorted({request["department"] for request in cls.requests})
        known = {department.name: department for department in cls.departments}
        cls.affected = {name: known.get(name) or cls.env["hr.department"].create({"name": name}) for name in names}
        cls.project.affected_department_ids = [Command.set([department.id for department in cls.affected.values()])]
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
        cls.workshop.action_start()

    def test_from_a_request_to_a_configured_record(self):
        needs = self._import_requests()
        ballot_round = self._vote(needs)
        self._decide(needs, ballot_round)
        self._configure(needs)
        self._trace(needs)

    def _import_requests(self):
        """Through Odoo's own import, as the facilitator does it."""
        content = io.StringIO()
        writer = csv.writer(content)
        writer.writerow(["name", "problem", "session_id", "department_id"])
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
        fields = ["name", "problem", "session_id", "department_id"]
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        result = wizard.execute_import(fields, fields, options)
        self.assertFalse(result["messages"])
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator).browse(result["ids"])
        self.assertEqual(needs.mapped("name"), [request["name"] for request in self.requests])
        self.assertEqual(
            needs.department_id.mapped("name"), list(dict.fromkeys(r["department"] for r in self.requests))
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
                choices = {own[number % len(own)].id: 5, own[0].id: 5, other[number * 7 % len(other)].id: 1}
                spent = sum(choices.values())
                choices = choices if spent <= 10 else {need: points for need, points in choices.items() if points == 5}
                answer = ballot_round.with_user(user).cast(choices)
                self.assertEqual(answer["left"], 10 - sum(choices.values()))
                for need, points in choices.items():
                    expected[need] += points
        ballot_round.action_close()
        totals = ballot_round.tally_ids.filtered(lambda row: not row.department_id)
        self.assertEqual({row.need_id.id: row.points for row in totals if row.points}, dict(expected))
        self.assertTrue(ballot_round.recount())
        return ballot_round

    def _decide(self, needs, ballot_round):
        ranked = needs.sorted(lambda need: (-need.score, need.id))
        accepted, rest = ranked[:ACCEPTED], ranked[ACCEPTED:]
        accepted.action_accept()
        rest[:DEFERRED].action_defer("After the first release")
        rest[DEFERRED:].action_reject("Nobody gave it a dot")
        self.assertFalse(needs.filtered(lambda need: need.state == "raised"))
        accepted.action_plan()
        self.assertEqual(len(accepted.task_ids), len(accepted))
        tasks = accepted.task_ids
        accepted.action_plan()
        self.assertEqual(accepted.task_ids, tasks)

    def _configure(self, needs):
        accepted = needs.filtered(lambda need: need.state == "accepted")
        for need in accepted[:CONFIGURED]:
            record = self.env["crm.tag"].create({"name": f"Asked for in {need.id}"})
            feature = (
                self.env["crm.facilitation.feature"]
                .with_user(self.facilitator)
                .create({"task_id": need.task_ids.id, "res_model": "crm.tag", "res_id": record.id})
            )
            feature.action_confirm()
            need.task_ids.state = "1_done"
        self.assertEqual(set(accepted[:CONFIGURED].mapped("delivery_state")), {"configured"})

    def _trace(self, needs):
        """The chain is listed forwards and backwards, with what is missing in it."""
        rows = self.env["crm.facilitation.trace"].with_user(self.facilitator).search([("need_id", "in", needs.ids)])
        self.assertEqual(rows.need_id, needs)
        accepted = needs.filtered(lambda need: need.state == "accepted")
        whole = rows.filtered("feature_id")
        self.assertEqual(len(whole), min(CONFIGURED, len(accepted)))
        for row in whole:
            self.assertEqual((row.task_id, row.feature_id), (row.need_id.task_ids, row.need_id.feature_ids))
        waiting = rows.filtered("task_without_feature").need_id
        self.assertEqual(waiting, accepted.filtered(lambda need: not need.feature_ids))
        self.assertFalse(self.env["crm.facilitation.event"].with_user(self.facilitator).verify(self.project.id))
