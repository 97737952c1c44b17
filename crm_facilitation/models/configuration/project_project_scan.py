import logging
from collections import Counter
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.configuration.fingerprint import changed_fields, extended, fingerprint
from ...tools.configuration.renumbering import Place, place_of, put_back
from ...tools.configuration.scan import is_older, likely_task, trail, words

_logger = logging.getLogger(__name__)

NO_FINDING = {
    "status": "unchanged",
    "is_module_update": False,
    "current_values": None,
    "current_hash": None,
    "changed_by_id": None,
    "changed_on": None,
    "changed_after": None,
    "task_id": None,
}


class ProjectProject(models.Model):
    """The scan: what of the CRM's configuration is new, changed or removed since the baseline, by whom, for what.

    Read and written model by model, a fixed number of statements each, whatever the number of records. It runs each
    night, and takes the baseline of a roll-out whose first session began without one.
    """

    _inherit = "project.project"

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

    def action_config_scan(self) -> dict:
        """Compare the configuration with the baseline, and say what was found."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for project in self:
            if not project.config_baseline_on:
                raise UserError(self.env._("Take the baseline of “%s” first: a scan compares with it.", project.name))
            project._scan()
        count = sum(self.mapped("untraced_count"))
        message = self.env._("Nothing is configured that nobody asked for.")
        if count:
            message = self.env._("Configured, and not traced to a need yet: %s", count)
        params = {"message": message, "type": "warning" if count else "success"}
        params["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _scan(self):
        self.ensure_one()
        self._lock_configuration()
        self.env["crm.facilitation.config.item"].flush_model()
        works, seen, found = self._read_works(), set(), Counter()
        since = self.config_scanned_on or self.config_baseline_on
        for watch, readings in self.env["crm.facilitation.config.reader"]._read_watched(self.company_id):
            seen.add(watch.model)
            found += self._scan_model(
                watch.model, readings, works, is_fresh_watch=watch.write_date > since, unseen=watch._get_unseen_ids()
            )
        for model in self._read_item_models() - seen:
            if model not in self.env:
                found += self._scan_model(model, [], works)
        self._finish_scan(found)

    def _finish_scan(self, found):
        """Let what hangs on the items follow them, and put on record what this scan found first."""
        self.env.invalidate_all()
        # what a scan found is noted, and not filled in by hand
        project_sudo = self.sudo()
        project_sudo.feature_ids._link_config_items()
        project_sudo._mark_traced_elsewhere()
        project_sudo.feature_ids._mark_configuration_changed()
        project_sudo.config_scanned_on = fields.Datetime.now()
        if found:
            self.env["crm.facilitation.event"]._record(self, "config_scan", dict(found))

    def _scan_model(self, model, readings, works, is_fresh_watch=False, unseen=()):
        """Compare one model with its items and store what differs; how much of each status was found.

        :param is_fresh_watch: what is watched of the model was extended since the last scan, so that records may appear
            which were there at the baseline
        :param unseen: ids of records that are there and that whoever set the watch may not read: nothing is said of them
        """
        known = self._read_known(model)
        digests = {reading.id: fingerprint(reading.values) for reading in readings}
        baseline = self._read_values(
            "baseline_values",
            [item.id for record, item in known.items() if self._may_differ(item, digests.get(record))],
        )
        as_read, readings = readings, self._put_back(readings, known, baseline)
        moved = [now for was, now in zip(as_read, readings, strict=True) if now is not was]
        digests |= {reading.id: fingerprint(reading.values) for reading in moved}
        late, new, updates, rebased = [], [], [], []
        for reading in readings:
            item, digest = known.pop(reading.id, None), digests[reading.id]
            if item is None and is_fresh_watch and is_older(reading, self.config_baseline_on):
                late.append(self._prepare_baseline_item(reading))
            elif item is None:
                new.append(self._prepare_new(reading, digest, works))
            elif digest in (item.baseline_hash, item.current_hash) or item.id in baseline or not item.baseline_hash:
                values, base = self._compare(item, reading, digest, baseline.get(item.id), works)
                updates += values
                rebased += base
        missing = {record: item for record, item in known.items() if record not in unseen}
        updates += self._prepare_removals(model, missing, works)
        self._insert_items(late)
        self._insert_items(new)
        self._rebase_items(rebased)
        self._update_items(updates)
        return Counter(row["status"] for row in [*new, *updates] if row["status"] != "unchanged")

    @api.model
    def _may_differ(self, item, digest):
        return bool(digest and item.baseline_hash and digest != item.baseline_hash)

    def _put_back(self, readings, known, baseline):
        """The readings, with the place that is known of each where only others, which came or moved, changed it."""
        elsewhere = self._read_found_elsewhere(list(baseline))
        items = {
            reading.id: item
            for reading in readings
            if place_of(reading.values) is not None and (item := known.get(reading.id))
        }
        late = {item.id for item in items.values() if not item.baseline_hash}
        found = self._read_values("current_values", list(elsewhere | late))
        places = [
            Place(
                reading.id,
                place_of(reading.values),
                place_of(baseline.get(item.id) or reading.values) if item.baseline_hash else None,
                item.place,
                place_of(found.get(item.id) or {}),
            )
            for reading in readings
            if (item := items.get(reading.id))
        ]
        self._note_places({items[one.record].id: one.now for one in places if one.now != one.last})
        where = put_back(places)
        return [
            replace(reading, values=reading.values | {"sequence": where[reading.id]})
            if where.get(reading.id) not in (None, place_of(reading.values))
            else reading
            for reading in readings
        ]

    def _compare(self, item, reading, digest, before, works):
        """What to write on the item of a record that is still there: lists of an update and of a new baseline."""
        if before is not None:
            touched = reading.write_date != item.baseline_write_date
            base = extended(before, reading.values)
            changed = bool(changed_fields(before, reading.values, touched))
            rebased = (
                [{"id": item.id, "baseline_values": base, "baseline_hash": fingerprint(base)}]
                if set(base) != set(before)
                else []
            )
            if not changed:
                return (
                    [{"id": item.id, "name": reading.name} | NO_FINDING] if item.status != "unchanged" else []
                ), rebased
            if digest == item.current_hash and item.status != "removed":
                return [], rebased
            return [self._prepare_found(item, reading, digest, works)], rebased
        if item.baseline_hash:
            return ([{"id": item.id, "name": reading.name} | NO_FINDING] if item.status != "unchanged" else []), []
        if digest == item.current_hash and item.status != "removed":
            return [], []
        return [self._prepare_found(item, reading, digest, works)], []

    def _prepare_new(self, reading, digest, works):
        finding = self._prepare_finding(None, reading, digest, works)
        return self._prepare_item(reading) | finding | {"is_untraced": not finding["is_module_update"]}

    def _prepare_found(self, item, reading, digest, works):
        return {"id": item.id, "name": reading.name} | self._prepare_finding(item, reading, digest, works)

    def _prepare_finding(self, item, reading, digest, works):
        way = trail(item, reading)
        moment = way.moment and way.moment.replace(microsecond=0)
        models_meant = {reading.model, reading.subject}
        task = way.user and moment and likely_task(works, way.user, moment, models_meant, words(reading.name))
        return {
            "status": "changed" if item and item.baseline_hash else "new",
            "is_module_update": way.by_module,
            "current_values": reading.values,
            "current_hash": digest,
            "changed_by_id": way.user,
            "changed_on": moment or fields.Datetime.now(),
            "changed_after": None if moment else self.config_scanned_on or self.config_baseline_on,
            "task_id": task or None,
        }

    @api.model
    def _cron_config_scan(self):
        """Scan every roll-out that has begun; one that fails does not stop the others and is named in the log."""
        # the nightly run scans for everybody
        projects_sudo = self.sudo().search(
            [
                ("is_facilitation", "=", True),
                ("is_template", "=", False),
                "|",
                ("config_baseline_on", "!=", False),
                ("session_ids.state", "in", ("running", "closed")),
            ]
        )
        return self.env["ir.cron"]._run_each(
            projects_sudo,
            lambda project: project._scan_nightly(),
            _logger,
            "The configuration of roll-out %s could not be scanned",
        )

    def _scan_nightly(self):
        self.ensure_one()
        if self.config_baseline_on:
            self._scan()
        else:
            self._take_baseline({"by": "kick-off"})
