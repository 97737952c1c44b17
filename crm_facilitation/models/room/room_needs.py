from odoo import api, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ...tools.room.answers import Told, ToldList, without_nothing
from ..delivery.need_delivery import DELIVERED_STATES

NEED_COLUMNS = (
    "id", "name", "problem", "wish", "state", "decision_reason", "delivery_state", "is_anonymous", "department",
    "author", "author_name", "merged_into", "discussed", "minutes_lost_weekly", "effort_days", "fit", "tags",
    "supporter_count", "remark_count", "is_parked",
)  # fmt: skip


class CrmFacilitationRoom(models.AbstractModel):
    """The needs and goals of a session, as the room shows them.

    There may be hundreds, and each phone asks for them again and again: a key that would hold nothing is left out, and
    so are the long texts of other people's needs. :meth:`need_facts` has all of one need.
    """

    _inherit = "crm.facilitation.room"

    @api.model
    @api.readonly
    def need_facts(self, session_id: int, need_id: int) -> dict:
        """All that the room shows of one need: ``{id, name, state, problem, wish, origin_label, supporter_count,
        department, tags: [names], fit, effort_days, minutes_lost_weekly, fate, reason, discussed, is_anonymous, is_my_need,
        can_withdraw}``, words where they are choices; ``can_withdraw`` says that nobody has taken it up yet.

        :raise MissingError: it is not there, or not the caller's to see
        """
        session_sudo = self._enter(session_id, "phone")
        # read as the state is, see the class of ``state``
        facts = self.with_env(session_sudo.env)._describe_need(session_sudo, need_id)
        need = self.env["crm.facilitation.need"].browse(need_id)
        marks = {"is_anonymous": need.is_anonymous, "is_my_need": need.is_my_need}
        return facts | marks | {"can_withdraw": not need._is_taken_up()}

    @api.model
    def _read_needs(self, session, need_id=None):
        """Rows of :data:`NEED_COLUMNS` of the needs that the room shows, in the order of the list, in one statement.

        What was raised without a name in the step that lasts is there in batches only, see ``_hold_back``. Ways to settle
        a conflict are shown with it, and are needs from their agreement on.
        """
        need = self.env["crm.facilitation.need"]
        tags, support = need._fields["tag_ids"], need._fields["supporter_ids"]
        rows = self.env.execute_query(
            SQL(
                """SELECT need.id, need.name, need.problem, need.wish, need.state, need.decision_reason,
                          need.delivery_state, need.is_anonymous, need.department_id, need.author_id, author_partner.name,
                          merged.name, need.discussed_on IS NOT NULL, need.minutes_lost_weekly, need.effort_days, need.fit,
                          ARRAY(SELECT rel.%(tag)s FROM %(tags)s rel WHERE rel.%(tagged)s = need.id ORDER BY 1),
                          (SELECT count(*) FROM %(support)s rel WHERE rel.%(supported)s = need.id),
                          (SELECT count(*) FROM crm_facilitation_remark remark
                            WHERE remark.need_id = need.id AND remark.is_held IS NOT TRUE),
                          need.is_parked AND need.state = 'raised'
                     FROM crm_facilitation_need need
                LEFT JOIN crm_facilitation_participant author ON author.id = need.author_id
                LEFT JOIN res_partner author_partner ON author_partner.id = author.partner_id
                LEFT JOIN crm_facilitation_need merged ON merged.id = need.merged_into_id
                    WHERE need.session_id = %(session)s AND need.active AND need.is_held IS NOT TRUE
                      AND (%(need)s IS NULL OR need.id = %(need)s)
                      AND (need.state = 'accepted' OR NOT EXISTS (
                           SELECT FROM crm_facilitation_conflict_option option WHERE option.need_id = need.id))
                 ORDER BY need.rank, need.id DESC""",
                tag=SQL.identifier(tags.column2),
                tags=SQL.identifier(tags.relation),
                tagged=SQL.identifier(tags.column1),
                support=SQL.identifier(support.relation),
                supported=SQL.identifier(support.column1),
                session=session.id,
                need=need_id,
            )
        )
        return [dict(zip(NEED_COLUMNS, row, strict=True)) for row in rows]

    @api.model
    def _read_names(self, session, people):
        """``{departments: {id: name}, tags: {id: name}}`` of all that the room names, in one statement; ids as texts."""
        rows = self.env.execute_query(
            SQL(
                """SELECT 'departments', id::text, coalesce(name->>%(lang)s, name->>'en_US') FROM hr_department
                    WHERE id = ANY(%(departments)s)
                       OR id IN (SELECT department_id FROM crm_facilitation_need
                                  WHERE session_id = %(session)s AND is_held IS NOT TRUE)
                       OR id IN (SELECT department_id FROM crm_facilitation_join_request WHERE session_id = %(session)s)
                    UNION ALL
                   SELECT 'tags', id::text, coalesce(name->>%(lang)s, name->>'en_US') FROM crm_facilitation_need_tag
                    WHERE company_id IS NULL OR company_id = %(company)s""",
                lang=self.env.lang or "en_US",
                departments=sorted({person["department_id"] for person in people}),
                session=session.id,
                company=session.company_id.id,
            )
        )
        names = {"departments": {}, "tags": {}}
        for kind, number, name in sorted(rows):
            names[kind][number] = name
        return names

    @api.model
    def _describe_needs(self, session, names):
        """What the list shows of each need."""
        rows = self._read_needs(session)
        words = self._get_need_words()
        needs = []
        for row in rows:
            need = {
                "id": row["id"],
                "name": row["name"],
                "state": row["state"],
                "origin_label": self._label_origin(session, row, names["departments"]),
                "is_anonymous": row["is_anonymous"],
                "delivery_state": row["delivery_state"] != "none" and row["delivery_state"],
                # that it was raised is told to its author, see below
                "fate": row["state"] != "raised" and self._word_fate(row, words),
                "reason": row["decision_reason"] or row["merged_into"],
                "decision_reason": row["decision_reason"],
                "department": row["department"],
                "tags": row["tags"],
                "supporter_count": row["supporter_count"],
                "remark_count": row["remark_count"],
                "discussed": row["discussed"],
                "effort_days": row["effort_days"],
                "is_parked": row["is_parked"],
            }
            needs.append(Told(without_nothing(need)))
        return ToldList(needs)

    @api.model
    def _describe_need(self, session, need_id):
        row = next(iter(self._read_needs(session, need_id)), None)
        if not row:
            raise MissingError(self.env._("It is not there, or not yours to see."))
        department = self.env["hr.department"].browse(row["department"])
        tags = self.env["crm.facilitation.need.tag"].browse(row["tags"])
        plain = ("id", "name", "state", "supporter_count", "effort_days", "minutes_lost_weekly")
        facts = {name: row[name] for name in plain}
        names = {str(department.id): department.name}
        return facts | {
            "problem": row["problem"] or "",
            "wish": row["wish"] or "",
            "origin_label": self._label_origin(session, row, names),
            "department": department.name or "",
            "tags": tags.mapped("name"),
            "fit": self._get_need_words()["fit"].get(row["fit"], ""),
            "fate": self._word_fate(row, self._get_need_words()),
            "reason": row["decision_reason"] or row["merged_into"] or "",
            "discussed": row["discussed"],
        }

    @api.model
    def _get_need_words(self):
        need = self.env["crm.facilitation.need"]
        return {
            name: dict(need._fields[name]._description_selection(self.env))
            for name in ("state", "delivery_state", "fit")
        }

    @api.model
    def _word_fate(self, row, words):
        return self.env["crm.facilitation.need"]._get_fate(row["state"], row["delivery_state"], words)

    @api.model
    def _label_origin(self, session, row, departments):
        department = departments.get(str(row["department"] or 0))
        return self.env["crm.facilitation.need"]._label_origin(
            row["author_name"], row["is_anonymous"], department, session.name
        )

    @api.model
    def _mark_own_needs(self, session_sudo, needs, own):
        """The needs with what is the caller's own about them."""
        words = {int(number): texts for number, texts in (own.get("raised") or {}).items()}
        supported = set(own.get("supported") or ())
        # asked as the caller
        session = session_sudo.sudo(self.env.su)
        may_support = session._identify().takes_part and session._is_for_caller()
        delivered = self._find_confirmable(session_sudo, needs)
        is_raised = words and needs.once("raised", lambda: self._get_need_words()["state"]["raised"])
        marked = needs.once("can support", lambda: ToldList(map(_mark_supportable, needs))) if may_support else needs
        replaced = {}
        for number in (words.keys() | supported | delivered) & needs.places.keys():
            need = needs[needs.places[number]]
            marks = {
                "is_my_need": number in words,
                "is_supported_by_me": number in supported,
                "can_support": may_support
                and need["state"] != "merged"
                and number not in words
                and number not in supported,
                "can_confirm_delivery": number in delivered,
            }
            texts = dict(zip(("problem", "wish"), words.get(number, ()), strict=False))
            if number in words:
                texts["fate"] = need.get("fate") or is_raised
            # one's own words are told nobody else
            replaced[number] = need | without_nothing(marks | texts) if texts else need.marked(without_nothing(marks))
        return marked.replaced(replaced)

    @api.model
    def _find_confirmable(self, session_sudo, needs):
        """Those that were delivered and wait for the caller's word; during a session there are none."""
        delivered = needs.once(
            "delivered", lambda: [need["id"] for need in needs if need.get("delivery_state") in DELIVERED_STATES]
        )
        if not delivered:
            return set()
        records = self.env["crm.facilitation.need"].search([("id", "in", delivered)])
        return set(records.filtered("can_confirm_delivery").ids)

    @api.model
    def _describe_goals(self, session):
        goals = self.env["crm.facilitation.goal"].search_fetch(
            [("project_id", "=", session.project_id.id)], ["name", "why"]
        )
        return [{"id": goal.id, "name": goal.name, "why": goal.why or ""} for goal in goals]


def _mark_supportable(need):
    return need.marked({"can_support": True}) if need["state"] != "merged" else need
