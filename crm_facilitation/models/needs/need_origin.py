from odoo import api, fields, models
from odoo.tools.misc import format_date

SEALED = "origins_sealed"


class CrmFacilitationNeed(models.Model):
    """The origin of an anonymous need, provable after the fact.

    When an anonymous step ends, the needs it collected go into the evidence in one row: title, department where it may
    be shown, and the commitment to their author. One row for all, in the order of their random numbers, so that it tells
    neither order nor time. From then on the need proves that somebody of that department who could raise needs raised
    it; its author proves by the token that it was they, without being named.
    """

    _inherit = "crm.facilitation.need"

    is_origin_sealed = fields.Boolean(copy=False, readonly=True)

    @api.model
    def _seal_origins(self, sessions):
        """Put the anonymous needs of these sessions that are not in the evidence yet into it."""
        # everything that the step collected is sealed, whoever ends it
        needs_sudo = self._with_held().search(
            [("session_id", "in", sessions.ids), ("is_anonymous", "=", True), ("is_origin_sealed", "=", False)],
            order="id",
        )
        for session, collected in needs_sudo.grouped("session_id").items():
            self.env["crm.facilitation.event"]._record(
                session.with_env(self.env),
                SEALED,
                {
                    "could_raise": sum(self._get_electorate(session).values()),
                    "needs": {
                        str(need.id): {
                            "name": need.name,
                            "department": need.department_id.name or "",
                            "origin": need.origin_hash or "",
                        }
                        for need in collected
                    },
                },
            )
            collected._write_past_guards({"is_origin_sealed": True})
            collected._mix()

    @api.model
    def _get_unsealed(self):
        return [("is_anonymous", "=", True), ("is_origin_sealed", "=", False)]

    @api.model
    @api.readonly
    def own_by_token(self, tokens: dict[str, str]) -> list[int]:
        """Which anonymous needs are the caller's, shown by the tokens that their device keeps.

        :param tokens: ``{need id: token}``
        :return: ids of those that the caller raised and may read; the other tokens tell nothing
        """
        ids = [int(number) for number in tokens if str(number).isdecimal() and 0 < int(number) < 2**31]
        # not searched for: what is held back is found by nobody, and is its author's all the same
        named = self.browse(ids).exists()._filtered_access("read").filtered("is_anonymous")
        return [need.id for need in named if need._is_origin_of_caller(tokens.get(str(need.id)))]

    @api.readonly
    def origin_proof(self, token: str | None = None) -> dict:
        """What is proved of where an anonymous need comes from.

        :param token: what the author's device keeps; tells its holder, and nobody else, that the need is theirs
        :return: ``{sealed_on, department, could_raise, has_commitment, holds, is_mine}``; ``sealed_on`` is False until
            the step ended, ``holds`` says whether evidence and need still agree and the evidence is unbroken
        """
        self.ensure_one()
        self.check_access("read")
        event, sealed = self._get_seal()
        # nobody has the right to read the commitment
        need_sudo = self.sudo()
        return {
            "sealed_on": fields.Date.to_string(event.at) if event else False,
            "department": sealed.get("department", need_sudo.department_id.name or ""),
            "could_raise": (event.payload or {}).get("could_raise", 0),
            "has_commitment": bool(sealed.get("origin")),
            "holds": bool(event)
            and sealed["origin"] == (need_sudo.origin_hash or "")
            and sealed["department"] == (need_sudo.department_id.name or "")
            and not event.verify(need_sudo.project_id.id),
            "is_mine": bool(token) and self._is_origin_of_caller(token),
        }

    def _get_seal(self):
        """The row of evidence that holds this need's origin, and what it says of it."""
        # those who may read the need may know what was sealed of it
        events_sudo = (
            self.env["crm.facilitation.event"]
            .sudo()
            .search([("record_model", "=", "crm.facilitation.session"), ("record_id", "=", self.session_id.id),
                     ("kind", "=", SEALED)])
        )  # fmt: skip
        for event_sudo in events_sudo:
            if sealed := event_sudo.payload["needs"].get(str(self.id)):
                return event_sudo, sealed
        return events_sudo.browse(), {}

    def action_check_origin(self) -> dict:
        """Say what is proved of the origin (button)."""
        proof = self.origin_proof()
        place = proof["department"] or self.env._("a department too small to be named")
        if not proof["sealed_on"]:
            message = self.env._("The origin is sealed in the evidence when the anonymous step ends.")
        elif not proof["holds"]:
            message = self.env._("The need and the evidence do not agree. Ask who had access to the database.")
        elif not proof["has_commitment"]:
            message = self.env._("Written down by the facilitator or imported: no device can prove it.")
        else:
            message = self.env._(
                "Raised by one of the %(people)s people who could raise needs, of: %(department)s."
                " Sealed in the evidence on %(day)s, unchanged since. Who it was is not stored.",
                people=proof["could_raise"],
                department=place,
                day=format_date(self.env, proof["sealed_on"]),
            )
        broken = bool(proof["sealed_on"]) and not proof["holds"]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": "danger" if broken else "info", "sticky": True},
        }
