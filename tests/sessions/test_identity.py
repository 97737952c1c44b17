"""The one gate: who the caller is in a session, and in the company."""

import re
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.modules import get_module_path
from odoo.tools import SQL

from odoo.addons.crm_facilitation.tools.sessions.identity import Entry, Identity, current_entry, entered

from ..common import FacilitationCase

GATE = {"models/sessions/role.py", "models/sessions/participant_identity.py", "models/sessions/session_identity.py"}
# what only the gate may ask; the groups of Odoo's own apps are no role here
ASKED = {
    "a role's group": re.compile(r"has_groups?\(\s*f?[\"']crm_facilitation\."),
    "the account of a participant": re.compile(
        r"user_id[\"')\w.]*\s*(,\s*\"(=|in)\",|==|!=)\s*\[?self\.env\.(uid|user)\b|env\.(uid|user)\s+(in|==)\s.*user_id"
    ),
    "the entry of a guest": re.compile(r"current_entry"),
    "a role of a session without one": re.compile(r"crm\.facilitation\.session\"\]\._(is|check)_facilitator"),
}


class IdentityCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        person = cls.env["res.partner"].create({"name": "Gus Guest", "email": "gus@example.com"})
        cls.guest = cls.participant_sales.create(
            {"session_id": cls.session.id, "partner_id": person.id, "department_id": cls.sales.id}
        )

    def who(self, user):
        return self.session.with_user(user)._identify()

    def as_guest(self, way="link", participant=None):
        return entered(Entry(way, (participant or self.guest).id, self.public.id))


class TestLogin(IdentityCase):
    def test_each_role_is_known_by_its_login(self):
        self.participant_logistics.role = "observer"
        session, sales, logistics = self.session.id, self.participant_sales.id, self.participant_logistics.id
        for user, expected in (
            (self.employee_sales, Identity(session, "login", sales, "employee")),
            (self.employee_logistics, Identity(session, "login", logistics, "observer")),
            (self.facilitator, Identity(session, "login", is_facilitator=True)),
            (self.sponsor, Identity(session, "login", is_sponsor=True)),
            (self.outsider, Identity(session, "login")),
            (self.public, Identity(session, "login")),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.who(user), expected)
                participant = self.session.with_user(user)._get_participant()
                self.assertEqual(participant.id or None, expected.participant)

    def test_it_is_looked_up_once_for_all_sessions_read_together(self):
        more = self.session.create([{"name": f"Day {day}", "project_id": self.project.id} for day in range(5)])
        self.make_participant(self.employee_sales, self.sales, session=more[2])
        sessions = (self.session | more).with_user(self.employee_sales)
        self.env.flush_all()
        self.env.transaction.reset()
        sessions.env.user.has_group("base.group_user")
        with self.assertQueryCount(1):
            known = [session._identify().participant for session in sessions]
            known += [session._identify().participant for session in sessions]
        self.assertEqual(known.count(None), 8)
        self.assertEqual(self.participants.browse(filter(None, known)).session_id, self.session | more[2])

    def test_a_change_of_the_participants_is_known_at_once(self):
        self.assertIsNone(self.who(self.outsider).participant)
        late = self.make_participant(self.outsider, self.sales)
        self.assertEqual(self.who(self.outsider).participant, late.id)
        late.role = "observer"
        self.assertFalse(self.who(self.outsider).takes_part)
        late.active = False
        self.assertIsNone(self.who(self.outsider).participant)
        late.write({"active": True, "role": "employee"})
        self.assertTrue(self.who(self.outsider).may_vote)
        late.user_id = False
        self.assertIsNone(self.who(self.outsider).participant)
        ahead = self.session.create({"name": "Ahead", "project_id": self.project.id}).with_user(self.outsider)
        early = self.make_participant(self.outsider, self.sales, session=ahead)
        self.assertEqual(ahead._identify().participant, early.id)
        early.unlink()
        self.assertIsNone(ahead._identify().participant)

    def test_what_a_rollback_undoes_is_not_remembered(self):
        with self.env.cr.savepoint() as savepoint:
            self.make_participant(self.outsider, self.sales)
            self.assertIsNotNone(self.who(self.outsider).participant)
            savepoint.rollback()
        self.assertIsNone(self.who(self.outsider).participant)

    def test_an_archived_participant_stays_out_whatever_the_context_says(self):
        self.participant_sales.active = False
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        caller = self.env["crm.facilitation.participant"].with_user(self.employee_sales)
        session = self.session.with_user(self.employee_sales)
        for context in ({"active_test": False}, {"way": "link", "participant": self.participant_service.id}):
            with self.subTest(context=context):
                self.assertIsNone(session.with_context(**context)._identify().participant)
                self.assertFalse(caller.with_context(**context)._find_caller([]))
                with self.assertRaises(AccessError):
                    goal.with_user(self.employee_sales).with_context(**context).action_rate(3)
                self.assertFalse(goal.sudo().env["crm.facilitation.goal.rating"].search([]))

    def test_the_server_itself_leads_sessions_and_is_nobodys_management(self):
        role = self.env["crm.facilitation.role"]
        server = role.with_user(self.outsider).sudo()
        self.assertTrue(server._is_facilitator())
        self.assertFalse(server._is_leader() or server._is_sponsor())
        with self.assertRaises(AccessError):
            role.with_user(self.outsider)._check_facilitator()


