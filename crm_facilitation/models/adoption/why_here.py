from odoo import api, fields, models

from ...tools.adoption.usage import FIELDS
from ...tools.needs.anonymity import published_department


class CrmFacilitationWhyHere(models.AbstractModel):
    """Says why a record of the CRM is there: who asked for it, where, and what was decided.

    It is read by people who took part in no session. Each part is told as far as the reader may know it: names to those
    who may read the need and the participants; to others the session, and the department where enough of its people
    could have raised the need. A task and KPIs are named to those who may read them.

    Invariant: of an anonymous need nobody is named, to nobody.
    """

    _name = "crm.facilitation.why.here"
    _description = "Facilitation Reasons of a Record"

    @api.model
    def _get_reasons(self, features_sudo):
        """``{feature id: rows}`` as :meth:`project.why_here` gives them, in a number of queries that is always the same.

        :param features_sudo: confirmed features, as superuser: what of them is told is decided here
        """
        needs_sudo = features_sudo.need_ids
        readable = {
            name: set(records.sudo(False)._filtered_access("read").ids)
            for name, records in (
                ("needs", needs_sudo),
                ("people", needs_sudo.author_id | needs_sudo.merged_need_ids.author_id),
                ("tasks", features_sudo.task_id),
                ("kpis", needs_sudo.goal_ids.kpi_ids),
            )
        }
        electorates = {session: needs_sudo._get_electorate(session) for session in needs_sudo.session_id}
        return {
            feature.id: [
                self._get_reason(need, feature.task_id, readable, electorates[need.session_id])
                for need in feature.need_ids
            ]
            for feature in features_sudo
        }

    @api.model
    def _get_departments(self, needs_sudo):
        """``{need: name}`` of the departments that may be told to everybody; an empty name for the others.

        :param needs_sudo: list of needs, as superuser: what of them is told is decided here
        """
        sessions = {need.session_id for need in needs_sudo}
        electorates = {session: self.env["crm.facilitation.need"]._get_electorate(session) for session in sessions}
        return {
            need: (
                published_department(need.department_id.id, electorates[need.session_id]) and need.department_id.name
            )
            or ""
            for need in needs_sudo
        }

    @api.model
    def _get_reason(self, need_sudo, task_sudo, readable, electorate):
        is_known = need_sudo.id in readable["needs"]
        may_tell = is_known or published_department(need_sudo.department_id.id, electorate)
        kpis_sudo = need_sudo.goal_ids.kpi_ids.filtered(lambda kpi: kpi.id in readable["kpis"])
        states = dict(need_sudo._fields["state"]._description_selection(self.env))
        return {
            "need": need_sudo.name,
            "asked_by": ", ".join(self._get_names(need_sudo, readable)) if is_known else "",
            "department": (may_tell and need_sudo.department_id.name) or "",
            "session": need_sudo.session_id.name,
            "decision": states[need_sudo.state],
            "reason": need_sudo.decision_reason or "",
            "decided_on": fields.Date.to_string(need_sudo.decided_on),
            "task": task_sudo.name if task_sudo.id in readable["tasks"] else "",
            "kpis": kpis_sudo.mapped("name"),
        }

    @api.model
    def _get_names(self, need_sudo, readable):
        """Names of those who raised the need, or one that became part of it, as far as the reader may know them."""
        asked = need_sudo.author_id | need_sudo.merged_need_ids.author_id
        return asked.filtered(lambda person: person.id in readable["people"]).mapped("display_name")

    @api.model
    def _add_hints(self, screen):
        """Say in the help of custom fields who asked for them.

        :param screen: ``{model: {"fields": {name: attributes}}}`` as ``get_views`` gives it; it is changed
        """
        custom = {
            self.env[FIELDS]._get_ids(model)[name]: attributes
            for model, described in screen.items()
            for name, attributes in described["fields"].items()
            if (field := self.env[model]._fields.get(name)) is not None and field.manual
        }
        if not custom or not self.env.user._is_internal():
            return
        features_sudo = self.env["project.project"]._get_features_behind([(FIELDS, list(custom))])
        reasons = self._get_reasons(features_sudo)
        for number, same_sudo in features_sudo.grouped("res_id").items():
            hint = self._describe([row for feature in same_sudo for row in reasons[feature.id]])
            attributes = custom[number]
            attributes["help"] = "\n".join(filter(None, [attributes.get("help"), hint]))

    @api.model
    def _describe(self, rows):
        """The rows in a few words: one line per need."""
        lines = []
        for row in rows:
            who = ", ".join(filter(None, [row["asked_by"], row["department"], row["session"]]))
            lines.append(self.env._("Asked for: “%(need)s” (%(who)s)", need=row["need"], who=who))
        return "\n".join(dict.fromkeys(lines))
