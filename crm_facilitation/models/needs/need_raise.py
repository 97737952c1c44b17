from collections.abc import Sequence

from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.sessions.identity import OBSERVER
from ...tools.tokens import new_token
from ..access.nameless import RESENT

RAISE_FIELDS = {"name", "problem", "wish", "minutes_lost_weekly", "tag_ids"}
BEHALF_FIELDS = {"author_id", "department_id"}
# no more than the form shows beside a new need
MOST_SAID = 10


class CrmFacilitationNeed(models.Model):
    """Raising a need: by whom, what the short form sends, and what it shows: where one may raise it, what is there already."""

    _inherit = "crm.facilitation.need"

    @api.model
    def raise_need(
        self,
        session_id: int,
        values: ValuesType,
        promised_anonymous: bool = False,
        token: str | None = None,
        opposite_ids: Sequence[int] = (),
        different_ids: Sequence[int] = (),
    ) -> dict:
        """Raise a need from the short form.

        :param values: ``name`` and, where the person has them, ``problem``, ``wish``, ``minutes_lost_weekly``,
            ``tag_ids``; a facilitator may say on whose behalf: ``author_id`` or ``department_id``
        :param promised_anonymous: the form told the person that no name is stored; refused when that no longer holds
        :param token: one that the device drew: sent again because the answer was lost on the way, it is the same need
        :param opposite_ids: needs of which the author says that they want the opposite; none where nobody is named
        :param different_ids: needs that read alike and of which the author says that they are not the same; likewise
        :return: ``{"id", "token"}``; ``token`` is False unless the need is anonymous. It is shown once: the device
            keeps it, the server does not.
        """
        session = self.env["crm.facilitation.session"].browse(session_id)
        caller = session._identify()
        allowed = RAISE_FIELDS | (BEHALF_FIELDS if caller.is_facilitator else set())
        if unknown := set(values) - allowed:
            raise UserError(self.env._("The short form does not take: %s", ", ".join(sorted(unknown))))
        if raised := self._get_raised(session, caller.participant, token):
            return raised
        if promised_anonymous and not session._is_anonymous_now():
            raise UserError(
                self.env._("The anonymous step is over: this need would carry your name. Raise it again if you agree.")
            )
        opposites, different = (self._find_others(session, ids) for ids in (opposite_ids, different_ids))
        raised = self._raise_by_token(session, caller.participant, values, token)
        need = self.browse(raised["id"])
        if opposites:
            need._say_opposite(opposites)
        if different:
            need._say_different(different)
        return raised

    @api.model
    def _find_others(self, session, need_ids):
        """Needs that the author of a new one speaks about; what they may not read is nothing to speak about."""
        others = self.browse(need_ids[:MOST_SAID]).exists()._filtered_access("read")
        if others and session._is_anonymous_now():
            raise UserError(
                self.env._(
                    "In an anonymous step only the need itself is kept. Raise it without “Opposite” and “Different”."
                )
            )
        return others

    def _say_opposite(self, others):
        """Hook: the author of this need says that it wants the opposite of ``others``."""

    def _say_different(self, others):
        """The author of this need says that ``others`` are not the same: the pairs are suggested no more."""
        pairs = [(self.id, other.id) for other in others - self if other.project_id == self.project_id]
        # participants write no distinctions, but who raises a need is asked about it; the rows name them
        self.env["crm.facilitation.need.distinction"].sudo()._distinguish(pairs)

    @api.model
    def _raise_by_token(self, session, participant, values, token):
        is_own = bool(participant) and not BEHALF_FIELDS & set(values)
        if not token and is_own and (sent := self._find_sent(session, participant, values)):
            return {"id": sent.id, "token": False}
        need = self.create(values | {"session_id": session.id})
        keeps_token = need.is_anonymous and is_own
        if not (keeps_token or token):
            return {"id": need.id, "token": False}
        token = token or new_token()
        # what is said for somebody else proves nothing of who wrote it down
        need._take_origin(self._commit(session.id, is_own and participant, token))
        return {"id": need.id, "token": keeps_token and token}

    @api.model
    def _find_sent(self, session, participant, values):
        """The need that the same person raised in the same words a moment ago: the form arrived twice.

        Nobody can say so of an anonymous one: neither the person nor the minute is stored.
        """
        if session._is_anonymous_now():
            return self.browse()
        self._speak_one_at_a_time(participant)
        since = fields.Datetime.now() - RESENT
        recent = self.search(
            [("session_id", "=", session.id), ("author_id", "=", participant), ("create_date", ">=", since)]
        )
        words = [name for name in RAISE_FIELDS if name != "tag_ids"]
        return recent.filtered(
            lambda need: all((need[name] or False) == (values.get(name) or False) for name in words)
        )[:1]

    @api.model
    def _get_raised(self, session, participant, token):
        """What was answered when the caller raised a need with this token; None where they did not."""
        own = participant and self._commit(session.id, participant, token)
        raised_sudo = self._find_committed(own, self._commit(session.id, None, token))
        keeps_token = raised_sudo.is_anonymous and raised_sudo.origin_hash == own
        return {"id": raised_sudo.id, "token": keeps_token and token} if raised_sudo else None

    @api.model
    def _prepare_author(self, session, vals):
        """Who raises the need: the caller themself, unless a facilitator raises it for somebody."""
        caller = session._check_can_raise()
        if caller.is_facilitator:
            return {} if "author_id" in vals or "department_id" in vals else {"author_id": caller.participant or False}
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
