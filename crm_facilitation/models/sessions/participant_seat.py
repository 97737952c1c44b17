from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, email_normalize

# who has a place; the rest of a participant says what they are in the session
SEAT = ("partner_id", "user_id", "session_id", "active")

# what happens to a list of people
PEOPLE = {"added": "people_added", "removed": "people_removed"}


class CrmFacilitationParticipant(models.Model):
    """A place belongs to its person: whose it is, which account may come to it, and what is kept of that.

    A place is used once anything in the database names it (a need, a support, a ballot, a rating, a question, a
    remark), or once its account left evidence. Then its person and session stay; the one thing that may still come is
    an account of that person. Each change of a place is evidence, with what was there before.

    An account made later waits on ``waiting_user_id`` until a facilitator lets it in, unless the system's administrator
    made it with the same mail and nothing is in the place yet.
    """

    _inherit = "crm.facilitation.participant"

    waiting_user_id = fields.Many2one(
        "res.users",
        "Account that waits",
        copy=False,
        readonly=True,
        ondelete="set null",
        groups="crm_facilitation.group_facilitator",
    )

    def action_link_account(self) -> bool:
        """Let the account that waits come to its place: it is the same person's."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for participant in self:
            # the waiting account was found by the server, and nobody chooses it
            place_sudo = participant.sudo()
            if not place_sudo.waiting_user_id:
                raise UserError(self.env._("No account waits for “%s”.", participant.display_name))
            if place_sudo.waiting_user_id.partner_id == self._get_caller_partner():
                raise AccessError(self.env._("Nobody takes a place for themselves. Ask another facilitator."))
            place_sudo._link_account(place_sudo.waiting_user_id)
        return True

    def _link_account(self, user):
        """Give the place, which is the superuser's record, to an account of its person."""
        self.ensure_one()
        before = self._read_seat()
        values = {"partner_id": user.partner_id.id, "user_id": user.id, "waiting_user_id": False}
        super().write(values)
        self._forget_places()
        for place_sudo, facts in self._get_seat_changes(before):
            self.env["crm.facilitation.event"]._record(place_sudo, "account_linked", facts)

    def _offer_account(self, user, may_come):
        """Link ``user`` at once where it may come and nothing is in the place, else let it wait for a facilitator."""
        # who makes accounts may not lead sessions
        for place_sudo in self.sudo().filtered(lambda place: not place.user_id):
            others_sudo = place_sudo.with_context(active_test=False).search(
                [("session_id", "=", place_sudo.session_id.id), ("id", "!=", place_sudo.id)]
            )
            if user in others_sudo.user_id or user.partner_id in others_sudo.partner_id:
                continue
            if may_come and not place_sudo._get_uses():
                place_sudo._link_account(user)
            elif place_sudo.waiting_user_id != user:
                super(CrmFacilitationParticipant, place_sudo).write({"waiting_user_id": user.id})
                facts = {"person": place_sudo.partner_id.id, "account": user.id}
                self.env["crm.facilitation.event"]._record(place_sudo, "account_waits", facts)

    @api.model
    def _find_waiting(self, partner, mail):
        """Places without an account of this contact, or of another one with the same mail, in any session."""
        known = [("user_id", "=", False), ("session_id.state", "in", ("draft", "running"))]
        same = [("partner_id", "=", partner.id)]
        if normalized := email_normalize(mail or ""):
            same = ["|", *same, ("partner_id.email_normalized", "=", normalized)]
        # who makes accounts may not lead sessions
        return self.sudo().search(known + same)

    def _check_seat(self, vals):
        """Refuse what would give a place to somebody else."""
        for participant in self:
            # nobody may read all that names a place
            place_sudo = participant.sudo()
            partner_sudo = place_sudo.partner_id.browse(vals.get("partner_id", place_sudo.partner_id.id))
            user_sudo = place_sudo.user_id.browse(vals.get("user_id", place_sudo.user_id.id))
            session = vals.get("session_id", place_sudo.session_id.id)
            if user_sudo and user_sudo.partner_id != partner_sudo and {"partner_id", "user_id"} & set(vals):
                if "user_id" in vals or place_sudo._is_taken():
                    self._refuse_seat(place_sudo)
            moved = partner_sudo != place_sudo.partner_id or session != place_sudo.session_id.id
            loses = place_sudo.user_id and user_sudo != place_sudo.user_id
            if (moved and place_sudo._is_taken()) or (loses and place_sudo._get_uses()):
                self._refuse_seat(place_sudo)
            if partner_sudo != place_sudo.partner_id and partner_sudo == self._get_caller_partner() and not self.env.su:
                raise AccessError(self.env._("Nobody takes a place for themselves. Add yourself to the session."))

    def _is_taken(self):
        return self.session_id.state not in (False, "draft") or bool(self._get_uses())

    @api.model
    def _refuse_seat(self, place):
        raise UserError(
            self.env._(
                "The place of “%s” belongs to its person, with all that is in it. Nobody else can take it over: add the "
                "other person to the session.",
                place.partner_id.name,
            )
        )

    def _get_uses(self):
        """Technical names of what names these places: stored fields of any model, and the evidence of their accounts."""
        self.env.flush_all()
        uses = [
            f"{field.model_name}.{field.name}"
            for field, table, column in self._get_references()
            if self.env.execute_query(
                SQL(
                    "SELECT FROM %s WHERE %s = ANY(%s) LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    self.ids,
                )
            )
        ]
        # evidence is the leaders' to read
        rows_sudo = self.env["crm.facilitation.event"].sudo()
        acted = [("project_id", "in", self.project_id.ids), ("actor_id", "in", self.user_id.ids)]
        return uses + ["crm.facilitation.event.actor_id"] * bool(self.user_id and rows_sudo.search(acted, limit=1))

    @api.model
    def _get_references(self):
        """``[(field, table, column)]`` of every stored field that names participants."""
        found = []
        for name, model in self.env.items():
            if model._abstract or model._transient or not model._auto or model._table_query is not None:
                continue
            for field in model._fields.values():
                if field.comodel_name != self._name or not field.store or name == self._name:
                    continue
                if field.type == "many2one":
                    found.append((field, model._table, field.name))
                elif field.type == "many2many":
                    found.append((field, field.relation, field.column2))
        return found

    def _read_seat(self):
        # accounts are not everybody's to read
        return {place_sudo: [place_sudo[name] for name in SEAT] for place_sudo in self.sudo()}

    def _get_seat_changes(self, before):
        """``[(place, facts)]`` of what changed of these places since :meth:`_read_seat`, for the evidence."""
        names = ("person", "account", "session", "active")
        changes = []
        for place_sudo, old in before.items():
            facts = {}
            for name, was, now in zip(names, old, place_sudo._read_seat()[place_sudo], strict=True):
                if was != now:
                    facts[name], facts[f"{name}_before"] = (
                        value if isinstance(value, bool) else value.id for value in (now, was)
                    )
            if facts:
                changes.append((place_sudo, {"person": place_sudo.partner_id.id} | facts))
        return changes

    def _write_seat(self, vals: ValuesType) -> dict:
        """Check ``vals`` and give back what has to be compared afterwards."""
        if not set(SEAT) & set(vals):
            return {}
        self._check_seat(vals)
        return self._read_seat()

    def _record_noted(self):
        """Keep who is noted as there or as missing where a session begins, or whoever comes later: nobody said so themself."""
        words = dict(self._fields["attendance"]._description_selection(self.env))
        for place in self.filtered(lambda place: place.attendance != "invited" and not place.came_by):
            place._record_edit({"attendance": words["invited"]}, {"attendance": words[place.attendance]})

    def _record_people(self, change):
        """Keep who came to a session that has begun, or was taken off the list of one: one row for all at once."""
        # whose places they are, whoever may read the people
        for session_sudo, places_sudo in self.sudo().grouped("session_id").items():
            if change == "removed" or session_sudo.state != "draft":
                people = {"people": sorted(places_sudo.partner_id.ids)}
                session = session_sudo.sudo(self.env.su)
                self.env["crm.facilitation.event"]._record(session, PEOPLE[change], people, session_sudo.project_id)
