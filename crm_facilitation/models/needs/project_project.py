from odoo import models
from odoo.fields import Domain

from ...tools.readiness import Check

# what was raised in a session that did not take place waits for nobody; what was accepted is a promise
HELD = Domain("session_id.state", "!=", "cancelled") | Domain("state", "=", "accepted")


class ProjectProject(models.Model):
    """The needs of a roll-out, and what they mean for its launch."""

    _inherit = "project.project"

    def _search_needs(self, domain, limit=None):
        """Needs of the roll-out, whoever may read them, as the caller's records."""
        # what stands in the way does so whoever may read it
        needs_sudo = self.env["crm.facilitation.need"].sudo()
        return needs_sudo.search([("project_id", "=", self.id), *domain], limit=limit).with_env(self.env)

    def _search_accepted(self, domain, limit=None):
        """Accepted needs of the roll-out: a promise, which archiving it does not take back."""
        everything = self.with_context(active_test=False)
        return everything._search_needs([("state", "=", "accepted"), *domain], limit=limit).with_env(self.env)

    def _has_accepted(self):
        return self._search_accepted([], limit=1)

    def _has_needs(self):
        return self.with_context(active_test=False)._search_needs([], limit=1)

    def _launch_foundations(self):
        accepted = bool(self._search_needs([("state", "=", "accepted")], limit=1))
        return [*super()._launch_foundations(), (self.env._("accepted needs"), accepted)]

    def _get_readiness_checks(self):
        _ = self.env._
        return [
            *super()._get_readiness_checks(),
            Check(
                "departments",
                20,
                _("Every affected department took part and raised or supported something"),
                self._missing_departments,
                self._affected_departments,
                _("Affected departments that did not take part, or asked for nothing"),
            ),
            Check(
                "goals_served",
                55,
                _("Every goal has an accepted need that serves it"),
                self._unserved_goals,
                self._living_goals,
                _("Goals that no accepted need serves"),
            ),
            Check(
                "needs_decided",
                30,
                _("Every need is decided"),
                self._undecided_needs,
                self._has_needs,
                _("Needs that are not decided"),
            ),
            Check(
                "suspect_needs",
                110,
                _("No planned need is under question"),
                self._suspect_needs,
                self._has_accepted,
                _("Planned needs under question"),
            ),
        ]

    def _affected_departments(self):
        # the list of the roll-out is the same for everybody, archived ones too: their people were promised to be heard
        return self.sudo().affected_department_ids

    def _missing_departments(self):
        """Affected departments nobody joined for, or that neither raised nor supported a need.

        People of a department cover those above it: a department is the departments in it too. Not the other way round.
        """
        # what stands in the way does so whoever may read it; who took part and what was raised stays so when archived
        people_sudo = self.env["crm.facilitation.participant"].sudo().with_context(active_test=False)
        joined = people_sudo._read_group(
            [("project_id", "=", self.id), ("attendance", "=", "joined"), ("session_id.state", "!=", "cancelled")],
            ["department_id"],
        )
        # the same
        needs_sudo = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        ours = [("project_id", "=", self.id)]
        raised = {department.id for [department] in needs_sudo._read_group(ours, ["department_id"])}
        supporters_sudo = people_sudo.browse(
            [person.id for [person] in needs_sudo._read_group(ours, ["supporter_ids"]) if person]
        )
        spoke = raised | set(supporters_sudo.department_id.ids)
        present = [department.parent_path for [department] in joined if department.id in spoke]
        missing = self._affected_departments().filtered(
            lambda one: not any(path.startswith(one.parent_path) for path in present)
        )
        return missing.with_env(self.env)

    def _unserved_goals(self):
        """Goals that nothing accepted leads to: they are wished for, and nobody does anything about them."""
        served = self._search_accepted([("goal_ids", "!=", False)])
        # goals of needs that the caller may not read are served too
        return (self._living_goals() - served.sudo().goal_ids).with_env(self.env)

    def _undecided_needs(self):
        return self.with_context(active_test=False)._search_needs([*(HELD & Domain("state", "=", "raised"))])

    def _suspect_needs(self):
        kept = Domain("active", "=", True) | Domain("state", "=", "accepted")
        return self._search_needs([*(HELD & kept & Domain("is_suspect", "=", True) & Domain("task_ids", "!=", False))])