class TestGuest(IdentityCase):
    """The seam for links and kiosks: nothing of the addon lets guests in yet."""

    def test_a_guest_is_the_participant_that_was_authenticated(self):
        for way in ("link", "kiosk"):
            with self.subTest(way=way), self.as_guest(way):
                self.assertEqual(self.who(self.public), Identity(self.session.id, way, self.guest.id, "employee"))
        self.assertIsNone(self.who(self.public).participant)

    def test_a_guest_is_nobody_in_another_session(self):
        other = self.session.create({"name": "Next door", "project_id": self.project.id})
        with self.as_guest():
            self.assertIsNone(other.with_user(self.public)._identify().participant)

    def test_a_removed_guest_is_nobody(self):
        self.guest.active = False
        with self.as_guest():
            self.assertIsNone(self.who(self.public).participant)

    def test_the_entry_says_nothing_of_another_account(self):
        with self.as_guest():
            self.assertEqual(self.who(self.employee_sales).participant, self.participant_sales.id)
            self.assertIsNone(self.who(self.facilitator).participant)
            self.assertTrue(self.who(self.facilitator).is_facilitator)

    def test_a_guest_holds_no_role_even_with_superuser_rights(self):
        with self.as_guest():
            identity = self.session.with_user(self.public).sudo()._identify()
            self.assertEqual((identity.is_facilitator, identity.is_sponsor), (False, False))
            with self.assertRaises(AccessError):
                self.session.with_user(self.public).sudo().env["crm.facilitation.role"]._check_facilitator()

    def test_one_call_is_one_guests_and_ends_with_it(self):
        with self.as_guest():
            with self.assertRaises(RuntimeError), self.as_guest(participant=self.participant_service):
                self.fail("a second guest came in")
            self.assertEqual(current_entry(self.public.id).participant, self.guest.id)
        with self.assertRaises(ZeroDivisionError), self.as_guest():
            _ = 1 / 0
        self.assertIsNone(current_entry(self.public.id))

    def test_records_name_the_guest_in_all_three_forms(self):
        need = self.env["crm.facilitation.need"].with_user(self.facilitator)
        need = need.create({"name": "Ring back", "session_id": self.session.id, "author_id": self.guest.id})
        caller = self.env["crm.facilitation.participant"].with_user(self.public)
        with self.as_guest():
            self.assertEqual(need.search(caller._of_caller("author_id")), need)
            self.assertEqual((self.guest | self.participant_sales)._filter_caller(), self.participants.browse())
            people = (self.guest | self.participant_sales).with_user(self.public)
            self.assertEqual(people._filter_caller().id, self.guest.id)
            self.env.flush_all()
            found = self.env.execute_query(self._select(caller._is_caller_sql("participant")))
            self.assertEqual(found, [(self.guest.id,)])
            self.assertEqual(caller._get_caller_partner(), self.guest.partner_id)
        self.assertEqual(need.search(caller._of_caller("author_id")), need.browse())

    def _select(self, condition):
        return SQL("SELECT id FROM crm_facilitation_participant participant WHERE %s", condition)

    def test_a_guest_raises_supports_and_rates_as_themself(self):
        need = self.make_need("See the last call")
        goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goal = goal.create({"name": "No enquiry waits", "project_id": self.project.id})
        with self.as_guest():
            # rights are lent by the room's controllers, who the caller is never is
            need.with_user(self.public).sudo().action_support()
            goal.with_user(self.public).sudo().action_rate(4)
            raised = need.with_user(self.public).sudo().raise_need(self.session.id, {"name": "Ring back"})
        self.assertEqual(need.supporter_ids, self.guest)
        self.assertEqual(self.env["crm.facilitation.goal.rating"].search([]).participant_id, self.guest)
        self.assertEqual(need.browse(raised["id"]).author_id, self.guest)


class TestOneGate(FacilitationCase):
    def test_nothing_else_asks_who_somebody_is(self):
        addon = Path(get_module_path("crm_facilitation"))
        found = []
        for folder in ("models", "wizard", "controllers"):
            for path in sorted((addon / folder).rglob("*.py")):
                name = str(path.relative_to(addon))
                text = path.read_text()
                found += [f"{name}: {asked}" for asked, sign in ASKED.items() if name not in GATE and sign.search(text)]
        self.assertEqual(found, [])
