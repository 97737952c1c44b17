from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.room.answers import Told
from ...tools.room.snapshot_memo import SnapshotMemo
from ..sessions.key import know
from .presence import cutoff, this_minute

# of one process: a few sessions at a time, each in a few languages and views
_shared = SnapshotMemo(12)
SESSION_FIELDS = (
    "name", "state", "active", "date_start", "date_end", "collection_from", "collection_until", "project_id",
    "company_id", "current_item_id", "current_item_started_at", "current_item_paused_at", "is_lobby_open", "code",
    "pulled_model", "pulled_id", "projector_generation", "projector_hash", "promise_item_id",
)  # fmt: skip
SESSION_COLUMNS = SQL(", ").join(SQL.identifier("session", name) for name in SESSION_FIELDS)


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
        own, snapshot = self._read_own(session_sudo)
        shared = self._get_shared(session_sudo, view, snapshot)
        if view == "projector":
            return shared
        state = shared | {
            "session": shared["session"] | self._describe_taking(session_sudo),
            "me": self._describe_me(session_sudo, own, shared["names"]),
            "needs": self._mark_own_needs(session_sudo, shared["needs"], own),
            "rounds": self._mark_own_rounds(shared["rounds"], own),
            "conflicts": self._mark_own_conflicts(shared["conflicts"]),
            "channel": self._get_channel(session_sudo, own),
        }
        if view == "phone":
            # drafts are the desk's
            state["rounds"] = [one for one in state["rounds"] if one["state"] != "draft"]
        return state

    @api.model
    def _enter(self, session_id, view):
        """The session, with superuser rights, of which the caller may have this view."""
        session = self.env["crm.facilitation.session"].browse(session_id)
        if session._identify().way == "login":
            session = session.search_fetch([("id", "=", session_id)], ["active"])
        else:
            # who was let in reads the session that they take part in
            session = session.filtered(lambda one: one._identify().participant)
        # found with the caller's rights, read with all rights: what the room shows of it is chosen here
        session_sudo = session.sudo()
        session_sudo.fetch(["active"])
        session_sudo = session_sudo.filtered("active")
        caller = session_sudo.sudo(self.env.su)._identify() if session_sudo else None
        may_see = caller and (caller.participant or caller.is_facilitator or caller.is_sponsor)
        if not may_see or view not in ("phone", "desk", "projector"):
            raise AccessError(self.env._("You do not take part in this session. Ask the facilitator."))
        if view != "phone" and not caller.is_facilitator:
            raise AccessError(self.env._("Only a facilitator can do this."))
        return session_sudo

    @api.model
    def _get_shared(self, session_sudo, view, snapshot):
        """What everybody with this view sees alike; not to be changed.

        :param snapshot: as :meth:`_read_own` gives it
        """
        key = (self.env.cr.dbname, session_sudo.id, view, self.env.lang, snapshot, this_minute())

        def compute():
            # of what a caller sends along the language alone counts: anything else would be told all the others
            plain_sudo = session_sudo.with_env(session_sudo.env(context={"lang": self.env.lang}))
            shared = self._describe_shared(plain_sudo, view)
            return {name: Told(part) if type(part) is dict else part for name, part in shared.items()}

        return _shared.get(key, compute) if snapshot else compute()

    @api.model
    def _describe_shared(self, session_sudo, view):
        # what everybody in the room may read, see the class
        room = self.with_env(session_sudo.env)
        # the stays in a step are the server's note
        agenda_sudo, spent = self.env["crm.facilitation.agenda.item"].sudo()._read_agenda(session_sudo)
        state = {
            "session": room._describe_session(session_sudo, agenda_sudo),
            "step": room._describe_step(session_sudo, agenda_sudo, spent, view),
            "rounds": room._describe_rounds(session_sudo),
            "pulled": room._describe_pulled(session_sudo),
        }
        people = room._read_people(session_sudo)
        names = room._read_names(session_sudo, people)
        if view == "projector":
            state |= {
                "present": room._describe_present(session_sudo, [], people, names),
                **room._describe_wall(session_sudo),
            }
            state["rounds"] = [one for one in state["rounds"] if one["state"] != "draft"]
            return state
        needs = room._describe_needs(session_sudo, names)
        state |= {
            "needs": needs,
            "names": names,
            "goals": room._describe_goals(session_sudo),
            "conflicts": room._describe_conflicts(session_sudo, view),
            "present": room._describe_present(session_sudo, needs, people, names),
        }
        if view == "desk":
            state["desk"] = room._describe_desk(session_sudo, agenda_sudo, spent, state, people)
        return state

    @api.model
    def _describe_session(self, session, agenda):
        day = session.current_item_id.day
        return {
            "id": session.id,
            "name": session.name,
            "state": session.state,
            "date_start": fields.Date.to_string(session.date_start),
            "date_end": fields.Date.to_string(session.date_end),
            "anonymous": session._is_anonymous_now(),
            "step": session.current_item_id.name or "",
            "instruction": session.current_item_id.instruction or "",
            "day": day or False,
            "days": max(agenda.mapped("day"), default=0),
        }

    @api.model
    def _describe_step(self, session, agenda, spent, view):
        """The current step and the time it has; a page adds what runs since ``started_at``, unless it is paused."""
        item = session.current_item_id
        if not item:
            return None
        ahead = agenda[agenda.ids.index(item.id) + 1 :] if item in agenda else agenda.browse()
        following = ahead.filtered(lambda step: not step.is_parked and not step.is_parallel)[:1]
        return item._describe_step(session, view) | {
            "started_at": fields.Datetime.to_string(session.current_item_started_at),
            "paused_at": fields.Datetime.to_string(session.current_item_paused_at),
            "spent_seconds": spent.get(item.id, 0),
            "next": {"id": following.id, "name": following.name} if following else None,
        }

    @api.model
    def _describe_taking(self, session_sudo):
        """What the session takes from the caller now; a day is over at another moment in another time zone."""
        # asked as the caller
        session = session_sudo.sudo(self.env.su)
        return {"collecting": session_sudo._is_collecting(), "takes_need": session._takes_need_from_caller()}

    @api.model
    def _read_own(self, session_sudo):
        """``(own, snapshot)``: the caller's own facts, empty for who takes no part, and which snapshot of the database is
        read; None for one that nobody else reads, since this transaction has written, or that others cannot be told from:
        that of a replica does not name the transactions that run. The same statement reads the session.

        ``own``: ``{id, name, department, generation, joined, link_shown_on, present, ready, raised: {id: [problem, wish]},
        supported: [ids], electors: {round: whether they have voted}}``.
        """
        self.env.flush_all()
        participant = session_sudo.sudo(self.env.su)._identify().participant
        support = self.env["crm.facilitation.need"]._fields["supporter_ids"]
        [[own, snapshot, has_no_name, *read]] = self.env.execute_query(
            SQL(
                """SELECT (SELECT json_build_object(
                       'id', participant.id, 'name', partner.name, 'department', participant.department_id,
                       'generation', participant.link_generation, 'link_shown_on', participant.link_shown_on,
                       'joined', participant.attendance = 'joined' AND participant.came_by IS NOT NULL,
                       'present', presence.seen_at >= %(cutoff)s,
                       'ready', presence.is_ready AND presence.ready_for_id = session.current_item_id,
                       'raised', (SELECT json_object_agg(need.id, json_build_array(need.problem, need.wish))
                                    FROM crm_facilitation_need need WHERE need.author_id = participant.id),
                       'supported', (SELECT json_agg(rel.%(need)s) FROM %(support)s rel
                                      WHERE rel.%(supporter)s = participant.id),
                       'electors', (SELECT json_object_agg(elector.round_id, %(voted)s)
                                      FROM crm_facilitation_elector elector
                                      JOIN crm_facilitation_round ballot_round ON ballot_round.id = elector.round_id
                                     WHERE elector.participant_id = participant.id))
                     FROM crm_facilitation_participant participant
                     JOIN res_partner partner ON partner.id = participant.partner_id
                LEFT JOIN crm_facilitation_presence presence
                       ON presence.participant_id = participant.id AND presence.session_id = participant.session_id
                    WHERE participant.id = %(participant)s),
                   pg_current_snapshot()::text,
                   CASE WHEN pg_is_in_recovery()
                        THEN pg_snapshot_xmin(pg_current_snapshot()) <> pg_snapshot_xmax(pg_current_snapshot())
                        ELSE pg_current_xact_id_if_assigned() IS NOT NULL END,
                   %(columns)s
                     FROM crm_facilitation_session session WHERE session.id = %(session)s""",
                cutoff=cutoff(),
                support=SQL.identifier(support.relation),
                need=SQL.identifier(support.column1),
                supporter=SQL.identifier(support.column2),
                voted=self.env["crm.facilitation.round"]._has_voted(),
                participant=participant or 0,
                session=session_sudo.id,
                columns=SESSION_COLUMNS,
            )
        )
        know(session_sudo, dict(zip(SESSION_FIELDS, read, strict=True)))
        return own or {}, None if has_no_name else snapshot

    @api.model
    def _get_channel(self, session_sudo, own):
        if own:
            return session_sudo._sign_channel("participant", own["id"], own["generation"])
        return session_sudo._sign_channel("user", self.env.uid, 0)

    @api.model
    def _describe_me(self, session_sudo, own, names):
        # asked as the caller
        identity = session_sudo.sudo(self.env.su)._identify()
        return {
            "id": own.get("id") or False,
            "name": own.get("name") or "",
            "department": names["departments"].get(str(own.get("department")), ""),
            "role": identity.role,
            "way": identity.way,
            "joined": own.get("joined") or False,
            "right": session_sudo._get_guest_right() if own else False,
            "link_shown_on": own.get("link_shown_on") or False,
            "is_present": own.get("present") or False,
            "is_ready": bool(own.get("present") and own.get("ready")),
        }
