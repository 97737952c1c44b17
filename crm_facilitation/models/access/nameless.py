import secrets
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import NO_ACCESS, Command
from odoo.tools import SQL

from ...tools.access.random_number import new_number
from ...tools.small_groups import MIN_CELL
from ...tools.tokens import is_token, origin_commitment

# a connection that is lost after sending is tried again within this time
RESENT = timedelta(minutes=1)
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}
# commands of a new record that touch no other one
LINKS = (Command.LINK, Command.CLEAR, Command.SET)
# each pass writes every row anew: rows leave the pages they were raised in, and pages fill up in no order
PASSES = 6


class CrmFacilitationNameless(models.AbstractModel):
    """A model with records that name nobody: no number, stamp, place or order of theirs tells when they were made.

    Use it by ``_inherit``; make such records as the superuser, then call :meth:`_take_random_number` and
    :meth:`_forget_who_and_when`. :meth:`_mix` writes them anew in the order of their random numbers, when the step ends
    and, by a cron, while it lasts. The numbers stay: links and evidence refer to them.

    What a device says, it says with a token that it drew. Sent again because the answer was lost, or twice at once, it
    is found by the token and is the same record. What is stored is a commitment to the token and the speaker.

    Invariant: one record per token and speaker.
    """

    _name = "crm.facilitation.nameless"
    _description = "Facilitation Record Without a Name"
    _inherit = ["crm.facilitation.ordered"]

    is_anonymous = fields.Boolean("Anonymous", copy=False, readonly=True)
    is_mixed = fields.Boolean(copy=False, readonly=True, groups=NO_ACCESS)
    # found by nobody yet: the moment of its appearing would tell who was at the keyboard
    is_held = fields.Boolean(copy=False, readonly=True, groups=NO_ACCESS)
    origin_hash = fields.Char(copy=False, readonly=True, groups=NO_ACCESS)

    _unique_origin_hash = models.UniqueIndex("(origin_hash) WHERE origin_hash IS NOT NULL")

    @api.model
    def _search(self, domain, *args, active_test=True, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, active_test=active_test, bypass_access=bypass_access, **kwargs)
        # lists, counts and threads would tell the moment too, also what a method counts for somebody with all rights;
        # Odoo reads what is known by its number without the test
        if active_test and self.env.uid != SUPERUSER_ID and not query.is_empty():
            query.add_where(SQL("%s IS NOT TRUE", SQL.identifier(query.table, "is_held")))
        return query

    def _with_held(self):
        """The model for the server's own work with all that was said, also what nobody finds yet, and what is archived."""
        return self.with_user(SUPERUSER_ID).with_context(active_test=False)

    def _as_nobody(self):
        """The model for storing what nobody is to be named by: no user, and nothing of the caller's context."""
        return self.with_user(SUPERUSER_ID).with_context(clean_context_of(self.env.context) | QUIET)

    def _take_random_number(self):
        """Replace the number that was counted up, which would tell order and time beside the records around it."""
        self.ensure_one()
        self.flush_recordset()
        number = new_number()
        while self.browse(number).exists():
            number = new_number()
        self.env.cr.execute(SQL("UPDATE %s SET id = %s WHERE id = %s", SQL.identifier(self._table), number, self.id))
        self.invalidate_recordset(flush=False)
        return self.browse(number)

    def _forget_who_and_when(self):
        """Leave the day of a new anonymous record and nobody: the minute would tell who was at the keyboard."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_uid = %s, write_uid = %s,"
                " create_date = date_trunc('day', create_date), write_date = date_trunc('day', write_date)"
                " WHERE id IN %s",
                SQL.identifier(self._table),
                SUPERUSER_ID,
                SUPERUSER_ID,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["create_uid", "write_uid", "create_date", "write_date"], flush=False)

    @api.model
    def _check_stands_alone(self, vals):
        """Refuse values that would make, change or take over other records beside the new one.

        What a caller says is stored with superuser rights, and so would be what hangs on it: a reply in another's name.
        Links to what is there belong to the new record alone, and pass.
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or not field or field.type not in ("one2many", "many2many"):
                continue
            commands = [] if isinstance(value, models.BaseModel) else value
            links = all(isinstance(one, int) or one[0] in LINKS for one in commands)
            if field.type == "one2many" or not links:
                raise AccessError(self.env._("Say one thing at a time: what belongs to it is added afterwards."))

    @api.model
    def _say(self, prepared, origin=False):
        """Store what a participant says, in their name or in nobody's; with superuser rights.

        :param prepared: complete values, of a caller who was checked; ``is_anonymous`` says which of the two
        :param origin: what :meth:`_commit` gave for the device's token
        """
        self._check_stands_alone(prepared)
        if not prepared["is_anonymous"]:
            known = not origin and self._find_said(prepared)
            # guests have no right of their own to a model
            return known or self.sudo().create([prepared])._take_origin(origin)
        said = self._as_nobody().create([prepared])._take_origin(origin)._take_random_number()
        said._forget_who_and_when()
        said._hold_back()
        return said

    def _take_origin(self, origin):
        """Store what :meth:`_commit` gave, and have the request repeated when another one stores the same: it finds that.

        Odoo would log the statement that was refused, and with it the words and the minute of what is anonymous.
        """
        if origin:
            self.flush_recordset()
            named = SQL("UPDATE %s SET origin_hash = %s WHERE id = %s", SQL.identifier(self._table), origin, self.id)
            try:
                self.env.cr.execute(named, log_exceptions=False)
            except UniqueViolation as error:
                raise ConcurrencyError("What a device said was sent twice at once.") from error
            self.invalidate_recordset(["origin_hash"], flush=False)
        return self

    @api.model
    def _commit(self, session_id, participant, token):
        """What is stored of ``token``; False where the device sent none.

        :param participant: id of who speaks; nothing for an account that speaks without taking part
        :raise UserError: it is no token
        """
        if token is None or token is False:
            return False
        if not is_token(token):
            raise UserError(self.env._("Your device did not draw a proper token. Load the page again and repeat it."))
        return origin_commitment(session_id, participant or -self.env.uid, token)

    @api.model
    def _find_committed(self, *origins):
        """What was said with one of these commitments, which only who knows the token makes; also what is held back."""
        found = self._with_held()
        wanted = [origin for origin in origins if origin]
        return found.search([("origin_hash", "in", wanted)], limit=1) if wanted else found.browse()

    @api.model
    def _find_said(self, prepared):
        """What the same person said in the same words a moment ago: it is sent again where the answer was lost.

        For what comes without a token; of what is anonymous neither the person nor the minute is stored.
        """
        if not prepared.get("author_id"):
            return self.browse()
        self._speak_one_at_a_time(prepared["author_id"])
        said = [(name, "=", value) for name, value in prepared.items()]
        # guests have no right of their own to a model
        return self.sudo().search([*said, ("create_date", ">=", fields.Datetime.now() - RESENT)], limit=1)

    @api.model
    def _speak_one_at_a_time(self, author_id):
        """Have what the same person says at the same moment wait, and be repeated: each sees what the other stored."""
        people = self.env[self._fields["author_id"].comodel_name]
        self.env.cr.execute(SQL("UPDATE %s SET id = id WHERE id = %s", SQL.identifier(people._table), author_id))

    def _hold_back(self):
        """Keep a new anonymous record out of sight until others have come: they appear ``MIN_CELL`` at a time.

        Those of one session are counted together. What is still held back when the step ends appears then, see
        :meth:`_show_held`.
        """
        self.ensure_one()
        table, session = SQL.identifier(self._table), self.session_id.id
        self.flush_model()
        self.env.cr.execute(SQL("UPDATE %s SET is_held = TRUE WHERE id = %s", table, self.id))
        self.env.cr.execute(SQL("SELECT count(*) FROM %s WHERE session_id = %s AND is_held", table, session))
        if self.env.cr.fetchone()[0] >= MIN_CELL:
            self._show_held([session])
        self.env.invalidate_all()

    @api.model
    def _show_held(self, session_ids):
        """Show what was held back in these sessions, all at once."""
        self.flush_model()
        self.env.cr.execute(
            SQL("UPDATE %s SET is_held = FALSE WHERE session_id = ANY(%s) AND is_held",
                SQL.identifier(self._table), list(session_ids))
        )  # fmt: skip
        if self.env.cr.rowcount:
            # lists of others that were read before are without it
            self.env.invalidate_all()

    @api.model
    def _show_all_held(self, session_ids):
        """Show what was held back in these sessions, of every kind."""
        for name in self.pool.descendants([self._name], "_inherit"):
            if not self.env[name]._abstract:
                self.env[name]._show_held(session_ids)

    def _mix(self):
        """Write these records and their links anew: neither place nor transaction says when one was made.

        The rows stay, since others refer to them, and get a new place in the order of a die; their links are deleted and
        written again in the order of the numbers.
        """
        if not self:
            return
        self.flush_model()
        numbers = self.ids
        for _pass in range(PASSES):
            secrets.SystemRandom().shuffle(numbers)
            for number in numbers:
                self.env.cr.execute(
                    SQL("UPDATE %s SET is_mixed = TRUE WHERE id = %s", SQL.identifier(self._table), number)
                )
        for field in self._fields.values():
            if field.type == "many2many" and field.store and not field.inherited:
                self._mix_links(field)
        self.invalidate_recordset(["is_mixed"], flush=False)

    def _mix_links(self, field):
        names = {"table": SQL.identifier(field.relation), "own": SQL.identifier(field.column1)}
        names["other"] = SQL.identifier(field.column2)
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(table)s WHERE %(own)s IN %(ids)s RETURNING %(own)s, %(other)s",
                ids=tuple(self.ids),
                **names,
            )
        )
        for own, other in sorted(self.env.cr.fetchall()):
            self.env.cr.execute(
                SQL("INSERT INTO %(table)s (%(own)s, %(other)s) VALUES (%(a)s, %(b)s)", a=own, b=other, **names)
            )

    @api.model
    def _cron_mix(self):
        """Mix what was raised since the last time, together with the rest of the step that has not ended yet.

        A copy of the database that is made meanwhile then holds no transaction of a person beside what they raised.
        """
        for name in self.pool.descendants([self._name], "_inherit"):
            model = self.env[name].with_context(active_test=False)
            if not model._abstract and model.search_count([("is_anonymous", "=", True), ("is_mixed", "=", False)]):
                model.search(model._get_unsealed())._mix()

    @api.model
    def _mix_said_in(self, sessions):
        """Write anew what was said without a name in these sessions: the step is over, whoever ended it."""
        # what the step collected is mixed, whoever may read it
        self._with_held().search([("session_id", "in", sessions.ids), ("is_anonymous", "=", True)])._mix()

    @api.model
    def _get_unsealed(self):
        """Hook: the domain of the records whose step may still last."""
        return [("is_anonymous", "=", True), ("is_mixed", "=", False)]


def clean_context_of(context):
    """The context without defaults and without the caller's language, both of which could point at a person."""
    return {
        key: value for key, value in context.items() if not key.startswith("default_") and key not in ("uid", "lang")
    }
