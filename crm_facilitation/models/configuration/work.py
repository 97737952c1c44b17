from odoo import api, fields, models


class CrmFacilitationWork(models.Model):
    """From when to when a person had a configuration task in progress: by this a scan guesses whose change it was.

    A task in the first column of its board is planned and not begun.

    Written by the task itself, because the chatter can be switched off by whoever writes.
    """

    _name = "crm.facilitation.work"
    _description = "Facilitation Work Log"
    _inherit = ["crm.facilitation.guarded"]
    _order = "date_start, id"

    task_id = fields.Many2one("project.task", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    date_start = fields.Datetime(required=True, default=fields.Datetime.now)
    date_end = fields.Datetime()

    _unique_open = models.UniqueIndex("(task_id, user_id) WHERE date_end IS NULL")

    @api.model
    def _follow(self, tasks):
        """Open and end rows so that they agree with the tasks as they are now."""
        wanted = {
            (task.id, user.id)
            for task in tasks.filtered(lambda task: task.is_configuration_task and task._is_under_way())
            for user in task.user_ids
        }
        rows = self.search([("task_id", "in", tasks.ids), ("date_end", "=", False)])
        open_rows = {(row.task_id.id, row.user_id.id): row for row in rows}
        ended = [row.id for key, row in open_rows.items() if key not in wanted]
        self.browse(ended).write({"date_end": fields.Datetime.now()})
        self.create([{"task_id": task, "user_id": user} for task, user in sorted(wanted - set(open_rows))])
