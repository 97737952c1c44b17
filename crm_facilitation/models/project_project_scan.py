import logging
from datetime import datetime

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.fingerprint import Work, changed_fields, fingerprint, likely_task

_logger = logging.getLogger(__name__)

BATCH = 1000
BASELINE_COLUMNS = (
    "project_id",
    "res_model",
    "res_id",
    "name",
    "module",
    "status",
    "baseline_values",
    "baseline_hash",
    "baseline_write_date",
    "is_untraced",
    "is_module_update",
)


class ProjectProject(models.Model):
    """Baseline and scan of the CRM's configuration."""

    _inherit = "project.project"

    config_item_ids = fields.One2many("crm.facilitation.config.item", "project_id", "Configuration")
    config_baseline_on = fields.Datetime("Baseline taken", copy=False, readonly=True)
    config_scanned_on = fields.Datetime("Last scan", copy=False, readonly=True)
    untraced_count = fields.Integer("Untraced", compute="_compute_untraced_count")

    @api.depends("config_item_ids.is_untraced")
    def _compute_untraced_count(self):
        counts = dict(
            self.env["crm.facilitation.config.item"]._read_group(
                [("project_id", "in", self.ids), ("is_untraced", "=", True)], ["project_id"], ["__count"]
            )
        )
        for project in self:
            project.untraced_count = counts.get(project, 0)

    def action_config_baseline(self):
        """Remember the configuration as it is now; later scans compare with it."""
        self.env["crm.facilitation.session"]._check_facilitator()
        for project in self:
            project.check_access("write")
            if project.sudo().config_item_ids.feature_ids:
                raise UserError(
                    self.env._("Features were traced against the baseline of “%s” already: it stays.", project.name)
                )
            project._take_baseline()
        return True

    def _take_baseline(self):
        self.ensure_one()
        cr = self.env.cr
        self.sudo().config_item_ids.flush_recordset()
        cr.execute(SQL("DELETE FROM crm_facilitation_config_item WHERE project_id = %s", self.id))
        rows, count = [], 0
        for reading in self.env["crm.facilitation.config.reader"]._read_watched():
            rows.append(self._prepare_baseline_row(reading))
            if len(rows) == BATCH:
                count += self._insert_items(rows)
                rows = []
        count += self._insert_items(rows)
        self.env.invalidate_all()
        self.sudo().write({"config_baseline_on": fields.Datetime.now(), "config_scanned_on": False})
        self.env["crm.facilitation.event"]._record(self, "config_baseline", {"records": count})

    def _prepare_baseline_row(self, reading):
        values = Json(reading.values)
        digest = fingerprint(reading.values)
        stamp = reading.write_date
        return (self.id, reading.model, reading.id, reading.name, reading.module, "unchanged", values, digest, stamp,
                False, False)  # fmt: skip

    def _insert_items(self, rows):
        if rows:
            columns = SQL(", ").join(map(SQL.identifier, BASELINE_COLUMNS))
            values = SQL(", ").join(SQL("%s", row) for row in rows)
            self.env.cr.execute(SQL("INSERT INTO crm_facilitation_config_item (%s) VALUES %s", columns, values))
        return len(rows)

    def action_config_scan(self):
        """Compare the configuration with the baseline: what is new, changed or removed, by whom, when, for what."""
        self.env["crm.facilitation.session"]._check_facilitator()
        for project in self:
            project.check_access("write")
            if not project.config_baseline_on:
                raise UserError(self.env._("Take the baseline of “%s” first: a scan compares with it.", project.name))
            project._scan()
        return True

    def _scan(self):
        self.ensure_one()
        items = self._read_items()
        works = self._read_works()
        found, new = {}, []
        for reading in self.env["crm.facilitation.config.reader"]._read_watched():
            known = items.pop((reading.model, reading.id), None)
            values = self._compare(known, reading, works)
            if known is None:
                new.append(values)
            elif values:
                found[known["id"]] = values
        found |= {known["id"]: self._prepare_removed(known) for known in items.values() if known["status"] != "removed"}
        self._store_findings(found, new)
        self.sudo().config_scanned_on = fields.Datetime.now()

    def _read_items(self):
        self.env["crm.facilitation.config.item"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id, res_model, res_id, name, module, status, is_module_update, baseline_hash, current_hash,"
                " baseline_write_date, task_id FROM crm_facilitation_config_item WHERE project_id = %s",
                self.id,
            )
        )
        return {(row["res_model"], row["res_id"]): row for row in self.env.cr.dictfetchall()}

    def _read_works(self):
        works = self.env["crm.facilitation.work"].sudo().search([("task_id.project_id", "=", self.id)])
        return [
            Work(
                work.task_id.id,
                work.user_id.id,
                work.date_start,
                work.date_end or None,
                frozenset(work.task_id.facilitation_need_ids.target_model_id.mapped("model")),
            )
            for work in works
        ]

    def _compare(self, known, reading, works):
        """Values to write on (or create) the item of ``reading``; empty when the item says so already."""
        digest = fingerprint(reading.values)
        if known and known["baseline_hash"] == digest:
            return self._prepare_unchanged() if known["status"] != "unchanged" else {}
        if known and known["current_hash"] == digest and known["status"] != "removed":
            return {}
        if known and known["baseline_hash"] and not self._is_real_change(known, reading):
            return {}
        touched = known is None or reading.write_date != known["baseline_write_date"]
        is_new = not (known and known["baseline_hash"])
        # core writes some records it has just created on behalf of the system
        user = (reading.create_uid or reading.write_uid if is_new else reading.write_uid) if touched else None
        moment = (reading.write_date if touched else None) or fields.Datetime.now()
        by_module = bool(reading.module and user == api.SUPERUSER_ID)
        return {
            "project_id": self.id,
            "res_model": reading.model,
            "res_id": reading.id,
            "name": reading.name,
            "module": reading.module,
            "status": "new" if is_new else "changed",
            "is_module_update": by_module,
            "current_values": reading.values,
            "current_hash": digest,
            "changed_by_id": user,
            "changed_on": moment.replace(microsecond=0),
            "task_id": user and likely_task(works, user, _whole(moment), reading.model),
        }

    def _is_real_change(self, known, reading):
        """A loaded translation on top of an untouched record is no change."""
        if reading.write_date != known["baseline_write_date"]:
            return True
        before = self.env["crm.facilitation.config.item"].sudo().browse(known["id"]).baseline_values
        return bool(changed_fields(before, reading.values, touched=False))

    def _prepare_unchanged(self):
        cleared = ("current_values", "current_hash", "changed_by_id", "changed_on", "task_id")
        return {"status": "unchanged", "is_module_update": False} | dict.fromkeys(cleared, False)

    def _prepare_removed(self, known):
        """Who removed a record is not known; it went with its module when that is no longer as it was."""
        module = known["module"]
        gone = module and self._get_module_state(module) != "installed"
        return {
            "status": "removed",
            "is_module_update": bool(gone),
            "current_values": False,
            "current_hash": False,
            "changed_by_id": False,
            "changed_on": fields.Datetime.now(),
        }

    def _get_module_state(self, name):
        return self.env["ir.module.module"].sudo()._get(name).state

    def _store_findings(self, found, new):
        items = self.env["crm.facilitation.config.item"].sudo()
        for item_id, values in found.items():
            item = items.browse(item_id)
            if item.task_id and values.get("task_id") is not None and not values["task_id"]:
                values.pop("task_id")
            item.write(values)
            item.feature_ids._mark_configuration_changed(item)
        items.create(new)
        self.sudo().feature_ids._link_config_items()

    @api.model
    def _cron_config_scan(self):
        """Scan every roll-out with a baseline; one that fails does not stop the others."""
        projects = self.sudo().search([("is_facilitation", "=", True), ("config_baseline_on", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(projects))
        failed = self.browse()
        for project in projects:
            try:
                with self.env.cr.savepoint():
                    project._scan()
            except Exception:
                _logger.exception("The configuration of roll-out %s could not be scanned", project.id)
                failed |= project
            self.env["ir.cron"]._commit_progress(1)
        return failed


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
