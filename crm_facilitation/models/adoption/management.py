from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# how many lines of each list one page holds
SHOWN = 6
ORDER = ("off_track", "at_risk", "on_track", "no_data")


class CrmFacilitationManagement(models.AbstractModel):
    """One page for those who answer for a roll-out: where it stands, why, what has changed, and who holds what.

    Before launch it is led by the readiness list, afterwards by the figures and by what is used. It reads what its reader
    may read, and tells of nobody below the smallest group of the areas that it draws from.
    """

    _name = "crm.facilitation.management"
    _description = "Facilitation Management Page"

    @api.model
    @api.readonly
    def page(self, project_id: int | bool = False, since: str | bool = False) -> dict:
        """The page of a roll-out; of the newest one where none is named.

        :param since: moment of the last look, in UTC as Odoo writes it; False where there was none
        :return: ``{projects, project: {id, name, phase, launch_date, leads}, override, readiness, kpis, teams, changes,
            saved, usage, now, today, may_plan}``; ``project`` is False where there is none. A KPI has ``why``, sentences;
            ``readiness`` is ``{holding, all, empty, open: [{code, name, count, holder, since, action}]}``, ``empty`` being
            the number of checks that have nothing to look at yet; False after launch
        """
        self.env["crm.facilitation.role"]._check_leader(
            self.env["project.project"], self.env._("This page is for management and facilitators.")
        )
        rollouts = self.env["project.project"].search(
            [("is_facilitation", "=", True)], order="launch_date desc, id desc"
        )
        # where none is named, one that is judged by figures says more than one that was only begun
        project = rollouts.filtered(lambda rollout: rollout.id == project_id) or (
            rollouts.filtered("kpi_ids")[:1] or rollouts[:1]
        )
        page = {
            "projects": [{"id": rollout.id, "name": rollout.name} for rollout in rollouts],
            "project": False,
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "today": format_date(self.env, fields.Date.context_today(self)),
            "may_plan": self.env["crm.facilitation.role"]._is_facilitator(),
        }
        return page | self._describe(project, self._read_moment(since)) if project else page

    @api.model
    def _read_moment(self, since):
        try:
            return fields.Datetime.to_datetime(since) if since else False
        except (ValueError, TypeError):
            # it is kept by the reader's browser, and may be anything
            return False

    def _describe(self, project, since):
        launched = project.facilitation_phase == "launched"
        phases = dict(project._fields["facilitation_phase"]._description_selection(self.env))
        kpis = self.env["crm.facilitation.kpi"].search([("project_id", "=", project.id)])
        kpis = kpis.sorted(lambda kpi: (ORDER.index(kpi.status), kpi.attainment, kpi.id))
        return {
            "project": {
                "id": project.id,
                "name": project.name,
                "phase": phases[project.facilitation_phase],
                "launched": launched,
                "launch_date": project.launch_date and format_date(self.env, project.launch_date),
                "leads": project.user_id.name or "",
            },
            "override": project._describe_override(),
            "readiness": False if launched else self._describe_readiness(project),
            "kpis": [self._describe_kpi(kpi) for kpi in kpis],
            "teams": self._describe_teams(kpis),
            "changes": self._describe_changes(project, since),
            "saved": self._describe_saved(project) if launched else False,
            "usage": self._describe_usage(project) if launched else False,
        }

    def _describe_readiness(self, project):
        checks = project.facilitation_readiness()
        failing = [check for check in checks if not check["ok"]]
        return {
            "holding": len(checks) - len(failing),
            "all": len(checks),
            "empty": len([check for check in failing if not check["count"]]),
            "open": [
                {name: check[name] for name in ("code", "count", "action")}
                # in a list of what is missing, what must hold would read as if it held
                | {"name": project._name_missing([check])[0]}
                | project._describe_holder(check)
                for check in failing
                if check["count"]
            ],
        }

    def _describe_kpi(self, kpi):
        card = kpi._describe_card()
        names = ("id", "name", "unit", "goal", "owner", "status", "baseline", "target", "target_date", "current")
        why = kpi._say_why() if kpi.status in ("off_track", "at_risk") else []
        return {name: card[name] for name in (*names, "current_date", "attainment")} | {"why": why}

    def _describe_teams(self, kpis):
        """Groups of the current period against the target of their KPI; the KPI's own rights decided who is in it."""
        breakdown = kpis._get_breakdown()
        return [
            {
                "kpi": kpi.name,
                "unit": kpi.unit or "",
                "target": kpi.target_value,
                "groups": [group | {"ok": kpi._reaches(group["value"])} for group in breakdown[kpi.id][:SHOWN]],
            }
            for kpi in kpis
            if kpi.has_target and kpi.id in breakdown
        ]

    def _describe_changes(self, project, since):
        """What the evidence says of the time since the last look, by kind, the most frequent first."""
        if not since:
            return False
        happened = Domain("project_id", "=", project.id) & Domain("at", ">", since)
        rows = self.env["crm.facilitation.event"].search(happened, order="id desc")
        kinds = [(same[0].kind_label, same) for same in rows.grouped("kind").values()]
        return [
            {"name": name, "count": len(same), "last": same[0].summary if len(same) == 1 else ""}
            for name, same in sorted(kinds, key=lambda kind: -len(kind[1]))
        ]

    def _describe_saved(self, project):
        """Hours a week that those who answered save together, as they say themselves."""
        [[minutes, answered]] = self.env["crm.facilitation.ledger"]._read_group(
            [("project_id", "=", project.id), ("is_answered", "=", True)], [], ["saved_by_all:sum", "answered:sum"]
        )
        return {"hours": (minutes or 0) / 60, "answers": answered or 0}

    def _describe_usage(self, project):
        features = self.env["crm.facilitation.feature"].search(
            [("project_id", "=", project.id), ("state", "=", "confirmed")]
        )
        states = dict(features._fields["usage_state"]._description_selection(self.env))
        grouped = features.grouped("usage_state")
        return [
            {"state": state, "name": name, "count": len(grouped[state]), "names": self._name_idle(grouped[state])}
            for state, name in states.items()
            if state in grouped
        ]

    @api.model
    def _name_idle(self, features):
        return features.filtered("is_idle")[:SHOWN].mapped("name")
