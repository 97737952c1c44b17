from odoo import api, models

COLUMNS = ("goal", "need", "task", "feature", "config", "kpi")
MODELS = {
    "crm.facilitation.goal": "goal",
    "crm.facilitation.need": "need",
    "project.task": "task",
    "crm.facilitation.feature": "feature",
    "crm.facilitation.config.item": "config",
    "crm.facilitation.kpi": "kpi",
}


class CrmFacilitationTraceMap(models.AbstractModel):
    """The trace as a picture: nodes in columns, edges between them, gaps and questions marked.

    Read-only: it reads what the caller may read, in a number of queries that does not depend on the sizes.
    """

    _name = "crm.facilitation.trace.map"
    _description = "Facilitation Trace Map"

    @api.model
    def _open_map(self, record):
        action = self.env["ir.actions.client"]._for_xml_id("crm_facilitation.trace_map_action")
        return action | {"params": {"model": record._name, "id": record.id}, "display_name": record.display_name}

    @api.model
    @api.readonly
    def get_map(self, res_model, res_id):
        """The map of a roll-out, or of what hangs together with one goal, need, task, feature, item or KPI.

        :return: ``{columns, nodes: [{key, column, model, id, name, mark}], edges: [[from, to]]}``; ``mark`` is
            ``gap``, ``suspect`` or empty.
        """
        record = self.env[res_model].browse(res_id)
        record.check_access("read")
        project = record if res_model == "project.project" else record.project_id
        groups = self._read_groups(project)
        edges = self._get_edges(groups)
        nodes = self._get_nodes(groups, edges)
        if res_model in MODELS:
            kept = _connected(f"{MODELS[res_model]}-{res_id}", edges)
            nodes = [node for node in nodes if node["key"] in kept]
            edges = [edge for edge in edges if edge[0] in kept and edge[1] in kept]
        return {"name": record.display_name, "columns": list(COLUMNS), "nodes": nodes, "edges": edges}

    @api.model
    def _read_groups(self, project):
        needs = self.env["crm.facilitation.need"].search(
            [("project_id", "=", project.id), ("state", "not in", ("rejected", "merged"))]
        )
        features = self.env["crm.facilitation.feature"].search([("project_id", "=", project.id)])
        groups = {
            "goal": project.goal_ids,
            "need": needs,
            "task": self.env["project.task"].search(
                [("project_id", "=", project.id), ("is_configuration_task", "=", True)]
            ),
            "feature": features,
            "config": features.config_item_id,
        }
        if "crm.facilitation.kpi" in self.env:
            groups["kpi"] = self.env["crm.facilitation.kpi"].search([("project_id", "=", project.id)])
        return groups

    @api.model
    def _get_edges(self, groups):
        edges = [(f"goal-{goal.id}", f"need-{need.id}") for need in groups["need"] for goal in need.goal_ids]
        edges += [
            (f"need-{need.id}", f"task-{task.id}") for task in groups["task"] for need in task.facilitation_need_ids
        ]
        edges += [(f"task-{feature.task_id.id}", f"feature-{feature.id}") for feature in groups["feature"]]
        edges += [
            (f"feature-{feature.id}", f"config-{feature.config_item_id.id}")
            for feature in groups["feature"]
            if feature.config_item_id
        ]
        edges += [(f"goal-{kpi.goal_id.id}", f"kpi-{kpi.id}") for kpi in groups.get("kpi", ()) if kpi.goal_id]
        present = {f"{column}-{record.id}" for column, records in groups.items() for record in records}
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
        if column == "need" and record.state == "accepted" and key not in onward:
            return "gap"
        if column == "task" and key not in onward and not record.nothing_to_configure:
            return "gap"
        if column == "feature" and not record.need_ids:
            return "gap"
        return "gap" if column == "goal" and key not in linked else ""


def _connected(start, edges):
    """Keys before and after ``start`` in the chain; a KPI also reaches what its goal asked for."""
    forward, backward = {}, {}
    for source, target in edges:
        forward.setdefault(source, []).append(target)
        backward.setdefault(target, []).append(source)
    kept = _reach(start, backward)
    roots = [key for key in kept if key.startswith("goal-")] if start.startswith("kpi-") else [start]
    for root in roots:
        kept |= _reach(root, forward)
    return kept | {start}


def _reach(start, neighbours):
    seen, waiting = {start}, [start]
    while waiting:
        for key in neighbours.get(waiting.pop(), ()):
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    return seen
