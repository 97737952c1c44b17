"""What is on record is deleted by nobody: no switch of the framework in the context opens a guard, no cascade goes round one."""

from psycopg2.errors import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .test_access import PREFIX, AccessCase

# what a client may claim: that the addon is being uninstalled, installed, updated, or that its data is being loaded
CLAIMS = {
    "no context": {},
    "uninstalling": {"_force_unlink": True},
    "installing": {"install_mode": True, "module": "crm_facilitation", "install_module": "crm_facilitation"},
    "all at once": {"_force_unlink": True, "install_mode": True, "module": "crm_facilitation", "active_test": False},
}
# whose records may be deleted, and why
MAY_GO = {
    "crm.facilitation.agenda": "a standard to start from: sessions hold copies of its steps",
    "crm.facilitation.agenda.item": "a plan: what was done in a step is on record elsewhere",
    "crm.facilitation.checklist.item": "what is to do around a session: nothing was decided by it",
    "crm.facilitation.join.request": "whoever was admitted has a place, with evidence",
    "crm.facilitation.kiosk": "a device that is put away; what was done on it is on record",
    "crm.facilitation.kpi.definition": "while no KPI uses it",
    "crm.facilitation.need.distinction": "a hint for grouping, taken back by the facilitator",
    "crm.facilitation.need.tag": "a word to sort by",
    "crm.facilitation.question": "helps people to say what they need: what they said is on record elsewhere",
    "crm.facilitation.watch": "whoever sets the watch may end it",
}
# SQL may take these along with what they belong to
MAY_CASCADE = {
    "crm_facilitation_agenda_item.agenda_id": "the steps of a standard agenda, which nobody has held",
    "crm_facilitation_agenda_item.session_id": "of a session that was never started",
    "crm_facilitation_checklist_item.session_id": "of a session that was never started",
    "crm_facilitation_config_item.project_id": "a roll-out with evidence is not deleted",
    "crm_facilitation_join_request.participant_id": "a participant with anything in their place is not deleted",
    "crm_facilitation_join_request.session_id": "of a session that was never started",
    "crm_facilitation_key.participant_id": "a key opens one place, and goes with it",
    "crm_facilitation_kiosk.session_id": "of a session that was never started",
    "crm_facilitation_kpi_source.model_id": "what is open to KPIs goes with the module that brought it",
    "crm_facilitation_need_distinction.need_id": "a need on record is not deleted",
    "crm_facilitation_need_distinction.other_id": "as above",
    "crm_facilitation_presence.participant_id": "whose page is open, by the minute; it ends with the session",
    "crm_facilitation_presence.session_id": "as above",
    "crm_facilitation_question.session_id": "of a session that was never started",
    "crm_facilitation_work.task_id": "a task with evidence is not deleted",
    "crm_facilitation_work.user_id": "who had a task in progress goes with the account",
}
CASCADES = """
    SELECT columns.table_name || '.' || attribute.attname FROM pg_constraint AS link
    JOIN pg_attribute AS attribute ON attribute.attrelid = link.conrelid AND attribute.attnum = link.conkey[1]
    JOIN information_schema.columns ON columns.table_name = link.conrelid::regclass::text AND columns.column_name = 'id'
    WHERE link.contype = 'f' AND link.confdeltype = 'c' AND columns.table_name = ANY(%s)
"""


class TestDeleting(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # every kind of record in the state from which on it stays
        cls.records["crm.facilitation.need"] = cls.env["crm.facilitation.need"].search(
            [("state", "=", "accepted")], limit=1
        )
        cls.records["crm.facilitation.feature"].with_user(cls.facilitator).action_confirm()
        cls.records["crm.facilitation.goal"].with_user(cls.sponsor).action_confirm_relevance()
        cls.records["crm.facilitation.promise"].with_user(cls.facilitator).action_keep()
        option = cls.records["crm.facilitation.conflict.option"]
        cls.records["crm.facilitation.conflict"].with_user(cls.facilitator).action_agree(option.id, "Both of them")
        cls.tables = sorted(
            model._table
            for name, model in cls.registry.items()
            if name.startswith(PREFIX) and model._auto and not model._abstract and not model._transient
        )
        cls.env.flush_all()

    def count(self):
        self.env.flush_all()
        counted = {}
        for table in [*self.tables, "project_task", "project_project"]:
            self.env.cr.execute(f"SELECT count(*) FROM {table}")
            counted[table] = self.env.cr.fetchone()[0]
        return counted

    def refuses(self, record):
        """Whether deleting is refused in words, or by the database."""
        with mute_logger("odoo.sql_db"):
            try:
                with self.env.cr.savepoint():
                    record.unlink()
                    self.env.flush_all()
            except (UserError, IntegrityError):
                return True
        return False

    def test_every_guard_holds_while_somebody_claims_to_uninstall(self):
        guards = {
            (name, guard.__name__): guard
            for name in self.registry
            for guard in self.env[name]._ondelete_methods
            if guard.__module__.startswith("odoo.addons.crm_facilitation.")
        }
        self.assertGreaterEqual(len(guards), 8)
        self.assertEqual([place for place, guard in guards.items() if not guard._ondelete], [], "at_uninstall=True")

    def test_g_nothing_on_record_is_deleted_whatever_the_context_says(self):
        kept = self._stored_models() - set(MAY_GO)
        self.assertLessEqual(set(MAY_GO), self._stored_models())
        before = self.count()
        for user in (self.facilitator, self.sponsor, self.employee_sales):
            for claim, context in CLAIMS.items():
                for model in sorted(kept):
                    record = self.records[model].with_user(user).with_context(**context)
                    self.assertTrue(record, model)
                    with self.subTest(user=user.login, claim=claim, model=model):
                        self.assertTrue(self.refuses(record))
        self.env.invalidate_all()
        self.assertEqual(self.count(), before)

    def test_the_task_and_the_rollout_behind_the_record_stay(self):
        before = self.count()
        task = self.records["crm.facilitation.feature"].task_id
        for record in (task, self.project):
            for claim, context in CLAIMS.items():
                with self.subTest(record=record._name, claim=claim):
                    self.assertTrue(self.refuses(record.with_user(self.facilitator).with_context(**context)))
        self.env.invalidate_all()
        self.assertEqual(self.count(), before)

    def test_who_removes_a_configured_record_is_noted_whatever_they_claim(self):
        for claim, context in CLAIMS.items():
            with self.subTest(claim=claim):
                tag = self.env["crm.tag"].create({"name": f"Watched {claim}"})
                item = (
                    self.env["crm.facilitation.config.item"]
                    .sudo()
                    .search([("project_id", "=", self.project.id)], limit=1)
                )
                item.write({"res_model": tag._name, "res_id": tag.id, "removed_by_id": False})
                item.flush_recordset()
                tag.with_user(self.facilitator).sudo().with_context(**context).unlink()
                item.invalidate_recordset()
                self.assertEqual(item.removed_by_id, self.facilitator)

    def test_no_cascade_takes_along_what_is_on_record(self):
        self.env.cr.execute(CASCADES, [self.tables])
        self.assertEqual({name for [name] in self.env.cr.fetchall()}, set(MAY_CASCADE))
