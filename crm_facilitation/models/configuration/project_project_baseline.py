import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.configuration.fingerprint import fingerprint
from ...tools.configuration.renumbering import place_of


class ProjectProject(models.Model):
    """The baseline: the CRM's configuration as it was at kick-off, which every scan compares with.

    Invariants: it is taken once; management may have it taken anew, with a reason, on record, as long as nothing is
    traced against it; nobody writes its date by hand.
    """

    _inherit = "project.project"

    config_item_ids = fields.One2many("crm.facilitation.config.item", "project_id", "Configuration")
    config_baseline_on = fields.Datetime("Baseline taken", copy=False, readonly=True)
    config_scanned_on = fields.Datetime("Last scan", copy=False, readonly=True)

    def action_config_baseline(self) -> bool:
        """Remember the configuration as it is now; later scans compare with it."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for project in self:
            if project.config_baseline_on:
                raise UserError(
                    self.env._(
                        "“%s” has its baseline already. Management can have it taken anew, with a reason.", project.name
                    )
                )
            project._take_baseline({})
        return True

    def action_config_rebaseline(self, reason: str) -> None:
        """Forget the baseline and everything found since: management's right, with a reason, on record."""
        refusal = self.env._("Only management can have the baseline taken anew.")
        self.env["crm.facilitation.role"]._check_sponsor(self, refusal)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the baseline is taken anew: what was found since is forgotten."))
        for project in self:
            # features that the caller may not read count too
            if project.sudo().config_item_ids.feature_ids:
                raise UserError(
                    self.env._("Features were traced against the baseline of “%s” already: it stays.", project.name)
                )
            project._take_baseline({"reason": reason.strip(), "untraced": project.untraced_count})

    def _take_baseline(self, facts):
        self.ensure_one()
        self._lock_configuration()
        self.env["crm.facilitation.config.item"].flush_model()
        self.env.cr.execute(SQL("DELETE FROM crm_facilitation_config_item WHERE project_id = %s", self.id))
        count = 0
        for _watch, readings in self.env["crm.facilitation.config.reader"]._read_watched(self.company_id):
            self._insert_items([self._prepare_baseline_item(reading) for reading in readings])
            count += len(readings)
        self.env.invalidate_all()
        # the days are noted by the baseline, and not filled in by hand
        self.sudo().write({"config_baseline_on": fields.Datetime.now(), "config_scanned_on": False})
        self.env["crm.facilitation.event"]._record(self, "config_baseline", {"records": count} | facts)

    def _lock_configuration(self):
        """Of two scans at once the second waits, and is then repeated with what the first has found in sight."""
        self.env.cr.execute(SQL("SELECT id FROM project_project WHERE id = %s FOR NO KEY UPDATE", self.id))

    def _prepare_baseline_item(self, reading):
        return self._prepare_item(reading) | {
            "status": "unchanged",
            "is_untraced": False,
            "is_module_update": False,
            "baseline_values": reading.values,
            "baseline_hash": fingerprint(reading.values),
            "baseline_write_date": reading.write_date,
        }

    def _prepare_item(self, reading):
        return {
            "project_id": self.id,
            "res_model": reading.model,
            "res_id": reading.id,
            "name": reading.name,
            "subject": reading.subject,
            "module": reading.module,
            "place": place_of(reading.values),
        }

    @api.model
    def _insert_items(self, rows):
        """Insert all rows (dictionaries of the same keys) in one statement."""
        if rows:
            names = list(rows[0])
            self.env.cr.execute(
                SQL(
                    "INSERT INTO crm_facilitation_config_item (%s) SELECT %s FROM %s",
                    SQL(", ").join(map(SQL.identifier, names)),
                    SQL(", ").join(SQL.identifier("r", name) for name in names),
                    self._as_table(rows),
                )
            )

    @api.model
    def _update_items(self, rows):
        """Update the items that the rows name by ``id`` (dictionaries of the same keys) in one statement.

        A finding whose state changed is untraced unless it has a feature: what excused its old state is past. It keeps
        the task that was chosen for it where no likelier one is known.
        """
        if rows:
            names = [name for name in rows[0] if name not in ("id", "task_id")]
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_facilitation_config_item i SET %s, elsewhere_feature_id = NULL,"
                    " task_id = CASE r.status WHEN 'unchanged' THEN NULL ELSE coalesce(r.task_id, i.task_id) END,"
                    " is_untraced = r.status <> 'unchanged' AND NOT r.is_module_update AND i.feature_id IS NULL"
                    " AND coalesce(i.outside_hash, '') <> CASE r.status WHEN 'removed' THEN 'removed'"
                    " ELSE coalesce(r.current_hash, '-') END FROM %s WHERE i.id = r.id",
                    SQL(", ").join(SQL("%s = %s", SQL.identifier(name), SQL.identifier("r", name)) for name in names),
                    self._as_table(rows),
                )
            )

    @api.model
    def _as_table(self, rows):
        columns = self.env["crm.facilitation.config.item"]._fields
        types = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL.identifier(columns[name].column_type[0])) for name in rows[0]
        )
        return SQL("jsonb_to_recordset(%s::jsonb) AS r(%s)", json.dumps(rows, default=str), types)
