from odoo import api, models
from odoo.exceptions import UserError

from ...tools.discussion.scribe import find_by_prefix, read_lines
from ...tools.tokens import numbered_token

# lines of one paste at most
LIMIT = 200


class CrmFacilitationScribe(models.AbstractModel):
    """The scribe's table: one row a need, typed by whoever writes for the room.

    A row is a title and who said it: the beginning of a person's or a department's name is enough. A department
    stands for somebody of it who is not named.
    """

    _name = "crm.facilitation.scribe"
    _description = "Facilitation Scribe"

    @api.model
    @api.readonly
    def table(self, session_id: int) -> dict:
        """What the scribe's screen shows.

        :return: ``{session: {id, name, project_id, takes_need, anonymous}, who: [{key, name}], needs: [{id, name,
            origin_label}]}``; ``key`` is ``author_id:<id>`` or ``department_id:<id>``, the newest need comes last,
            except that anonymous ones have an order of their own
        """
        session = self._get_session(session_id)
        needs = self.env["crm.facilitation.need"].search([("session_id", "=", session.id)], order="id")
        return {
            "session": {
                "id": session.id,
                "name": session.name,
                "project_id": session.project_id.id,
                "takes_need": session._takes_need_from_caller(),
                "anonymous": session._is_anonymous_now(),
            },
            "who": [{"key": key, "name": name} for key, name in self._get_who(session).items()],
            "needs": [{"id": need.id, "name": need.name, "origin_label": need.origin_label} for need in needs],
        }

    @api.model
    def action_write_down(self, session_id: int, text: str, who: str = "", token: str | None = None) -> list[int]:
        """Raise a need for each line of ``text``.

        :param text: lines; in each the title and, after a tab, who said it, else ``who`` did
        :param who: a key of :meth:`table`, a beginning of a name in it, or nothing: the scribe
        :param token: one that the device drew: sent again because the answer was lost on the way, they are the same
        :return: the ids of the needs, in the order of the lines
        :raise UserError: a name is not known, or begins several; nothing is raised then
        """
        session = self._get_session(session_id)
        lines = read_lines(text or "")
        if not lines:
            raise UserError(self.env._("Type what is needed first."))
        if len(lines) > LIMIT:
            raise UserError(self.env._("Paste at most %s lines at once.", LIMIT))
        known = self._get_who(session)
        prepared = [{"name": line.name} | self._find_who(known, line.who or who) for line in lines]
        needs = self.env["crm.facilitation.need"]
        tokens = [token and numbered_token(token, number) for number in range(len(prepared))]
        return [
            needs.raise_need(session.id, values, token=own or None)["id"]
            for values, own in zip(prepared, tokens, strict=True)
        ]

    @api.model
    def _get_session(self, session_id):
        session = self.env["crm.facilitation.session"].browse(session_id).exists()
        self.env["crm.facilitation.role"]._check_facilitator(session)
        return session

    @api.model
    def _get_who(self, session):
        """``{key: name}`` of those on whose behalf a need is raised, departments after people."""
        choices = self.env["crm.facilitation.need"].raise_choices(session.id)
        # departments of the roll-out too, of which nobody is in the room
        affected_sudo = session.sudo().project_id.affected_department_ids
        departments = {one["id"]: one["name"] for one in choices["departments"]}
        departments |= {department.id: department.name for department in affected_sudo}
        people = {f"author_id:{one['id']}": one["name"] for one in choices["people"]}
        return people | {f"department_id:{number}": name for number, name in departments.items()}

    @api.model
    def _find_who(self, known, typed):
        """The value that says on whose behalf the need is raised; empty for the scribe."""
        typed = (typed or "").strip()
        if not typed:
            return {}
        keys = [typed] if typed in known else find_by_prefix(known, typed)
        if not keys:
            raise UserError(
                self.env._("Nobody here is called “%s”: type the beginning of a name or department.", typed)
            )
        if len(keys) > 1:
            names = ", ".join(known[key] for key in keys[:5])
            raise UserError(self.env._("“%(typed)s” could be several: %(names)s.", typed=typed, names=names))
        name, number = keys[0].split(":")
        return {name: int(number)}
