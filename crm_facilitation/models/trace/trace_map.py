from odoo import api, models
from odoo.exceptions import UserError

COLUMNS = ("goal", "need", "task", "feature", "config", "kpi")
MODELS = {
    "goal": "crm.facilitation.goal",
    "need": "crm.facilitation.need",
    "task": "project.task",
    "feature": "crm.facilitation.feature",
    "config": "crm.facilitation.config.item",
    "kpi": "crm.facilitation.kpi",
}


class CrmFacilitationTraceMap(models.AbstractModel):
    """The trace as a picture: nodes in columns, edges between them, gaps and questions marked.

    Read-only: it shows what the caller may read and leaves the rest out, in a number of queries that does not depend
    on the sizes. From a single record only what hangs together with it is read, not its whole roll-out.
    """

    _name = "crm.facilitation.trace.map"
    _description = "Facilitation Trace Map"

    @api.model
    def _open_map(self, record):
        action = self.env["ir.actions.client"]._for_xml_id("crm_facilitation.trace_map_action")
        return action | {"params": {"model": record._name, "id": record.id}, "display_name": record.display_name}

    @api.model
    @api.readonly
    def get_map(self, res_model: str, res_id: int) -> dict:
        """The map of a roll-out, or of what hangs together with one goal, need, task, feature, finding or KPI.

        :return: ``{name, start, columns, nodes: [{key, column, model, id, name, mark}], edges: [[from, to]]}``;
            ``mark`` is ``gap``, ``suspect`` or empty, ``start`` the key of the record or False.
        """
        if res_model != "project.project" and res_model not in MODELS.values():
            raise UserError(self.env._("There is no trace map of this kind of record."))
        record = self.env[res_model].browse(res_id)
        record.check_access("read")
        groups = self._read_rollout(record) if res_model == "project.project" else self._read_around(record)
        edges = self._get_edges(groups)
        column = next((column for column, model in MODELS.items() if model == res_model), False)
        return {
            "name": record.display_name,
            "start": column and f"{column}-{res_id}",
            "columns": list(COLUMNS),
            "nodes": self._get_nodes(groups, edges),
            "edges": edges,
        }

    @api.model
    def _read_rollout(self, project):
        """``{column: records}`` of a whole roll-out, with the findings that nobody asked for."""
        ours = [("project_id", "=", project.id)]
        domains = {
            "goal": [("relevance", "!=", "obsolete")],
            # an accepted need is a promise archived too, a cancelled task answers nothing
            "need": [
                "|",
                ("state", "=", "accepted"),
                "&",
                ("active", "=", True),
                ("state", "in", ("raised", "deferred")),
            ],
            "task": [("is_configuration_task", "=", True), ("state", "!=", "1_canceled")],
            "feature": [],
            "config": ["|", ("feature_ids", "!=", False), ("is_untraced", "=", True)],
            "kpi": [],
        }
        return {
            column: self.env[model].search([*ours, *domains[column]])
            if self.env[model].has_access("read")
            else self.env[model]
            for column, model in MODELS.items()
        }

    @api.model
    def _read_around(self, record):
        """``{column: records}`` before and after one record, down to the KPIs of the goals behind it."""
        # links are followed through records that the caller may not read; what is shown is filtered below
        record_sudo = record.sudo()
        goals, needs, tasks, features = self._walk(record_sudo)
        items = features.config_item_id
        kpis_sudo = self.env[MODELS["kpi"]].sudo().search([("goal_id", "in", goals.ids)])
        found = {
            "goal": goals,
            "need": needs,
            "task": tasks,
            "feature": features,
            "config": items | record_sudo if record_sudo._name == items._name else items,
            "kpi": kpis_sudo | record_sudo if record_sudo._name == kpis_sudo._name else kpis_sudo,
        }
        return {
            column: records.sudo(False)._filtered_access("read") if self.env[MODELS[column]].has_access("read")
            else self.env[MODELS[column]]
            for column, records in found.items()
        }  # fmt: skip

    @api.model
    def _walk(self, record):
        """Goals, needs, tasks and features before and after ``record``."""
        column = next(column for column, model in MODELS.items() if model == record._name)
        if column in ("feature", "config"):
            features = record if column == "feature" else record.feature_ids
            return features.need_ids.goal_ids, features.need_ids, features.task_id, features
        if column == "task":
            return record.facilitation_need_ids.goal_ids, record.facilitation_need_ids, record, record.feature_ids
        if column == "need":
            return record.goal_ids, record, record._get_live_tasks(), record.feature_ids
        goals = record if column == "goal" else record.goal_id
        needs = goals.need_ids.filtered(lambda need: need.state not in ("rejected", "merged"))
        return goals, needs, needs._get_live_tasks(), needs.feature_ids

    @api.model
    def _get_edges(self, groups):
        edges = [(f"goal-{goal}", f"need-{need.id}") for need in groups["need"] for goal in need.goal_ids.ids]
        # links, whichever end may be read; those to what is not shown are left out below
        edges += [
            (f"need-{need}", f"task-{task.id}")
            for task in groups["task"]
            for need in task.sudo().facilitation_need_ids.ids
        ]
        for feature_sudo in groups["feature"].sudo():
            edges.append((f"task-{feature_sudo.task_id.id}", f"feature-{feature_sudo.id}"))
            edges.append((f"feature-{feature_sudo.id}", f"config-{feature_sudo.config_item_id.id}"))
        edges += [(f"goal-{kpi.goal_id.id}", f"kpi-{kpi.id}") for kpi in groups["kpi"]]
        present = {f"{column}-{record_id}" for column, records in groups.items() for record_id in records.ids}
        return [list(edge) for edge in edges if edge[0] in present and edge[1] in present]

    @api.model
    def _get_nodes(self, groups, edges):
        linked = {key for edge in edges for key in edge}
        onward = {edge[0] for edge in edges}
        return [
            {
                "key": f"{column}-{record.id}",
                "column": column,
                "model": record._name,
                "id": record.id,
                "name": record.display_name,
                "mark": self._get_mark(column, record, linked, onward),
            }
            for column, records in groups.items()
            for record in records
        ]

    @api.model
    def _get_mark(self, column, record, linked, onward):
        key = f"{column}-{record.id}"
        if column in ("need", "feature") and record.is_suspect:
            return "suspect"
        # a gap is a gap, whoever may read what would close it
        gaps = {
            "goal": lambda: key not in onward,
            "need": lambda: record.state == "accepted" and not record.sudo()._get_live_tasks(),
            "task": lambda: key not in onward and not record.nothing_to_configure,
            "feature": lambda: not record.sudo().need_ids,
            "config": lambda: key not in linked,
        }
        return "gap" if column in gaps and gaps[column]() else ""
