import ast

from psycopg2 import Error as DatabaseError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools.figures import unit_for, write_figure

MEASURES = [
    ("count", "Number of records"),
    ("sum", "Sum of a field"),
    ("average", "Average of a field"),
    ("ratio", "Share of records, in percent"),
    ("manual", "Entered by hand"),
]
DIRECTIONS = [("up", "Up"), ("down", "Down")]
NUMBERS = ("integer", "float", "monetary")
DATES = ("date", "datetime")
# no texts: what a breakdown names is shown to everybody who sees the KPI
GROUPS = ("many2one", "selection", "boolean")
# a number of the form that counts many things, in every language
MANY = 100


class CrmFacilitationKpiDefinition(models.Model):
    """How a KPI is measured, on any model: which records, dated by which field, added up how.

    A definition says nothing about a roll-out; KPIs bring owner, baseline and target. Those that share one share
    its query. Without a date field it is a snapshot: measured as of now, it has no past.

    Those of the library serve all companies; KPIs of a company use these and its own.

    Invariants: domains are literals, never evaluated; model, fields and domains are checked by a real query when
    saved; whatever is measured is measured with the rights of the KPI's owner, and open to KPIs.
    """

    _name = "crm.facilitation.kpi.definition"
    _description = "Facilitation KPI Definition"
    _inherit = ["crm.facilitation.guarded", "crm.facilitation.shared"]
    _order = "sequence, id"
    _names_copies = True
    # whom rights let write one: the library is the administrator's, the others are their company's
    _write_policy = """
        anybody | new | - | company_id
        anybody | * | - | name sequence active formula source traps is_vanity measure model_id domain include_archived
        anybody | * | - | date_field_id measure_field_id numerator_domain group_field_id unit direction <other>
        anybody | * | - | has_scale scale_from scale_to
    """

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    formula = fields.Text(translate=True, help="How the figure is computed, in words.")
    source = fields.Char(translate=True, help="Where the figures come from, and who fills them in.")
    traps = fields.Text("Usual traps", translate=True, help="How this figure misleads, and what to look at beside it.")
    is_vanity = fields.Boolean(
        "Vanity metric", help="It rises without anything getting better. Do not steer a roll-out by it alone."
    )
    measure = fields.Selection(MEASURES, required=True, default="count")
    model_id = fields.Many2one(
        "ir.model",
        "Records of",
        ondelete="set null",
        domain=lambda self: self.env["crm.facilitation.kpi.source"]._get_counted_domain(),
    )
    model_name = fields.Char(related="model_id.model", string="Technical name of the records")
    domain = fields.Char("Which records", default="[]", required=True)
    include_archived = fields.Boolean(
        default=True, help="Lost opportunities are archived in Odoo: without them every rate of success is 100 %."
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        "Dated by",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ['date', 'datetime']), ('store', '=', True)]",
        help="Leave empty for a snapshot, which is measured as of now.",
    )
    measure_field_id = fields.Many2one(
        "ir.model.fields",
        "Measured field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ['integer', 'float', 'monetary']), ('store', '=', True)]",
    )
    numerator_domain = fields.Char("Which of them count", default="[]", required=True)
    group_field_id = fields.Many2one(
        "ir.model.fields",
        "Broken down by",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('store', '=', True),"
        " ('ttype', 'in', ['many2one', 'selection', 'boolean'])]",
    )
    unit = fields.Char(
        translate=True,
        help="What the figure counts, for example %, days, leads; where a language has several forms: day|days.",
    )
    unit_of_many = fields.Char("Unit for many", compute="_compute_unit_of_many")
    direction = fields.Selection(
        DIRECTIONS, "Better is", required=True, default="up", help="Where a KPI with this definition is to go."
    )
    has_scale = fields.Boolean("On a scale", help="Values outside the scale are refused.")
    scale_from = fields.Float("Scale from")
    scale_to = fields.Float("Scale to")
    lost_parts = fields.Char(
        "Removed", readonly=True, copy=False, help="What it was measured by and an uninstalled app took along."
    )
    kpi_ids = fields.One2many("crm.facilitation.kpi", "definition_id", "KPIs", context={"active_test": True})

    _check_scale = models.Constraint(
        "CHECK (has_scale IS NOT TRUE OR scale_to > scale_from)", "A scale ends above where it begins."
    )

    @api.depends("unit")
    @api.depends_context("lang")
    def _compute_unit_of_many(self):
        """The form of the unit that stands beside many, where a list has no figure."""
        for definition in self:
            definition.unit_of_many = unit_for(self.env.lang or "en_US", definition.unit or "", MANY)

    def _check_on_scale(self, values):
        """Refuse values that no scale of these definitions has."""
        for definition in self.filtered("has_scale"):
            outside = [value for value in values if not definition.scale_from <= value <= definition.scale_to]
            if outside:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is a scale from %(lowest)s to %(highest)s: %(value)s is not on it.",
                        name=definition.name,
                        lowest=write_figure(self.env, definition.scale_from),
                        highest=write_figure(self.env, definition.scale_to),
                        value=write_figure(self.env, outside[0]),
                    )
                )

    @api.constrains(
        "measure", "model_id", "domain", "date_field_id", "measure_field_id", "numerator_domain", "group_field_id"
    )
    def _check_measurable(self):
        for definition in self.filtered(lambda definition: definition.measure != "manual"):
            if not definition.model_id:
                raise ValidationError(self.env._("“%s”: choose whose records are measured.", definition.name))
            if definition.measure in ("sum", "average") and not definition.measure_field_id:
                raise ValidationError(self.env._("“%s”: choose the field to add up.", definition.name))
            definition._check_fields()
            definition._check_query()

    def _check_fields(self):
        kinds = ((self.date_field_id, DATES), (self.measure_field_id, NUMBERS), (self.group_field_id, GROUPS))
        for field, types in kinds:
            if field and (field.model_id != self.model_id or field.ttype not in types or not field.store):
                raise ValidationError(
                    self.env._("“%(name)s”: the field %(field)s cannot be used here.", name=self.name, field=field.name)
                )

    def _check_query(self):
        """Run the query for one day, as whoever saves, so that a wrong domain is told now and not at night."""
        today = fields.Date.context_today(self)
        # constraints run as superuser; only whoever is superuser by login measures as one
        definition = self if self.env.uid == SUPERUSER_ID else self.sudo(False)
        try:
            with self.env.cr.savepoint(flush=False):
                definition._measure_segments([today, fields.Date.add(today, days=1)], self.env.company)
        except (AccessError, UserError, ValueError, KeyError, TypeError, DatabaseError) as error:
            raise ValidationError(
                self.env._("“%(name)s” cannot be measured: %(reason)s", name=self.name, reason=error)
            ) from error

    def _parse_domain(self, text):
        """The domain written in ``text``: a literal, so that nothing a user writes is evaluated."""
        try:
            parsed = ast.literal_eval((text or "[]").strip())
            if not isinstance(parsed, list):
                raise ValueError(text)
            return Domain(parsed)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise ValidationError(
                self.env._("“%s” is not a filter. Use the filter editor, with values and without formulas.", text)
            ) from error

    def _get_measured_model(self):
        """The measured model with this environment's rights."""
        self.ensure_one()
        if self.lost_parts:
            raise UserError(self._word_lost())
        # the models of Odoo are not everybody's to read
        if self.sudo().model_name not in self.env:
            raise UserError(self.env._("The records of “%s” are not installed any more.", self.name))
        return self.env[self.sudo().model_name]
