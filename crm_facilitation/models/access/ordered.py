from odoo import models
from odoo.tools import SQL


class CrmFacilitationOrdered(models.AbstractModel):
    """A model whose rows come in no order but one that was asked for: ties never come as PostgreSQL keeps them.

    Use it by ``_inherit`` for what can be anonymous, and for rows that name such a record: they would repeat its place.

    Invariant: every order ends in the number, whatever the caller sorts by.
    """

    _name = "crm.facilitation.ordered"
    _description = "Facilitation Record in a Certain Order"

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        sorted_by = super()._order_to_sql(order, query, alias, reverse)
        named = {part.split()[0] for part in (order or self._order).split(",") if part.strip()}
        # rows that are grouped have no number of their own
        if "id" in named or getattr(query, "facilitation_is_grouped", False):
            return sorted_by
        number = SQL.identifier(alias or self._table, "id")
        return SQL("%s, %s", sorted_by, number) if sorted_by else number

    def _read_group_orderby(self, order, groupby_terms, query):
        query.facilitation_is_grouped = True
        return super()._read_group_orderby(order, groupby_terms, query)
