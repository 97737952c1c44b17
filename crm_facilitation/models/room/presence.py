import logging
from datetime import datetime, timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# a page beats once a minute; whoever missed two is not here any more
HERE = timedelta(minutes=3)


def this_minute() -> datetime:
    return fields.Datetime.now().replace(second=0, microsecond=0)


def cutoff() -> datetime:
    """The moment since which somebody must have been seen to count as present; it moves once a minute."""
    return this_minute() - HERE


class CrmFacilitationPresence(models.Model):
    """Whose page of a session is open now, by the minute, and whether they say that they are ready.

    One row a person, without a history; a session that ends takes its rows with it. Written by :meth:`room.beat` alone,
    never by an act, so that nothing here tells what somebody did.
    """

    _name = "crm.facilitation.presence"
    _description = "Facilitation Presence"
    _log_access = False
    _rec_name = "participant_id"

    session_id = fields.Many2one("crm.facilitation.session", required=True, index=True, ondelete="cascade")
    participant_id = fields.Many2one("crm.facilitation.participant", required=True, ondelete="cascade")
    seen_at = fields.Datetime(required=True)
    is_ready = fields.Boolean()
    # the step that somebody is ready for: the next one asks anew
    ready_for_id = fields.Integer()

    _unique_participant = models.UniqueIndex("(session_id, participant_id)")

    def _note(self, participant, is_ready):
        """Note that the page of ``participant`` is open now; nothing is written where nothing changes.

        :param is_ready: True, False, or None for leaving it as it is
        """
        session_sudo = participant.session_id
        step = session_sudo.current_item_id.id or 0
        self.env.cr.execute(
            SQL(
                """INSERT INTO crm_facilitation_presence AS presence
                               (session_id, participant_id, seen_at, is_ready, ready_for_id)
                        VALUES (%(session)s, %(participant)s, %(now)s, coalesce(%(ready)s, FALSE), %(step)s)
                   ON CONFLICT (session_id, participant_id) DO UPDATE
                           SET seen_at = excluded.seen_at, ready_for_id = excluded.ready_for_id,
                               is_ready = CASE WHEN %(ready)s IS NOT NULL THEN excluded.is_ready
                                               ELSE presence.is_ready AND presence.ready_for_id = %(step)s END
                         WHERE presence.seen_at < excluded.seen_at OR presence.ready_for_id <> %(step)s
                            OR presence.is_ready <> coalesce(%(ready)s, presence.is_ready)""",
                session=session_sudo.id,
                participant=participant.id,
                now=this_minute(),
                ready=is_ready,
                step=step,
            )
        )
        self.invalidate_model(flush=False)


class CrmFacilitationParticipant(models.Model):
    """Saying something in one's own name counts as attending, also where no page of the room is open."""

    _inherit = "crm.facilitation.participant"

    def _attend_after_commit(self):
        """Note these people's attendance once their act is stored, in a transaction of its own.

        Never called for an act without a name, which writes nothing of its person.
        """
        way, ids, registry = self._get_caller_facts().get("way", "login"), self.ids, self.env.registry

        def attend():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["crm.facilitation.participant"].browse(ids)._join_by(way)
            except psycopg2.OperationalError:
                # a beat of the same person has noted it at the same moment; the next one does otherwise
                _logger.info("An attendance was not noted", exc_info=True)

        self.env.cr.postcommit.add(attend)


class CrmFacilitationRoom(models.AbstractModel):
    """A page of the room that is open says so."""

    _inherit = "crm.facilitation.room"

    @api.model
    def beat(self, session_id: int, ready: bool | None = None) -> dict:
        """Say that the caller's page of the room is open: on entering, then once a minute.

        Entering the room is being there: attendance is noted with the first beat of a running session.

        :param ready: whether the caller is ready for what comes next; None leaves it as it is
        :return: ``{is_ready}``
        :raise AccessError: the caller takes no part
        """
        session = self.env["crm.facilitation.session"].browse(session_id)
        session.check_access("read")
        participant = session._get_participant()
        if not participant:
            raise AccessError(self.env._("You do not take part in this session any more. Ask the facilitator."))
        # nobody has a right on who is present, and people who take part may not write participants
        presence_sudo, participant_sudo = self.env["crm.facilitation.presence"].sudo(), participant.sudo()
        if participant_sudo.session_id.state not in ("draft", "running"):
            return {"is_ready": False}
        presence_sudo._note(participant_sudo, ready)
        if participant_sudo.session_id.state == "running":
            participant_sudo._join_by(session._identify().way)
        own_sudo = presence_sudo.search([("participant_id", "=", participant_sudo.id)])
        return {"is_ready": bool(own_sudo.is_ready)}
