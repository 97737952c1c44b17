from collections import Counter

from odoo import api, models

from ...tools.discussion.heard import OTHERS, Said, heard, shown_rows
from ...tools.discussion.unsaid import estimate_unsaid
from ...tools.sessions.identity import OBSERVER
from ...tools.small_groups import MIN_CELL


class CrmFacilitationSession(models.Model):
    """The map of the unheard: which departments have spoken of which areas of the CRM, shown while all are in the room.

    An area is a tag of needs: the customer's own words for the parts of the CRM, which people choose themselves; a
    target model is filled in by few, and late.

    Invariants: no cell tells of one or two people, nor does one follow by subtraction; an anonymous need counts to its
    department only, as far as that is shown on the need, and not to the estimate.
    """

    _inherit = "crm.facilitation.session"

    @api.readonly
    def heard_map(self) -> dict:
        """Who was heard about what, and how many needs are probably still unsaid.

        :return: ``{departments: [{id, name, people}], areas: [{id, name}], cells: [{department_id, area_id, needs,
            people}], silent: [{department_id, area_id}], unsaid: {estimate, low, high} | None}``. ``department_id`` is
            False for small departments taken together, ``area_id`` is False for a department as a whole. A need counts
            where somebody of the department raised or supports it, in each of its areas; ``people`` are those who did
            so by name. A cell that is in neither list would tell of one or two people. ``unsaid`` is None where fewer
            than three people spoke, or too little was named twice; numbers of needs.
        """
        self.ensure_one()
        self.check_access("read")
        needs_sudo = self._search_said()
        people_sudo = self._search_speakers(needs_sudo)
        sizes = Counter(person.department_id.id or OTHERS for person in people_sudo)
        # names of departments and tags alone are shown
        sizes.update(dict.fromkeys(self._find_absent_departments(people_sudo).ids, 0))
        rows, said = shown_rows(sizes), self._collect_said(needs_sudo)
        tags = self.env["crm.facilitation.need.tag"].search([])
        cells = heard(said, rows, tags.ids)
        return {
            "departments": self._describe_rows(rows, sizes),
            "areas": [{"id": tag.id, "name": tag.name} for tag in tags],
            "cells": [self._place(cell) | {"needs": cell.needs, "people": cell.people} for cell in cells],
            "silent": [self._place(cell) for cell in cells if cell.is_silent],
            "unsaid": self._estimate_unsaid(needs_sudo),
        }

    @api.model
    def _place(self, cell):
        return {"department_id": cell.department or False, "area_id": cell.area or False}

    def _search_said(self):
        """All needs of the session, with superuser rights; what was put away or became part of another was said too."""
        # figures are shown of all needs, whoever may read them
        needs_sudo = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        return needs_sudo.search([("session_id", "=", self.id)], order="id")

    def _search_speakers(self, needs):
        """Those who can speak in the session, and those who have."""
        # participants are counted, also those that the caller may not read
        people_sudo = self.env["crm.facilitation.participant"].sudo().with_context(active_test=False)
        own_sudo = people_sudo.search([("session_id", "=", self.id), ("role", "!=", OBSERVER)])
        spoke = needs.author_id | needs.supporter_ids
        return own_sudo._filter_reached() | (own_sudo & spoke)

    def _find_absent_departments(self, people):
        """Affected departments from which nobody takes part, neither of them nor of one below."""
        # the list of the roll-out is the same for everybody
        affected_sudo = self.sudo().project_id.with_context(active_test=False).affected_department_ids
        paths = [path for path in people.department_id.mapped("parent_path") if path]
        return affected_sudo.filtered(lambda one: not any(path.startswith(one.parent_path) for path in paths))

    @api.model
    def _get_root(self, need):
        while need.merged_into_id:
            need = need.merged_into_id
        return need.id

    @api.model
    def _collect_said(self, needs):
        """What was said, one entry a need: those that became one count once where the same people spoke."""
        said = []
        for need in needs:
            spoke = need.author_id | need.supporter_ids
            is_unnamed = not need.author_id and need.department_id
            said.append(
                Said(
                    self._get_root(need),
                    {person.partner_id.id: person.department_id.id or OTHERS for person in spoke},
                    frozenset() if need.is_anonymous else frozenset(need.tag_ids.ids),
                    frozenset(need.department_id.ids) if is_unnamed else frozenset(),
                )
            )
        return said

    @api.model
    def _estimate_unsaid(self, needs):
        people_of = {}
        for need in needs.filtered(lambda need: not need.is_anonymous):
            spoke = (need.author_id | need.supporter_ids).partner_id
            people_of[self._get_root(need)] = people_of.get(self._get_root(need), spoke.browse()) | spoke
        everybody = set().union(*(people.ids for people in people_of.values()))
        unsaid = estimate_unsaid(map(len, people_of.values())) if len(everybody) >= MIN_CELL else None
        return unsaid and {"estimate": unsaid.estimate, "low": unsaid.low, "high": unsaid.high}

    @api.model
    def _describe_rows(self, rows, sizes):
        people = Counter()
        for department, row in rows.items():
            people[row] += sizes[department]
        # names of departments alone are shown
        departments_sudo = self.env["hr.department"].sudo().browse([row for row in people if row])
        described = [
            {"id": department.id, "name": department.name, "people": people[department.id]}
            for department in departments_sudo.sorted("name")
        ]
        if OTHERS in people:
            described.append({"id": False, "name": self.env._("Small departments together"), "people": people[OTHERS]})
        return described
