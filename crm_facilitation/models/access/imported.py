from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.access.texts import plain

CHOICES = [("skip", "Leave it as it is"), ("update", "Bring it up to date"), ("add", "Add it all the same")]


class CrmFacilitationImported(models.AbstractModel):
    """Records whose file is imported twice: those that exist are named, and whoever imports chooses for each.

    A row is known by its name within what ``_known_within`` names; a row with an id or an external id says itself which
    record it is. The choice is a column of the file, see :attr:`if_known`.

    Invariants: nothing comes in twice unsaid; what is left as it is is not written.
    """

    _name = "crm.facilitation.imported"
    _description = "Facilitation Import"

    _known_within = ()

    if_known = fields.Selection(
        CHOICES,
        "If it exists already",
        store=False,
        help="A column for files: what to do with a row whose record is there already.",
    )

    @api.model
    def load(self, fields: list[str], data: list[list[str]]) -> dict:
        # what this file brought in; where a row of it is refused, Odoo loads each one by itself
        return super(CrmFacilitationImported, self.with_context(facilitation_brought_in=[])).load(fields, data)

    @api.model
    def _load_records(self, data_list, update=False):
        ids, brought_in = [], self.env.context.get("facilitation_brought_in", [])
        for rows in self._split_at_repetitions(data_list):
            loaded = self._load_distinct(rows, update, self.browse(brought_in).exists())
            ids += loaded.ids
            brought_in += loaded.ids
        return self.browse(ids)

    @api.model
    def _split_at_repetitions(self, data_list):
        """The rows in groups, in order, none of which says the same twice: a row is known by what came before it."""
        groups, seen = [[]], set()
        for row in data_list:
            key = self._get_key_of_row(row["values"])
            if key in seen and not self._says_itself(row) and row["values"].get("if_known") != "add":
                groups.append([])
                seen.clear()
            groups[-1].append(row)
            seen.add(key)
        return groups

    @api.model
    def _says_itself(self, row):
        """Whether a row says by an id or an external id which record it is."""
        return row.get("xml_id") or row["values"].get("id")

    @api.model
    def _load_distinct(self, data_list, update, before):
        """Load rows none of which says the same as another one; ``before`` is what the file brought in before them."""
        rows = [row | {"values": dict(row["values"])} for row in data_list]
        choices = [row["values"].pop("if_known", False) for row in rows]
        asking = [row for row in rows if not self._says_itself(row)]
        known = dict(zip(map(id, asking), self._get_known([row["values"] for row in asking], before), strict=True))
        left = {}
        for number, (row, choice) in enumerate(zip(rows, choices, strict=True)):
            if record := known.get(id(row)):
                self._check_choice(record, choice)
                if choice == "skip":
                    left[number] = record
                elif choice == "update":
                    row["values"] = self._get_changes_of_row(row["values"]) | {"id": record.id}
        loaded = iter(super()._load_records([row for number, row in enumerate(rows) if number not in left], update))
        return self.browse((left.get(number) or next(loaded)).id for number in range(len(rows)))

    @api.model
    def _check_choice(self, record, choice):
        if not choice:
            raise UserError(
                self.env._(
                    "“%(name)s” is there already, or twice in this file. Fill in the column “%(column)s”: “%(skip)s”, “%(update)s”"
                    " or “%(add)s”.",
                    name=record.display_name,
                    column=self._fields["if_known"].get_description(self.env, ["string"])["string"],
                    **dict(self._fields["if_known"]._description_selection(self.env)),
                )
            )

    @api.model
    def _get_changes_of_row(self, values):
        """What a row says beside what its record is known by; an empty cell says nothing."""
        return {name: value for name, value in values.items() if name not in self._known_within and value is not False}

    @api.model
    def _get_known(self, values_list, before):
        """The record that each row means, or an empty one; as far as whoever imports may read, archived ones included.

        What the same file brought in ``before`` is known too where nobody finds it yet, since it is anonymous.
        """
        if not values_list:
            return []
        domain = [
            (name, "in", list({values.get(name) or False for values in values_list})) for name in self._known_within
        ]
        there = self.with_context(active_test=False).search(domain, order="id") | before
        by_name = there.grouped(lambda record: (record._get_place(), plain(record.name or "").casefold()))
        blank = self.browse()
        return [
            next(
                (record for record in by_name.get(self._get_key_of_row(values), blank) if record._is_meant(values)),
                blank,
            )
            for values in values_list
        ]

    @api.model
    def _get_key_of_row(self, values):
        place = tuple(values.get(name) or False for name in self._known_within)
        return place, plain(self._get_name_of_row(values)).casefold()

    @api.model
    def _get_name_of_row(self, values):
        """Hook: what a record made of the row would be called."""
        return values.get("name") or ""

    def _get_place(self):
        return tuple(self[name].id for name in self._known_within)

    def _is_meant(self, values):
        """Hook: whether a row of this name and place means this record."""
        self.ensure_one()
        return True
