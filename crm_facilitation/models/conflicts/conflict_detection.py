import json

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ...tools.conflicts import contradiction, detection
from ...tools.conflicts.situation import changes
from .conflict import UNSETTLED


class CrmFacilitationConflict(models.Model):
    """Detection: what the detectors find in a roll-out becomes conflicts, each once.

    A known conflict is updated. A dismissed one returns when its facts changed. An open one whose ground is gone is
    dismissed with that reason, unless people have begun to settle it: what has options is theirs to end.

    Invariant: one conflict per fingerprint and roll-out. Two detections at once: the second waits for the roll-out's
    lock, is then refused as a serialisation failure, and is repeated by Odoo.
    """

    _inherit = "crm.facilitation.conflict"

    fingerprint = fields.Char(copy=False, readonly=True)
    is_ground_gone = fields.Boolean(
        copy=False, readonly=True, help="Dismissed by detection itself: what raised it was no longer so."
    )

    _unique_fingerprint = models.UniqueIndex(
        "(project_id, fingerprint) WHERE fingerprint IS NOT NULL", "This conflict is known already."
    )

    @api.model
    def _detect(self, session):
        """Find the conflicts of the session's roll-out; return those that stand now."""
        # detection reads and updates the conflicts of the whole roll-out
        conflicts_sudo = self.sudo().with_context(tracking_disable=True)
        project = session.project_id
        # nobody's language is that of the server's own work
        conflicts_sudo = conflicts_sudo.with_context(lang=self.env.lang or project.sudo().company_id.partner_id.lang)
        self.env["crm.facilitation.event"]._lock_head(project)
        situation = conflicts_sudo._gather(project)
        findings = {finding.fingerprint: finding for finding in detection.detect(situation)}
        everything_sudo = conflicts_sudo.search([("project_id", "=", project.id)])
        known_sudo = everything_sudo.filtered("fingerprint")
        of = {conflict.fingerprint: conflict for conflict in known_sudo}
        new = [finding for fingerprint, finding in findings.items() if fingerprint not in of]
        raised_sudo = conflicts_sudo._raise_found(new, session)
        returned = everything_sudo._reopen_tripped(situation) | known_sudo._update_found(findings)
        gone = (known_sudo - returned).filtered(
            lambda c: c.state in UNSETTLED and c.fingerprint not in findings and not c.option_ids
        )
        gone._withdraw()
        if raised_sudo or returned or gone:
            self.env["crm.facilitation.event"]._record(
                session,
                "conflicts_detected",
                {"raised": raised_sudo.mapped("fingerprint"), "returned": returned.ids, "gone": gone.ids},
            )
        standing_sudo = known_sudo.filtered(lambda c: c.fingerprint in findings and c.state in UNSETTLED)
        return (raised_sudo | standing_sudo).with_env(self.env)

    @api.model
    def _raise_found(self, findings, session):
        """Create the conflicts of these findings, which nobody knew of."""
        if not findings:
            return self.browse()
        self._warm_names([finding.facts for finding in findings])
        raised = self.create([self._prepare_found(finding, session) for finding in findings])
        raised._name_everywhere({finding.fingerprint: finding for finding in findings})
        return raised

    def _update_found(self, findings):
        """Bring known conflicts up to date; return the dismissed ones that came back."""
        returned = self.browse()
        for conflict in self.filtered(lambda c: c.fingerprint in findings):
            finding = findings[conflict.fingerprint]
            changed = changes(conflict.facts or {}, finding.facts)
            if conflict.state == "dismissed" and (changed or conflict.is_ground_gone):
                returned |= conflict
                conflict.facts_before = conflict.facts
            if changed:
                conflict.write(conflict._prepare_update(finding) | {"is_blocking": finding.is_blocking})
            elif conflict._links_of(finding) != conflict._links() or conflict in returned:
                conflict.write(conflict._prepare_update(finding))
        for conflict in returned:
            # the chatter is read by all who take part
            why = conflict.with_context(facilitation_for_everybody=True)._word_change()
            conflict._reopen(why, why)
        return returned

    def _links(self):
        return tuple(frozenset(self[name].ids) for name in self._link_fields())

    @api.model
    def _link_fields(self):
        """Where a conflict keeps what a finding points to: field → attribute of the finding."""
        return {"need_ids": "needs", "department_ids": "departments", "goal_ids": "goals"}

    @api.model
    def _links_of(self, finding):
        return tuple(getattr(finding, attribute) for attribute in self._link_fields().values())

    @api.model
    def _prepare_update(self, finding):
        links = {name: sorted(getattr(finding, attribute)) for name, attribute in self._link_fields().items()}
        return {name: [Command.set(ids)] for name, ids in links.items()} | {
            "is_ground_gone": False,
            "facts": dict(finding.facts),
            "reason_code": finding.reason,
            "severity": finding.severity,
        }

    @api.model
    def _prepare_found(self, finding, session):
        needs = self.env["crm.facilitation.need"].browse(sorted(finding.needs))
        values = {
            "name": self._name_found(finding, needs),
            "kind": finding.kind,
            "is_blocking": finding.is_blocking,
            "fingerprint": finding.fingerprint,
            "session_id": (needs[:1].session_id or session).id,
        }
        return values | self._prepare_update(finding)

    @api.model
    def _name_found(self, finding, needs):
        """A short name; it holds a need's title only where the conflict belongs to that need's own session."""
        own = getattr(self, f"_name_{finding.reason}", None)
        return (own and own(finding)) or needs[:1].name or finding.fingerprint

    def _name_everywhere(self, findings):
        """Name what was found in the server's other languages too, so that its readers read it in theirs."""
        found = {conflict: findings[conflict.fingerprint] for conflict in self}
        names = {conflict.id: {} for conflict in self}
        for code in self._get_other_languages() if found else ():
            in_language = self.with_context(lang=code)
            in_language._warm_names([finding.facts for finding in found.values()])
            for conflict, finding in found.items():
                needs = self.env["crm.facilitation.need"].browse(sorted(finding.needs))
                names[conflict.id][code] = in_language._name_found(finding, needs)
        if any(names.values()):
            self.flush_recordset(["name"])
            # one statement for all of them, in all languages
            rows = SQL(", ").join(SQL("(%s, %s::jsonb)", number, json.dumps(named)) for number, named in names.items())
            self.env.cr.execute(
                SQL("UPDATE crm_facilitation_conflict AS found SET name = found.name || named.names"
                    " FROM (VALUES %s) AS named (id, names) WHERE found.id = named.id", rows)
            )  # fmt: skip
            self.invalidate_recordset(["name"], flush=False)

    def _name_contradiction(self, finding):
        sides = " / ".join(self._name_of_stance(stance) for stance, _department in finding.facts["sides"])
        return ": ".join(filter(None, [self._name_of_target(finding.facts["target"]), sides]))

    def _name_gap_decided(self, finding):
        return self._name_of_department(finding.facts["department"])

    _name_gap_silent = _name_gap_absent = _name_gap_decided

    def _name_goal_clash_need(self, finding):
        return " / ".join(self._name_of("crm.facilitation.goal", goal) for goal in sorted(finding.goals))

    _name_goal_clash_kpi = _name_goal_clash_figure = _name_stale_goal = _name_goal_clash_need

    def _name_capacity(self, finding):
        return self.env._("More must-haves than days")

    def _withdraw(self):
        """Dismiss what is no conflict any more: its facts are gone."""
        if not self:
            return
        reason = self.env._("Its ground is gone: what raised it is no longer so.")
        self.write(
            {
                "state": "dismissed",
                "dismiss_reason": reason,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "is_ground_gone": True,
            }
        )
        self._message_log_batch(bodies={conflict.id: reason for conflict in self})

    @api.model
    def _open_said(self, needs):
        """The contradiction of two needs that were said to want the opposite; opened again where it was dismissed."""
        project, session = needs.project_id, needs.sorted("id")[:1].session_id
        # the caller was checked; conflicts of the whole roll-out are found and updated, as by detection
        conflicts_sudo = self.sudo().with_context(tracking_disable=True)
        self.env["crm.facilitation.event"]._lock_head(project)
        finding = conflicts_sudo._find_said(needs)
        known_sudo = conflicts_sudo.search([("project_id", "=", project.id), ("fingerprint", "=", finding.fingerprint)])
        if not known_sudo:
            known_sudo = conflicts_sudo.create([conflicts_sudo._prepare_found(finding, session)])
            known_sudo._name_everywhere({finding.fingerprint: finding})
        elif known_sudo._update_said(needs).state == "dismissed":
            why = known_sudo.env._("Somebody said that the two want the opposite.")
            known_sudo._reopen(why, why)
        self.env["crm.facilitation.event"]._record(
            known_sudo, "needs_opposed", {"name": known_sudo.name, "needs": sorted(needs.ids)}
        )
        return known_sudo.with_env(self.env)

    @api.model
    def _find_said(self, needs):
        # the caller was checked; whose the needs are is asked as by detection
        needs_sudo = needs.sudo().sorted("id")
        return contradiction.finding_of(*self._gather_needs(needs_sudo))

    @api.model
    def _search_said(self, needs):
        """The contradiction of two needs, or of what they became part of; empty where nobody has opened or detected it."""
        wholes = needs.merged_into_id | needs.filtered(lambda need: not need.merged_into_id)
        if len(wholes) < len(needs):
            return self.browse()
        fingerprint = self._find_said(wholes).fingerprint
        return self.search([("project_id", "in", needs.project_id.ids), ("fingerprint", "=", fingerprint)])

    def _update_said(self, needs):
        """Bring the contradiction of two needs up to date with what they say now."""
        finding = self._find_said(needs)
        # the caller was checked; what detection raised is updated as by detection
        self.sudo()._update_found({finding.fingerprint: finding})
        return self

    def _withdraw_said(self, needs):
        """Dismiss the contradiction of two needs after all, unless what they say of themselves still raises it."""
        # the caller was checked; what detection raised is dismissed by it, and so is this
        needs_sudo = needs.sudo().sorted("id")
        for conflict_sudo in self.sudo():
            one, other = conflict_sudo._gather_needs(needs_sudo)
            self.env["crm.facilitation.event"]._record(
                conflict_sudo, "opposition_taken_back", {"name": conflict_sudo.name, "needs": sorted(needs.ids)}
            )
            if conflict_sudo.state == "open" and not contradiction.contradict(one, other):
                conflict_sudo._withdraw()
