from collections.abc import Sequence

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.sessions.identity import OBSERVER


class CrmFacilitationNeed(models.Model):
    """Who raises a need, and what the short form shows: where one may raise it, and what was raised already."""

    _inherit = "crm.facilitation.need"

    @api.model
    def _prepare_raised(self, vals):
        """Complete the values of one need by who raises it."""
        session = self._get_session_of(vals)
        if session:
            vals.update(self._prepare_author(session, vals))

    @api.model
    def _get_session_of(self, vals):
        """The session that a need with these values is raised in; empty where they name none."""
        return self.env["crm.facilitation.session"].browse(
            vals.get("session_id") or self.env.context.get("default_session_id")
        )

    @api.model
    def _prepare_author(self, session, vals):
        """Who raises the need: the caller themself, unless a facilitator raises it for somebody."""
        session._check_can_raise()
        caller = session._identify()
        if caller.is_facilitator:
            return {} if "author_id" in vals or "department_id" in vals else {"author_id": caller.participant or False}
        if not caller.may_raise:
            raise AccessError(
                self.env._("Only people who take part in the session raise needs. Ask the facilitator to invite you.")
            )
        if vals.get("author_id", caller.participant) != caller.participant:
            raise AccessError(self.env._("You raise needs in your own name; the facilitator fills in the rest."))
        # the current step decides; outside the agenda nothing is parked
        return {"author_id": caller.participant} | ({"is_parked": True} if session._is_parking_now() else {})

    def _record_raised_for_somebody(self):
        """What a facilitator raises in somebody's name is on record as raised by the facilitator."""
        if self.env.su:
            return
        for need in self.filtered(lambda need: need.author_id and not need.is_my_need):
            self.env["crm.facilitation.event"]._record(
                need, "need_raised_for", {"name": need.name, "participant": need.author_id.id}
            )

    @api.constrains("author_id", "session_id")
    def _check_author_session(self):
        # holds for participants that the caller may not read too
        for need_sudo in self.sudo():
            if need_sudo.author_id and need_sudo.author_id.session_id != need_sudo.session_id:
                raise ValidationError(
                    self.env._(
                        "“%s” was raised in another session. Choose somebody who takes part in its own.", need_sudo.name
                    )
                )

    @api.model
    @api.readonly
    def sessions_to_raise_in(self) -> list[dict]:
        """Sessions that take a need from the caller now, running ones first.

        :return: ``[{id, name, project_id, anonymous, takes_part}]``
        """
        sessions = self.env["crm.facilitation.session"].search([("state", "!=", "cancelled")])
        return [
            {
                "id": session.id,
                "name": session.name,
                "project_id": session.project_id.id,
                "anonymous": session._is_anonymous_now(),
                "takes_part": session._identify().participant is not None,
            }
            for session in sessions.sorted(lambda session: session.state != "running")
            if session._takes_need_from_caller()
        ]

    @api.model
    @api.readonly
    def similar_cards(self, project_id: int, text: str, tag_ids: Sequence[int] = ()) -> list[dict]:
        """:meth:`similar` with what the short form shows of each need."""
        names = ("id", "name", "origin_label", "is_anonymous", "is_my_need", "is_supported_by_me")
        return [{name: need[name] for name in names} for need in self.similar(project_id, text, tag_ids=tag_ids)]

    @api.model
    @api.readonly
    def raise_choices(self, session_id: int) -> dict:
        """What the short form offers beside words.

        :return: ``{tags: [{id, name}], people: [{id, name}], departments: [{id, name}]}``; people and departments, on
            whose behalf a need can be raised, for facilitators only
        """
        session = self.env["crm.facilitation.session"].browse(session_id)
        session.check_access("read")
        # others may not read who takes part
        everybody = session.participant_ids if session._identify().is_facilitator else session.participant_ids.browse()
        people = everybody.filtered(lambda person: person.role != OBSERVER)
        # what the session can take: whoever works in another company may have tags that it does not
        offered = [("company_id", "in", (False, session.company_id.id))]
        return {
            "tags": self.env["crm.facilitation.need.tag"].search_read(offered, ["name"]),
            "people": [
                {"id": person.id, "name": ", ".join(filter(None, (person.partner_id.name, person.department_id.name)))}
                for person in people
            ],
            "departments": [{"id": place.id, "name": place.name} for place in people.department_id.sorted("name")],
        }
