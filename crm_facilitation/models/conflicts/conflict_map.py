from itertools import combinations, product

from odoo import api, models

from ...tools.conflicts.polarisation import camps
from ...tools.conflicts.situation import SEVERITIES
from .conflict import UNSETTLED


class CrmFacilitationConflict(models.Model):
    """The picture of conflicts: who stands against whom, and which need against which."""

    _inherit = "crm.facilitation.conflict"

    @api.model
    @api.readonly
    def get_map(self, project_id: int | bool = False) -> dict:
        """What the conflict map draws, of the conflicts the caller may see.

        :return: ``{projects, project_id, departments, needs}``; the last two ``{axis: [{id, name}], cells: [{a, b,
            count, worst, ids}]}``, each unordered pair once, a = b where a conflict touches one alone
        """
        rollouts = self.env["project.project"].search([("is_facilitation", "=", True)])
        projects = rollouts.filtered("conflict_ids")._sort_by_work()
        project = projects.browse(project_id) if project_id else projects[:1]
        conflicts = self.search([("project_id", "=", project.id), ("state", "in", UNSETTLED)])
        return {
            "projects": [{"id": p.id, "name": p.display_name} for p in projects],
            "project_id": project.id,
            "departments": conflicts._map_by("department_ids"),
            "needs": conflicts._map_by("need_ids"),
        }

    def _map_by(self, name):
        cells, axis = {}, self[name]
        for conflict in self:
            for pair in conflict._get_pairs(name):
                cells.setdefault(pair, self.browse())
                cells[pair] |= conflict
        return {
            "axis": [{"id": record.id, "name": record.display_name} for record in axis.sorted("id")],
            "cells": [self._map_cell(pair, conflicts) for pair, conflicts in sorted(cells.items())],
        }

    def _get_pairs(self, name):
        """Who stands against whom: ids, the lower one first; a pair of the same twice for what touches one alone."""
        ids = sorted(self[name].ids)
        if name == "department_ids" and self.kind == "polarised_vote" and self.facts:
            low, high = camps({mean[0]: mean[1] for mean in self.facts["means"] if mean[0]})
            return sorted({(min(pair), max(pair)) for pair in product(low, high)}) or [(one, one) for one in ids]
        # a clash of many needs is drawn on the diagonal: it is not about any one pair
        return list(combinations(ids, 2)) if 1 < len(ids) <= 6 else [(one, one) for one in ids]

    def _map_cell(self, pair, conflicts):
        return {
            "a": pair[0],
            "b": pair[1],
            "count": len(conflicts),
            "worst": SEVERITIES[max(conflicts.mapped("severity_rank"))],
            "ids": conflicts.ids,
        }
