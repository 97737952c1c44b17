import json

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.configuration.scan import Known, Work, likely_task, words


class ProjectProject(models.Model):
    """What a scan knows before it looks: the items, who worked on what; and the records that are not there any more."""

    _inherit = "project.project"

    def _read_item_models(self):
        query = "SELECT DISTINCT res_model FROM crm_facilitation_config_item WHERE project_id = %s"
        self.env.cr.execute(SQL(query, self.id))
        return {model for (model,) in self.env.cr.fetchall()}

    def _read_known(self, model):
        """The items of one model, by the id of their record."""
        self.env.cr.execute(
            SQL(
                "SELECT res_id, id, status, is_module_update, baseline_hash, current_hash, baseline_write_date, module,"
                " removed_by_id, removed_on, name, subject, place FROM crm_facilitation_config_item"
                " WHERE project_id = %s AND res_model = %s",
                self.id,
                model,
            )
        )
        return {record: Known(*columns) for record, *columns in self.env.cr.fetchall()}

    @api.model
    def _read_values(self, name, ids):
        """``{item: values}`` of the field called ``name``: values at the baseline, or as the last scan saw them."""
        if not ids:
            return {}
        query = SQL("SELECT id, %s FROM crm_facilitation_config_item WHERE id IN %s", SQL.identifier(name), tuple(ids))
        return dict(self.env.execute_query(query))

    @api.model
    def _read_found_elsewhere(self, ids):
        """Ids of those of the items that a scan before has found in another place than at the baseline."""
        if not ids:
            return set()
        query = (
            "SELECT id FROM crm_facilitation_config_item WHERE id IN %s AND status = 'changed'"
            " AND current_values -> 'sequence' <> baseline_values -> 'sequence'"
        )
        self.env.cr.execute(SQL(query, tuple(ids)))
        return {item for (item,) in self.env.cr.fetchall()}

    @api.model
    def _note_places(self, places):
        """Keep where records stand (``{item: sequence}``): the next scan asks who was moved since."""
        if places:
            query = "UPDATE crm_facilitation_config_item i SET place = r.place FROM (VALUES %s) AS r(id, place)"
            rows = SQL(", ").join(SQL("(%s, %s)", item, place) for item, place in places.items())
            self.env.cr.execute(SQL(f"{query} WHERE i.id = r.id", rows))

    def _read_works(self):
        # who had which task in progress is the server's own note
        works_sudo = self.env["crm.facilitation.work"].sudo().search([("task_id.project_id", "=", self.id)])
        about = {
            task: (
                frozenset(task.facilitation_need_ids.target_model_id.mapped("model")),
                words(" ".join([task.name, *task.facilitation_need_ids.mapped("name")])),
            )
            for task in works_sudo.task_id
        }
        return [
            Work(work.task_id.id, work.user_id.id, work.date_start, work.date_end or None, *about[work.task_id])
            for work in works_sudo
        ]

    def _prepare_removals(self, model, missing, works):
        """Updates of the items whose records the reader did not meet (``{record id: item}``).

        A record that is still there, but that the list of watched models leaves out now, is no finding unless it was
        written since: then it was taken out of the common configuration.
        """
        missing = {record: item for record, item in missing.items() if item.status != "removed"}
        present = self._read_write_dates(model, list(missing))
        gone = {
            record: item for record, item in missing.items() if present.get(record, False) != item.baseline_write_date
        }
        dropped = self._drop_passing([item.id for item in gone.values() if not item.baseline_hash])
        return [self._prepare_removed(model, item, works) for item in gone.values() if item.id not in dropped]

    @api.model
    def _drop_passing(self, ids):
        """Forget what came and went between baseline and scan, unless a feature keeps it; the ids forgotten."""
        if not ids:
            return set()
        query = "DELETE FROM crm_facilitation_config_item WHERE id IN %s AND feature_id IS NULL RETURNING id"
        self.env.cr.execute(SQL(query, tuple(ids)))
        return {item for (item,) in self.env.cr.fetchall()}

    @api.model
    def _read_write_dates(self, model, ids):
        if not ids or model not in self.env or not self.env[model]._log_access:
            return {}
        table = SQL.identifier(self.env[model]._table)
        self.env.cr.execute(SQL("SELECT id, write_date FROM %s WHERE id IN %s", table, tuple(ids)))
        return dict(self.env.cr.fetchall())

    def _prepare_removed(self, model, item, works):
        moment = item.removed_on or fields.Datetime.now()
        user = item.removed_by
        by_module = bool(item.module) and not user and self._module_moved(item.module)
        task = user and likely_task(works, user, moment, {model, item.subject}, words(item.name or ""))
        return {
            "id": item.id,
            "name": item.name,
            "status": "removed",
            "is_module_update": by_module,
            "current_values": None,
            "current_hash": None,
            "changed_by_id": user,
            "changed_on": moment,
            "changed_after": None if item.removed_on else self.config_scanned_on or self.config_baseline_on,
            "task_id": task or None,
        }

    def _module_moved(self, name):
        """Whether a module is not installed any more, or was installed or updated since the last scan.

        What an update or removal of a module takes away has nobody who removed it: the noting waits for the registry.
        """
        # modules are the system administrator's
        module = self.env["ir.module.module"].sudo()._get(name)
        since = self.config_scanned_on or self.config_baseline_on
        return module.state != "installed" or module.write_date >= since

    def _get_other_rollouts(self):
        """The roll-outs of this database that watch the same configuration."""
        # roll-outs of other companies watch the same configuration
        return self.sudo().search([("config_baseline_on", "!=", False), ("id", "not in", self.ids)]) if self else self

    def _mark_traced_elsewhere(self):
        """What another roll-out has confirmed in this very state was asked for there."""
        if self:
            self.env["crm.facilitation.config.item"].flush_model()
            self.env["crm.facilitation.feature"].flush_model()
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_facilitation_config_item i SET elsewhere_feature_id = f.id, is_untraced = FALSE"
                    " FROM crm_facilitation_feature f WHERE i.project_id IN %s AND i.is_untraced"
                    " AND f.project_id <> i.project_id AND f.state = 'confirmed'"
                    " AND f.res_model = i.res_model AND f.res_id = i.res_id"
                    " AND f.confirmed_hash = CASE i.status WHEN 'removed' THEN 'removed' ELSE i.current_hash END",
                    tuple(self.ids),
                )
            )
            self.env["crm.facilitation.config.item"].invalidate_model(["elsewhere_feature_id", "is_untraced"])

    @api.model
    def _rebase_items(self, rows):
        """Give items the baseline of fields that came under watch after it (``{id, baseline_values, ...}``)."""
        if rows:
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_facilitation_config_item i SET baseline_values = r.baseline_values,"
                    " baseline_hash = r.baseline_hash FROM"
                    " jsonb_to_recordset(%s::jsonb) AS r(id int, baseline_values jsonb, baseline_hash varchar)"
                    " WHERE i.id = r.id",
                    json.dumps(rows, default=str),
                )
            )
