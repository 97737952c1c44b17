"""Databases of before: what was kept as text is turned into hashes, and nothing is found because of it."""

import importlib.util
import json
from pathlib import Path

from odoo.addons.crm_facilitation.tools.configuration.fingerprint import fingerprint, redact

from .test_scan import ScanCase

SCRIPT = Path(__file__).parents[2] / "crm_facilitation/migrations/19.0.1.3.0/post-configuration.py"
NEEDLE = "needle-7f3a"


class TestStoredSecrets(ScanCase):
    """The scan reads what its reader may not: what it has read already."""

    def migrate(self):
        spec = importlib.util.spec_from_file_location("post_configuration", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()

    def keep_as_text(self, item, column, **values):
        """As the former version kept it: values as they are."""
        self.env.flush_all()
        kept = (item[f"{column}_values"] or {}) | values
        self.env.cr.execute(
            f"UPDATE crm_facilitation_config_item SET {column}_values = %s, {column}_hash = %s WHERE id = %s",
            [json.dumps(kept), fingerprint(kept), item.id],
        )
        self.env.invalidate_all()
        return fingerprint(kept)

    def item_of(self, record):
        items = self.project.config_item_ids
        return items.filtered(lambda item: (item.res_model, item.res_id) == (record._name, record.id))

    def test_stored_secrets_become_hashes_without_a_finding(self):
        lead = self.work["ir.model"]._get("crm.lead")
        code = f"login('{NEEDLE}', 'Zq8rT2mKc91LpVx04Bd7')"
        old = self.work["ir.config_parameter"].create({"key": "door.pin", "value": NEEDLE})
        action = self.work["ir.actions.server"].create(
            {"name": "Call", "model_id": lead.id, "state": "code", "code": code}
        )
        self.project.with_user(self.sponsor).action_config_rebaseline("They are old")
        new = self.work["ir.config_parameter"].create({"key": "visits.hook", "value": f"{NEEDLE}-2"})
        excused = self.work["ir.config_parameter"].create({"key": "visits.other", "value": f"{NEEDLE}-3"})
        self.findings()
        self.keep_as_text(self.item_of(old), "baseline", value=NEEDLE)
        # the former version kept the code with a hash in the place of what looked like a token
        salt = self.env["crm.facilitation.config.reader"]._get_salt()
        self.keep_as_text(self.item_of(action), "baseline", code=redact(code, salt))
        self.keep_as_text(self.item_of(new), "current", value=new.value)
        digest = self.keep_as_text(self.item_of(excused), "current", value=excused.value)
        self.env.cr.execute(
            "UPDATE crm_facilitation_config_item SET outside_hash = %s, outside_reason = 'A trial', is_untraced = FALSE"
            " WHERE id = %s",
            [digest, self.item_of(excused).id],
        )
        self.item_of(new).action_make_feature()
        feature = self.item_of(new).feature_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_feature f SET confirmed_hash = i.current_hash, confirmed_values = i.current_values,"
            " is_suspect = TRUE, suspect_reason = %s FROM crm_facilitation_config_item i WHERE i.id = f.config_item_id",
            [f"Value: {NEEDLE} → other"],
        )
        self.migrate()
        for table in ("config_item", "feature"):
            self.env.cr.execute(
                f"SELECT count(*) FROM crm_facilitation_{table} i WHERE i::text LIKE %s", [f"%{NEEDLE}%"]
            )
            self.assertEqual(self.env.cr.fetchone()[0], 0, table)
        self.assertTrue(feature.suspect_summary)
        feature.action_review()
        found = self.findings()
        self.assertEqual(found, self.item_of(new) | self.item_of(excused))
        self.assertEqual(self.project.untraced_count, 0)
        self.assertFalse(feature.is_suspect)

    def test_a_watch_that_a_person_set_is_theirs_from_now_on(self):
        watches = self.env["crm.facilitation.watch"]
        own = watches.with_user(self.facilitator).create({"model": "res.partner.industry", "field_names": "name"})
        stages = watches.search([("model", "=", "crm.stage")])
        filters = watches.search([("model", "=", "ir.filters")])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_watch SET owner_id = NULL, standard_field_names = NULL, company_id = NULL"
        )
        self.env.cr.execute(
            "UPDATE crm_facilitation_watch SET domain = '[]', write_uid = %s WHERE id = %s",
            [self.facilitator.id, filters.id],
        )
        self.env.cr.execute(
            "UPDATE crm_facilitation_watch SET field_names = field_names || ',create_uid' WHERE id = %s", [stages.id]
        )
        self.env.invalidate_all()
        self.migrate()
        self.assertEqual((own.owner_id, filters.owner_id), (self.facilitator, self.facilitator))
        self.assertFalse(stages.owner_id)
        self.assertNotIn("create_uid", stages.standard_field_names)
        self.assertFalse(watches.search([("company_id", "=", False)]))
