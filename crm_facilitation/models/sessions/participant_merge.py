from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmFacilitationParticipant(models.Model):
    """Making one place of several of one person in one session, when their contacts are merged."""

    _inherit = "crm.facilitation.participant"

    def _merge_places(self):
        """Make one place of several of one person in one session; the one with a ballot is kept."""
        voting = self.filtered(lambda place: place._has_ballot())
        if len(voting) > 1:
            raise UserError(
                self.env._(
                    "“%(people)s” have a ballot each in “%(session)s”: nobody votes twice, so they cannot become one.",
                    people="”, “".join(voting.mapped("partner_id.name")),
                    session=self.session_id.name,
                )
            )
        kept = voting or self.filtered("user_id")[:1] or self[:1]
        gone = self - kept
        self.env["crm.facilitation.event"]._record(
            kept,
            "places_merged",
            {"person": kept.partner_id.id, "merged": gone.partner_id.ids, "account_before": kept.user_id.id},
        )
        user = (kept.user_id or gone.user_id)[:1]
        gone._move_uses(kept)
        # nothing names them any more, and a place of a session that has begun is otherwise kept
        self.env.cr.execute(SQL("DELETE FROM crm_facilitation_participant WHERE id = ANY(%s)", gone.ids))
        self.env.cr.execute(
            SQL("UPDATE crm_facilitation_participant SET user_id = %s WHERE id = %s", user.id or None, kept.id)
        )
        self.env.invalidate_all()
        self._forget_places()

    def _has_ballot(self):
        """Hook: whether the person is on the list of a vote."""
        return False

    def _move_uses(self, kept):
        """Let everything that names these places name ``kept``; what it has already is not doubled."""
        self.env.flush_all()
        for _field, table, column in self._get_references():
            for gone in self.ids:
                names = {
                    "table": SQL.identifier(table),
                    "column": SQL.identifier(column),
                    "kept": kept.id,
                    "gone": gone,
                }
                self._move_use(table, column, names)

    def _move_use(self, table, column, names):
        others = SQL(" AND ").join(
            SQL("mine.%s = theirs.%s", SQL.identifier(name), SQL.identifier(name))
            for name in self._get_unique_beside(table, column)
        )
        if others:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %(table)s theirs USING %(table)s mine"
                    " WHERE theirs.%(column)s = %(gone)s AND mine.%(column)s = %(kept)s AND (%(others)s)",
                    others=others,
                    **names,
                )
            )
        self.env.cr.execute(SQL("UPDATE %(table)s SET %(column)s = %(kept)s WHERE %(column)s = %(gone)s", **names))

    def _get_unique_beside(self, table, column):
        """Columns that are unique together with ``column``: those of a rating, of a link table."""
        rows = self.env.execute_query(
            SQL(
                """SELECT attribute.attname FROM pg_index index
                     JOIN pg_attribute own ON own.attrelid = index.indrelid AND own.attnum = ANY(index.indkey)
                     JOIN pg_attribute attribute
                       ON attribute.attrelid = index.indrelid AND attribute.attnum = ANY(index.indkey)
                    WHERE index.indrelid = %s::regclass AND index.indisunique AND own.attname = %s
                      AND attribute.attname <> %s""",
                table,
                column,
                column,
            )
        )
        return sorted({name for (name,) in rows})


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts of one person who takes part with both: their places are merged with them."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        before = {}
        if len(partners) > 1:
            # whoever merges contacts may not lead sessions, and archived places count too
            places_sudo = self.env["crm.facilitation.participant"].sudo().with_context(active_test=False)
            for twins_sudo in places_sudo.search([("partner_id", "in", partners.ids)]).grouped("session_id").values():
                if len(twins_sudo) > 1:
                    twins_sudo._merge_places()
            before = places_sudo.search([("partner_id", "in", partners.ids)])._read_seat()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self.env.invalidate_all()
        # the only place of a person in a session goes with their contact
        for place_sudo, facts in self.env["crm.facilitation.participant"]._get_seat_changes(before):
            self.env["crm.facilitation.event"]._record(place_sudo, "place_changed", facts)
        return result
