from odoo import api, models, tools
from odoo.tools import SQL

from ...tools.discussion.heard import OTHERS, shown_rows
from ...tools.room.answers import without_nothing
from ...tools.room.names import same_name
from ...tools.sessions.identity import OBSERVER
from ...tools.small_groups import published_departments
from .presence import cutoff

PERSON_COLUMNS = (
    "id", "name", "department_id", "role", "came_by", "attendance", "has_user", "has_link", "is_present", "is_ready",
    "has_spoken",
)  # fmt: skip


class CrmFacilitationRoom(models.AbstractModel):
    """Who is in the room: numbers and departments for everybody, people for the facilitator's desk.

    Numbers of departments are shown where they are of enough people. In an anonymous step nobody is shown as present or
    ready, only how many are; which departments are silent is told of departments alone.
    """

    _inherit = "crm.facilitation.room"

    @api.model
    def _read_people(self, session):
        """Rows of :data:`PERSON_COLUMNS` of everybody who takes part, in one statement."""
        need = self.env["crm.facilitation.need"]._fields["supporter_ids"]
        rows = self.env.execute_query(
            SQL(
                """SELECT person.id, partner.name, coalesce(person.department_id, 0), person.role, person.came_by,
                          person.attendance, person.user_id IS NOT NULL,
                          EXISTS (SELECT FROM crm_facilitation_key key WHERE key.participant_id = person.id
                                     AND key.generation = person.link_generation AND NOT coalesce(key.is_once, FALSE)),
                          coalesce(presence.seen_at >= %(cutoff)s, FALSE),
                          coalesce(presence.seen_at >= %(cutoff)s AND presence.is_ready
                                   AND presence.ready_for_id = %(step)s, FALSE),
                          EXISTS (SELECT FROM crm_facilitation_need need WHERE need.author_id = person.id)
                          OR EXISTS (SELECT FROM %(support)s rel WHERE rel.%(supporter)s = person.id)
                     FROM crm_facilitation_participant person
                     JOIN res_partner partner ON partner.id = person.partner_id
                LEFT JOIN crm_facilitation_presence presence
                       ON presence.participant_id = person.id AND presence.session_id = person.session_id
                    WHERE person.session_id = %(session)s AND person.active
                 ORDER BY partner.name, person.id""",
                cutoff=cutoff(),
                step=session.current_item_id.id or 0,
                support=SQL.identifier(need.relation),
                supporter=SQL.identifier(need.column2),
                session=session.id,
            )
        )
        return [dict(zip(PERSON_COLUMNS, row, strict=True)) for row in rows]

    @api.model
    def _describe_present(self, session, needs, people, names):
        """``{count, ready, departments: [{id, name, people, present, is_silent}]}``; ``present`` is None where the number
        would tell of few people, or the step is anonymous; ``id`` is False for small departments together.
        """
        speakers = [person for person in people if person["role"] != OBSERVER]
        sizes, present, spoke = {}, {}, set()
        for person in speakers:
            department = person["department_id"]
            sizes[department] = sizes.get(department, 0) + 1
            present[department] = present.get(department, 0) + person["is_present"]
            if person["has_spoken"]:
                spoke.add(department)
        spoke |= {need["department"] for need in needs if need.get("is_anonymous") and need.get("department")}
        rows = shown_rows(sizes)
        is_anonymous = session._is_anonymous_now()
        in_rows = {
            row: [department for department, of in rows.items() if of == row] for row in dict.fromkeys(rows.values())
        }
        here = {row: sum(present[department] for department in departments) for row, departments in in_rows.items()}
        shown = frozenset() if is_anonymous else published_departments(here)
        small = self.env._("Small departments together")
        labels = {row: small if row == OTHERS else names["departments"][str(row)] for row in in_rows}
        return {
            "count": sum(person["is_present"] for person in people),
            "ready": sum(person["is_ready"] for person in people),
            "departments": [
                {
                    "id": row or False,
                    "name": labels[row],
                    "people": sum(sizes[department] for department in departments),
                    "present": here[row] if row in shown else None,
                    "is_silent": not spoke & set(departments),
                }
                for row, departments in sorted(in_rows.items(), key=lambda pair: (pair[0] == OTHERS, labels[pair[0]]))
            ],
        }

    @api.model
    def _describe_desk(self, session, agenda, spent, state, people):
        """What the facilitator has on the desk, beside what everybody sees."""
        waiting, kiosks = self._read_lobby(session)
        votable = [need for need in state["needs"] if need["state"] == "raised"]
        address = self._get_join_address(session)
        return {
            "agenda": [
                without_nothing(item._describe_place(session) | {"spent_seconds": spent[item.id]}) for item in agenda
            ],
            "lobby": [self._describe_waiting(row, people) for row in waiting],
            "kiosks": kiosks,
            "people": [without_nothing(self._describe_person(person, session)) for person in people],
            "code": session.code if session.is_lobby_open else "",
            "is_code_open": bool(session.is_lobby_open),
            "address": address,
            "qr": self._draw(address) if address else "",
            "address_warning": " ".join(session._get_address_warnings()) if address else "",
            "has_projector": bool(session.projector_hash),
            "voters": sum(person["role"] != OBSERVER for person in people),
            "votable": len(votable),
            "unpriced": sum(not need.get("effort_days") for need in votable),
            "drafts": [
                {name: one[name] for name in ("id", "name", "method", "anonymous", "item_id", "needs")}
                for one in state["rounds"]
                if one["state"] == "draft"
            ],
            # what they say is asked for beside the state: it takes statements of its own
            "has_checks": session.current_item_id.done_when in session._get_step_rules(),
        }

    @api.model
    def _describe_person(self, person, session):
        is_anonymous = session._is_anonymous_now()
        return {
            "id": person["id"],
            "name": person["name"] or "",
            "department": person["department_id"] or False,
            "role": person["role"],
            "way": person["came_by"] or ("login" if person["has_user"] else ""),
            "has_joined": person["attendance"] == "joined",
            "is_present": None if is_anonymous else person["is_present"],
            "is_ready": None if is_anonymous else person["is_ready"],
            "has_link": person["has_link"],
            "can_renew": not person["has_user"],
        }

    @api.model
    def _read_lobby(self, session):
        """``(those who ask to join, shared devices)`` of the session, in one statement."""
        [[waiting, kiosks]] = self.env.execute_query(
            SQL(
                """SELECT (SELECT json_agg(json_build_object('id', asked.id, 'name', asked.name,
                                  'department', asked.department_id) ORDER BY asked.id)
                             FROM crm_facilitation_join_request asked
                            WHERE asked.session_id = %(session)s AND asked.state = 'asked'),
                          (SELECT json_agg(json_build_object('id', kiosk.id, 'asked', coalesce(partner.name, ''))
                                  ORDER BY kiosk.id)
                             FROM crm_facilitation_kiosk kiosk
                        LEFT JOIN crm_facilitation_participant person ON person.id = kiosk.asked_id
                        LEFT JOIN res_partner partner ON partner.id = person.partner_id
                            WHERE kiosk.session_id = %(session)s AND kiosk.active)""",
                session=session.id,
            )
        )
        return waiting or [], kiosks or []

    @api.model
    def _describe_waiting(self, row, people):
        """Who asks to join, with those who were invited under the same name, their own department first."""
        named = [one for one in people if not one["has_user"] and same_name(one["name"], row["name"])]
        named.sort(key=lambda one: one["department_id"] != row["department"])
        return {
            "id": row["id"],
            "name": row["name"],
            "department": row["department"] or False,
            "offers": [
                {"id": one["id"], "name": one["name"], "department": one["department_id"] or False} for one in named
            ],
        }

    @api.model
    def _get_join_address(self, session):
        """Where people come in by the join code; empty while it is closed."""
        return f"{session.get_base_url()}/f/c/{session.code}" if session.is_lobby_open else ""

    @api.model
    @tools.ormcache("address")
    def _draw(self, address):
        """The QR code of an address that is no secret, drawn once."""
        return self.env["crm.facilitation.key"]._draw(address)
