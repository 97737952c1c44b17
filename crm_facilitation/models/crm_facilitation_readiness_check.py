from odoo import api, fields, models
from odoo.tools import SQL

# more checks than a roll-out will ever have
PLACES = 64


class CrmFacilitationReadinessCheck(models.Model):
    """One line of the readiness list as the launch screen shows it.

    Nothing is stored: a row is a place in the list of a roll-out, what stands there is computed anew each time the
    screen opens. So the screen opens in a read-only transaction, on a replica too.
    """

    _name = "crm.facilitation.readiness.check"
    _description = "Facilitation Readiness Check"
    _auto = False
    _log_access = False
    _order = "project_id, place"

    project_id = fields.Many2one("project.project", readonly=True)
    place = fields.Integer(readonly=True)
    code = fields.Char(compute="_compute_check")
    name = fields.Char(compute="_compute_check")
    ok = fields.Boolean("Holds", compute="_compute_check")
    count = fields.Integer(compute="_compute_check")

    @property
    def _table_query(self):
        return SQL(
            "SELECT project.id * %(places)s + place AS id, project.id AS project_id, place"
            " FROM project_project AS project CROSS JOIN generate_series(0, %(places)s - 1) AS place"
            " WHERE project.is_facilitation",
            places=PLACES,
        )

    @api.model
    def _of(self, project, checks):
        """The lines of ``checks``, the readiness list of ``project``: what does not hold comes first."""
        places = sorted(range(len(checks)), key=lambda place: checks[place]["ok"])
        return self.browse(project.id * PLACES + place for place in places)

    @api.depends("project_id", "place")
    def _compute_check(self):
        for project, lines in self.grouped("project_id").items():
            checks = project.facilitation_readiness()
            for line in lines:
                check = checks[line.place] if line.place < len(checks) else {"code": False, "name": False, "count": 0}
                line.code, line.name, line.count = check["code"], check["name"], check["count"]
                line.ok = not line.count

    def action_open(self):
        """The records that stand in the way."""
        self.ensure_one()
        checks = self.project_id.facilitation_readiness()
        return next((check["action"] for check in checks if check["code"] == self.code), False)
