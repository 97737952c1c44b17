from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# a scan older than this says nothing about the configuration of today
SCAN_AGE = timedelta(hours=24)
# a cancelled task answers no need and is not waited for
LIVE = Domain("state", "!=", "1_canceled")
# what has to have a finished task that needed no change of the CRM, where it has no feature
NOTHING_TO_CONFIGURE = Domain("state", "=", "1_done") & Domain("nothing_to_configure", "not in", [False, ""])


class ProjectProject(models.Model):
    """The readiness list ("equilibrium"): what must hold before launch, one small method per check.

    Another room adds a check by inheriting :meth:`facilitation_readiness`, and what a roll-out cannot be launched
    without by inheriting :meth:`_launch_foundations`. Each check is one search, whatever the size of the roll-out.
    """

    _inherit = "project.project"

    @api.readonly
    def facilitation_readiness(self):
        """What must hold before launch.

        :return: list of ``{code, name, ok, count, action}``: ``count`` is the number of records that stand in the
            way, ``action`` opens them (an action's dictionary, or False).
        """
        self.ensure_one()
        self.check_access("read")
        obstacles = {
            "departments": self._missing_departments(),
            "needs_decided": self._undecided_needs(),
            "goals_confirmed": self._unconfirmed_goals(),
            "needs_planned": self._unplanned_needs(),
            "tasks_done": self._unfinished_tasks(),
            "needs_traced": self._untraced_needs(),
            "needs_accepted": self._unconfirmed_needs(),
            "untraced": self._untraced_items(),
            "suspect": self._suspect_features(),
            "suspect_needs": self._suspect_needs(),
        }
        names = self._get_check_names()
        checks = [self._readiness_check(code, names[code], records) for code, records in obstacles.items()]
        return [self._foundation_check(), self._scan_check(), *checks]

    @api.model
    def _get_check_names(self):
        """``{code: name}`` of every check, for the list and for whoever reads in the evidence what held.

        Another room that adds a check adds its name here.
        """
        _ = self.env._
        return {
            "foundations": _("There is something to launch"),
            "scanned": _("The configuration was compared with its baseline in the last 24 hours"),
            "departments": _("Every affected department took part and raised or supported something"),
            "needs_decided": _("Every need is decided"),
            "goals_confirmed": _("Every goal still held at the end of the last session"),
            "needs_planned": _("Every accepted need has a task"),
            "tasks_done": _("Every configuration task is done"),
            "needs_traced": _("Every accepted need has a traced feature"),
            "needs_accepted": _("Those who asked confirmed the result"),
            "untraced": _("Everything configured was asked for"),
            "suspect": _("No feature is under question"),
            "suspect_needs": _("No planned need is under question"),
        }

    @api.model
    def _readiness_check(self, code, name, obstacles):
        """One line of the readiness list: it holds when there are no ``obstacles`` (records)."""
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": obstacles._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", obstacles.ids)],
            # an accepted need stands in the way archived too
            "context": {"active_test": False},
        }
        return {"code": code, "name": name, "ok": not obstacles, "count": len(obstacles), "action": action}

    def _foundation_check(self):
        """A roll-out with nothing in it holds every other check, and is not ready for that."""
        missing = [name for name, present in self._launch_foundations() if not present]
        name = self._get_check_names()["foundations"]
        if missing:
            name = self.env._("There is something to launch. Missing: %s", ", ".join(missing))
        return {"code": "foundations", "name": name, "ok": not missing, "count": len(missing), "action": self._open()}

    def _launch_foundations(self):
        """``(name, whether there is one)`` of what no roll-out is launched without."""
        _ = self.env._
        project = self.sudo()
        return [
            (_("affected departments"), project.affected_department_ids),
            (_("a closed session"), "closed" in project.session_ids.mapped("state")),
            (_("goals"), project.goal_ids.filtered(lambda goal: goal.relevance != "obsolete")),
            (_("accepted needs"), bool(project._search_needs([("state", "=", "accepted")], limit=1))),
        ]

    def _scan_check(self):
        """Whether the configuration was compared with the baseline lately."""
        scanned = self.config_baseline_on and self.config_scanned_on
        holds = bool(scanned and scanned >= fields.Datetime.now() - SCAN_AGE)
        name = self._get_check_names()["scanned"]
        return {"code": "scanned", "name": name, "ok": holds, "count": int(not holds), "action": self._open()}

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "project.project",
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _search_needs(self, domain, limit=None):
        """Needs of the roll-out, whoever may read them, as the caller's records."""
        needs = self.env["crm.facilitation.need"].sudo()
        return needs.search([("project_id", "=", self.id), *domain], limit=limit).with_env(self.env)

    def _search_accepted(self, domain):
        """Accepted needs of the roll-out: a promise, which archiving it does not take back."""
        everything = self.with_context(active_test=False)
        return everything._search_needs([("state", "=", "accepted"), *domain]).with_env(self.env)

    def _missing_departments(self):
        """Affected departments nobody joined for, or that neither raised nor supported a need."""
        people = self.env["crm.facilitation.participant"].sudo()
        joined = people._read_group(
            [("project_id", "=", self.id), ("attendance", "=", "joined"), ("session_id.state", "!=", "cancelled")],
            ["department_id"],
        )
        needs = self.env["crm.facilitation.need"].sudo()
        ours = [("project_id", "=", self.id)]
        raised = {department.id for [department] in needs._read_group(ours, ["department_id"])}
        supporters = people.browse([person.id for [person] in needs._read_group(ours, ["supporter_ids"]) if person])
        spoke = raised | set(supporters.department_id.ids)
        present = [department.id for [department] in joined if department.id in spoke]
        return self.sudo().affected_department_ids.filtered(lambda one: one.id not in present).with_env(self.env)

    def _undecided_needs(self):
        return self.with_context(active_test=False)._search_needs([("state", "=", "raised")])

    def _unconfirmed_goals(self):
        """Goals not confirmed as still relevant when the last session closed, or after."""
        sessions = self.sudo().session_ids.filtered(lambda session: session.state == "closed")
        since = max((session.closed_on for session in sessions if session.closed_on), default=None)
        return self.goal_ids.filtered(
            lambda goal: (
                goal.relevance != "obsolete"
                and (
                    goal.relevance != "relevant" or bool(since and (not goal.confirmed_on or goal.confirmed_on < since))
                )
            )
        )

    def _unplanned_needs(self):
        return self._search_accepted([*~Domain("task_ids", "any", LIVE)])

    def _unfinished_tasks(self):
        needs = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        accepted = needs._search([("project_id", "=", self.id), ("state", "=", "accepted")])
        tasks = self.env["project.task"].sudo().with_context(active_test=False)
        unfinished = Domain("facilitation_need_ids", "in", accepted) & Domain("state", "!=", "1_done") & LIVE
        return tasks.search(unfinished).with_env(self.env)

    def _untraced_needs(self):
        """Accepted needs without a confirmed feature, unless their tasks had nothing to configure."""
        open_tasks = ~Domain("task_ids", "any", LIVE) | Domain("task_ids", "any", LIVE & ~NOTHING_TO_CONFIGURE)
        confirmed = Domain("feature_ids", "any", [("state", "=", "confirmed")])
        return self._search_accepted([*(~confirmed & open_tasks)])

    def _unconfirmed_needs(self):
        return self._search_accepted([("delivery_state", "!=", "accepted")])

    def _untraced_items(self):
        return self.env["crm.facilitation.config.item"].search(
            [("project_id", "=", self.id), ("is_untraced", "=", True)]
        )

    def _suspect_features(self):
        return self.env["crm.facilitation.feature"].search([("project_id", "=", self.id), ("is_suspect", "=", True)])

    def _suspect_needs(self):
        kept = Domain("active", "=", True) | Domain("state", "=", "accepted")
        return self._search_needs([*(kept & Domain("is_suspect", "=", True) & Domain("task_ids", "!=", False))])
