from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.room.snapshot_memo import SnapshotMemo
from .presence import cutoff

# of one process: a few sessions at a time, each in a few languages and views
_shared = SnapshotMemo(12)
SESSION_FIELDS = (
    "name", "state", "active", "date_start", "date_end", "collection_from", "collection_until", "project_id",
    "company_id", "current_item_id", "current_item_started_at", "is_lobby_open", "code", "pulled_model", "pulled_id",
    "projector_generation", "projector_hash",
)  # fmt: skip


class CrmFacilitationRoom(models.AbstractModel):
    """Everything that a page of the room shows, in one answer. What it is made of is in the files ``room_…`` beside it.

    There are two parts. What everybody in the room sees alike is read with superuser rights, after the gate has said
    that the caller takes part in the session or leads it; the record rules let all of them read the same. It is kept for
    others who read the same snapshot of the database. What is the caller's own is read for each of them.

    Invariants: it writes nothing; nothing in it moves by itself, so that the same facts give the same answer; nothing of
    a vote is in it before the round is closed, and of an anonymous one only steps of ``min_cell``.
    """

    _inherit = "crm.facilitation.room"

    @api.model
    @api.readonly
    def state(self, session_id: int, view: str = "phone") -> dict:
        """Everything the caller sees of the session now.

        :param view: ``phone``; ``desk``, for facilitators; ``projector``, what hangs on the wall
        :return: see docs/room.md; days as ``YYYY-MM-DD``, moments in UTC
        :raise AccessError: the session is not the caller's to see, or not in this view
        """
        session_sudo = self._enter(session_id, view)
        shared = self._get_shared(session_sudo, view)
        if view == "projector":
            return shared
        own = self._read_own(session_sudo)
        state = shared | {
            "session": shared["session"] | {"takes_need": self._takes_need(session_sudo)},
            "me": self._describe_me(session_sudo, own),
            "needs": self._mark_own_needs(session_sudo, shared["needs"], own),
            "rounds": self._mark_own_rounds(shared["rounds"], own),
            "channel": session_sudo.sudo(False)._get_channel_key(),
        }
        if view == "phone":
            # drafts are the desk's
            state["rounds"] = [one for one in state["rounds"] if one["state"] != "draft"]
        return state

    @api.model
    def _enter(self, session_id, view):
        """The session, with superuser rights, of which the caller may have this view."""
        session = self.env["crm.facilitation.session"].search([("id", "=", session_id)], limit=1)
        # in one statement with the rules; what the room shows of it is chosen here
        session_sudo = session.sudo()
        caller = session._identify() if session else None
        may_see = caller and (caller.participant or caller.is_facilitator or caller.is_sponsor)
        if not may_see or view not in ("phone", "desk", "projector"):
            raise AccessError(self.env._("You do not take part in this session. Ask the facilitator."))
        if view != "phone" and not caller.is_facilitator:
            raise AccessError(self.env._("Only a facilitator can do this."))
        session_sudo.fetch(SESSION_FIELDS)
        return session_sudo

    @api.model
    def _get_shared(self, session_sudo, view):
        """What everybody with this view sees alike; not to be changed."""
        self.env.flush_all()
        # a transaction that has written sees more than its snapshot
        [[snapshot, has_written]] = self.env.execute_query(
            SQL("SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NOT NULL")
        )
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        key = (self.env.cr.dbname, session_sudo.id, view, self.env.lang, snapshot, now)
        compute = lambda: self._describe_shared(session_sudo, view)  # noqa: E731
        return compute() if has_written else _shared.get(key, compute)

    @api.model
    def _describe_shared(self, session_sudo, view):
        # what everybody in the room may read, see the class
        room = self.with_env(session_sudo.env)
        agenda_sudo = session_sudo.agenda_item_ids
        state = {
            "session": room._describe_session(session_sudo),
            "step": room._describe_step(session_sudo, agenda_sudo, view),
            "rounds": room._describe_rounds(session_sudo),
            "pulled": room._describe_pulled(session_sudo),
        }
        people = room._read_people(session_sudo)
        if view == "projector":
            state |= {"present": room._describe_present(session_sudo, [], people), **room._describe_wall(session_sudo)}
            state["rounds"] = [one for one in state["rounds"] if one["state"] != "draft"]
            return state
        needs, names = room._describe_needs(session_sudo)
        state |= {
            "needs": needs,
            "names": names,
            "goals": room._describe_goals(session_sudo),
            "conflicts": room._describe_conflicts(session_sudo),
            "present": room._describe_present(session_sudo, needs, people),
        }
        if view == "desk":
            state["desk"] = room._describe_desk(session_sudo, agenda_sudo, state, people)
        return state

    @api.model
    def _describe_session(self, session):
        day = session.current_item_id.day
        return {
            "id": session.id,
            "name": session.name,
            "state": session.state,
            "date_start": fields.Date.to_string(session.date_start) or False,
            "date_end": fields.Date.to_string(session.date_end) or False,
            "collecting": session._is_collecting(),
            "anonymous": session._is_anonymous_now(),
            "step": session.current_item_id.name or "",
            "instruction": session.current_item_id.instruction or "",
            "day": day or False,
            "days": max(session.agenda_item_ids.mapped("day"), default=0),
        }

    @api.model
    def _describe_step(self, session, agenda, view):
        """The current step, as the agenda has it."""
        item = session.current_item_id
        if not item:
            return None
        following = agenda[agenda.ids.index(item.id) + 1 :][:1] if item in agenda else agenda.browse()
        kinds = dict(item._fields["kind"]._description_selection(self.env))
        step = {
            "id": item.id,
            "name": item.name,
            "kind": item.kind,
            "kind_label": kinds[item.kind],
            "instruction": item.instruction or "",
            "day": item.day,
            "can_raise": item.can_raise,
            "can_vote": item.can_vote,
            "anonymous": bool(item.anonymous),
            "planned_seconds": item.planned_minutes * 60,
            "started_at": fields.Datetime.to_string(session.current_item_started_at) or False,
            "next": {"id": following.id, "name": following.name} if following else None,
        } | item._describe_step(view)
        return step

    @api.model
    def _takes_need(self, session_sudo):
        # asked with the caller's own rights
        return session_sudo.sudo(False)._takes_need_from_caller()

    @api.model
    def _read_own(self, session_sudo):
        """What is the caller's own, in one statement: their place, what they raised and support, their electors."""
        participant = session_sudo.sudo(False)._identify().participant
        if not participant:
            return {}
        ballots = self.env["crm.facilitation.round"]
        support = self.env["crm.facilitation.need"]._fields["supporter_ids"]
        [[own]] = self.env.execute_query(
            SQL(
                """SELECT json_build_object(
                       'name', partner.name, 'department', participant.department_id,
                       'joined', participant.attendance = 'joined' AND participant.came_by IS NOT NULL,
                       'link_shown_on', participant.link_shown_on,
                       'present', presence.seen_at >= %(cutoff)s,
                       'ready', presence.is_ready AND presence.ready_for_id = %(step)s,
                       'raised', (SELECT json_agg(need.id) FROM crm_facilitation_need need
                                   WHERE need.author_id = participant.id),
                       'supported', (SELECT json_agg(rel.%(need)s) FROM %(support)s rel
                                      WHERE rel.%(supporter)s = participant.id),
                       'electors', (SELECT json_object_agg(elector.round_id, %(voted)s)
                                      FROM crm_facilitation_elector elector
                                      JOIN crm_facilitation_round ballot_round ON ballot_round.id = elector.round_id
                                     WHERE elector.participant_id = participant.id))
                     FROM crm_facilitation_participant participant
                     JOIN res_partner partner ON partner.id = participant.partner_id
                LEFT JOIN crm_facilitation_presence presence ON presence.participant_id = participant.id
                    WHERE participant.id = %(participant)s""",
                cutoff=cutoff(),
                support=SQL.identifier(support.relation),
                need=SQL.identifier(support.column1),
                supporter=SQL.identifier(support.column2),
                voted=ballots._has_voted(),
                step=session_sudo.current_item_id.id or 0,
                participant=participant,
            )
        )
        return own | {"id": participant}

    @api.model
    def _describe_me(self, session_sudo, own):
        identity = session_sudo.sudo(False)._identify()
        # one's own department, which a guest may not read otherwise
        department_sudo = self.env["hr.department"].sudo().browse(own.get("department"))
        return {
            "id": own.get("id") or False,
            "name": own.get("name") or "",
            "department": department_sudo.name or "",
            "role": identity.role,
            "way": identity.way,
            "joined": own.get("joined") or False,
            "right": session_sudo._get_guest_right() if own else False,
            "link_shown_on": own.get("link_shown_on") or False,
            "is_present": own.get("present") or False,
            "is_ready": (own.get("present") and own.get("ready")) or False,
        }
