from odoo import api, models


class IrCron(models.Model):
    """Scheduled work that takes each record by itself."""

    _inherit = "ir.cron"

    @api.model
    def _run_each(self, records, step, logger, problem):
        """Run ``step`` for each of the records, and commit after each.

        One that fails is undone and named in the log. The next one does not wait for it, and it comes again with the
        next run.

        :param records: of any model, in the order in which they are taken
        :param step: a function of one record
        :param logger: the caller's, so that the log says which work failed
        :param str problem: the line of the log, with ``%s`` for the record's id
        :return: the records that failed
        """
        failed = records.browse()
        self._commit_progress(remaining=len(records))
        for record in records:
            try:
                with self.env.cr.savepoint():
                    step(record)
            except Exception:
                logger.exception(problem, record.id)
                failed |= record
            self._commit_progress(1)
        return failed
