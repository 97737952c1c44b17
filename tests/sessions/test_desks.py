"""Two facilitators press at the same moment: real cursors, real commits."""

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..voting.test_barriers import BarrierCase


class TestTwoDesks(BarrierCase):
    def test_two_desks_that_press_at_once_go_one_step_and_the_second_is_told(self):
        with self.environment() as first, self.environment() as second:
            desks = [
                env["crm.facilitation.session"].search([("project_id", "=", self.project)]) for env in (first, second)
            ]
            steps = [desk.agenda_item_ids for desk in desks]
            seen = [desk.current_item_id.id for desk in desks]
            self.assertEqual(seen[0], seen[1])
            desks[0].action_next(seen[0])
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                desks[1].action_next(seen[1])
                second.flush_all()
            # as Odoo repeats a request whose snapshot was too old
            second.cr.rollback()
            second.transaction.reset()
            with self.assertRaisesRegex(UserError, steps[0][1].name):
                desks[1].action_next(seen[1])
            self.assertEqual(desks[1].current_item_id.id, steps[0][1].id)
            second.cr.rollback()
