"""The demo data: a roll-out that a newcomer can walk through, on a database without any other demo data."""

from datetime import date

from odoo.modules import Manifest
from odoo.tests import HttpCase, tagged
from odoo.tools.convert import convert_file

from .launched import LaunchedTests

ROLES = {
    "implementer": "crm_facilitation.group_facilitator",
    "employee": "base.group_user",
    "manager": "crm_facilitation.group_sponsor",
}


def load_demo(case):
    """Load the demo data into the database of a test class."""
    # as while installing, when dates of creation may be given
    ready, case.registry.ready = case.registry.ready, False
    try:
        for name in Manifest.for_addon("crm_facilitation")["demo"]:
            convert_file(case.env, "crm_facilitation", name, {}, mode="init", noupdate=True)
    finally:
        case.registry.ready = ready


class Demo(HttpCase):
    """The demo data in a language: loading them takes so long that each language has one class of tests."""

    language = "en_US"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as Odoo sets it for a database that is made in a language
        (cls.env.ref("base.user_admin") | cls.env.ref("base.user_root")).lang = cls.language
        cls.env.company.partner_id.lang = cls.language
        load_demo(cls)


@tagged("standard", "post_install", "-at_install")
class TestDemo(LaunchedTests, Demo):
    """What script/demo shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollout = cls.env.ref("crm_facilitation.demo_rollout")
        cls.discovery = cls.env.ref("crm_facilitation.demo_session_discovery")
        cls.second = cls.env.ref("crm_facilitation.demo_session_second")
        cls.people = {login: cls.env["res.users"].search([("login", "=", login)]) for login in ROLES}

    def _as(self, login, records):
        return records.with_user(self.people[login])

    def test_the_three_people_log_in(self):
        for login, group in ROLES.items():
            with self.subTest(login=login):
                self.authenticate(login, login)
                person = self.env["res.users"].browse(self.session.uid)
                self.assertTrue(person.has_group(group))

    def test_nobody_else_can_log_in(self):
        self.env.cr.execute("SELECT login FROM res_users WHERE password IS NOT NULL AND login LIKE '%@example.com'")
        self.assertFalse(self.env.cr.fetchall())

    def test_no_greeting_covers_the_first_screen(self):
        for person in self.people.values():
            self.assertEqual(person["odoobot_state"] if "odoobot_state" in person else "disabled", "disabled")

    def test_every_department_spoke(self):
        affected = self.rollout.affected_department_ids
        self.assertEqual(len(affected), 5)
        self.assertEqual(self.discovery.need_ids.department_id, affected)
        self.assertEqual(len(self.discovery.participant_ids), 16)
        self.assertTrue(self.discovery.participant_ids.filtered(lambda person: not person.user_id))

    def test_one_department_was_forgotten_and_management_left_out_on_purpose(self):
        rollout = self._as("manager", self.rollout)
        parts, management = (
            self.env.ref(f"crm_facilitation.demo_department_{name}") for name in ("parts", "management")
        )
        forgotten = {one["department_id"]: one["reasons"] for one in rollout.forgotten_departments()}
        self.assertEqual(forgotten, {parts.id: [{"code": "crm_rights", "count": 1}]})
        self.assertEqual(rollout.left_out_ids.department_id, management)

    def test_the_chain_is_complete(self):
        needs = self.rollout.need_ids
        self.assertEqual(set(needs.mapped("state")), {"raised", "accepted", "deferred", "rejected", "merged"})
        self.assertEqual(set(needs.mapped("delivery_state")), {"none", "planned", "configured", "accepted", "refused"})
        self.assertTrue(needs.filtered("is_anonymous"))
        rows = self.env["crm.facilitation.trace"].search([("project_id", "=", self.rollout.id)])
        whole = rows.filtered(lambda row: row.goal_id and row.need_id and row.task_id and row.feature_id)
        self.assertGreaterEqual(len(whole), 6)
        for feature in whole.feature_id:
            self.assertEqual(feature.state, "confirmed")
            self.assertTrue(feature._get_record())

    def test_the_vote_recounts_and_the_evidence_verifies(self):
        closed = self.discovery.round_ids
        self.assertEqual(closed.state, "closed")
        self.assertTrue(self._as("employee", closed).recount())
        self.assertEqual(len(closed.tally_ids.department_id), 3)
        self.assertFalse(self._as("manager", self.env["crm.facilitation.event"]).verify(self.rollout.id))

    def test_one_conflict_is_agreed_and_one_stops_its_task(self):
        conflicts = self.rollout.conflict_ids
        agreed = conflicts.filtered(lambda conflict: conflict.state == "agreed")
        self.assertTrue(agreed.option_ids.filtered("chosen"))
        blocking = conflicts.filtered(lambda conflict: conflict.is_blocking and not conflict.is_settled)
        self.assertEqual(len(blocking), 1)
        self.assertEqual(blocking.need_ids.task_ids.blocking_conflict_ids, blocking)

    def test_departments_still_have_a_conflict_to_settle_and_none_is_made_of_dots(self):
        conflicts = self.rollout.conflict_ids
        self.assertFalse(conflicts.filtered(lambda conflict: conflict.kind == "polarised_vote"))
        waiting = conflicts.filtered(lambda conflict: conflict.state == "open")
        self.assertEqual((waiting.kind, len(waiting.department_ids)), ("contradiction", 2))
        self.assertEqual(waiting.need_ids.session_id, self.second)

    def test_the_vote_says_whose_special_interest_a_need_is(self):
        results = self._as("employee", self.discovery.round_ids).results()
        interests = {department for need in results["needs"] for department in need["special_interest"]}
        self.assertEqual(interests, {"Customer Service", "Marketing", "Sales"})

    def test_something_was_configured_that_nobody_asked_for(self):
        untraced = self.rollout.config_item_ids.filtered("is_untraced")
        self.assertEqual(untraced.mapped("name"), ["HOT!!"])

    def test_the_employee_still_has_to_vote(self):
        self.assertEqual(self.second.state, "running")
        ballot = self._as("employee", self.second.round_ids).ballot()
        self.assertTrue(ballot["is_voting"])
        self.assertFalse(ballot["choices"])
        self.assertTrue(self.second.current_item_id.can_vote)

    def test_the_employee_is_asked_whether_it_is_done(self):
        mine = self._as("employee", self.rollout.need_ids).filtered("can_confirm_delivery")
        self.assertEqual(mine.filtered("is_my_need").mapped("delivery_state"), ["configured"])

    def test_kpis_have_a_year_behind_them(self):
        kpis = self._as("manager", self.rollout.kpi_ids)
        self.assertGreaterEqual(len(kpis), 5)
        for kpi in kpis:
            with self.subTest(kpi=kpi.name):
                self.assertTrue(kpi.has_baseline and kpi.has_target and kpi.owner_id)
                overall = kpi.measurement_ids.filtered(lambda row: not row.group_value)
                self.assertGreaterEqual(len(overall), 12 if kpi.measure != "manual" else 6)
                self.assertLessEqual(min(overall.mapped("period_start")), date.today())
        self.assertGreater(len(set(kpis.mapped("status"))), 1)
        self.assertNotIn("no_data", kpis.mapped("status"))

    def test_loading_it_again_changes_nothing(self):
        before = self.env["crm.facilitation.event"].search_count([])
        self.env["crm.facilitation.demo"]._load()
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), before)

    def test_nothing_of_it_is_mailed(self):
        self.assertFalse(self.env["mail.mail"].search([("state", "=", "outgoing")]))
