"""The cast of the tests: one roll-out, one running session, three departments, each role once."""

from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, tagged

from .people import make_people, new_person


def permit_everything(session):
    """Let people raise, vote and comment in the first step: what steps permit is tried in tests/sessions."""
    session.agenda_item_ids[:1].write({"can_raise": True, "can_vote": True, "can_remark": True})


@tagged("standard", "post_install", "-at_install")
class FacilitationCase(TransactionCase):
    """A roll-out in discovery with a running session in which three departments take part."""

    @classmethod
    def setUpClass(cls):
        make_people()
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        cls.departments = cls.env["hr.department"].create(
            [{"name": "Sales"}, {"name": "Service"}, {"name": "Logistics"}]
        )
        cls.sales, cls.service, cls.logistics = cls.departments
        cls.facilitator = cls._person("fac")
        cls.sponsor = cls._person("spo")
        cls.employee_sales = cls._person("sal")
        cls.employee_service = cls._person("ser")
        cls.employee_logistics = cls._person("log")
        cls.outsider = cls._person("out")
        cls.project = (
            cls.env["project.project"]
            .with_user(cls.facilitator)
            .create(
                {
                    "name": "New CRM",
                    "is_facilitation": True,
                    "affected_department_ids": [Command.set(cls.departments.ids)],
                }
            )
        )
        cls.session = (
            cls.env["crm.facilitation.session"]
            .with_user(cls.facilitator)
            .create({"name": "Discovery", "project_id": cls.project.id})
        )
        cls.participant_sales = cls.make_participant(cls.employee_sales, cls.sales)
        cls.participant_service = cls.make_participant(cls.employee_service, cls.service)
        cls.participant_logistics = cls.make_participant(cls.employee_logistics, cls.logistics)
        cls.participants = cls.participant_sales | cls.participant_service | cls.participant_logistics
        permit_everything(cls.session)
        cls.session.action_start()

    @classmethod
    def _person(cls, login):
        return cls.env["res.users"].search([("login", "=", login)])

    @classmethod
    def _new_user(cls, login, groups):
        return new_person(cls.env, login, groups)

    @classmethod
    def make_participant(cls, user, department, session=None, **values):
        """A participant of ``session`` (the cast's by default) for ``user``."""
        return (
            cls.env["crm.facilitation.participant"]
            .with_user(cls.facilitator)
            .create(
                {
                    "session_id": (session or cls.session).id,
                    "partner_id": user.partner_id.id,
                    "department_id": department.id,
                }
                | values
            )
        )

    @classmethod
    def make_need(cls, title, participant=None, **values):
        """A need raised by ``participant`` (Sales by default), as they would: under their own login."""
        participant = participant or cls.participant_sales
        own = {"name": title, "session_id": participant.session_id.id}
        need = cls.env["crm.facilitation.need"].with_user(participant.user_id).create(own).with_user(cls.facilitator)
        if values:
            need.write(values)
        return need

    def count_queries(self, call):
        """Queries that ``call`` and its writing cost as a request of its own.

        Nothing is read before, and no environment knows its company: an earlier one lives until the garbage collector
        comes by, and would answer for free or not by chance.
        """
        self.env.flush_all()
        self.env.transaction.reset()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def evidence(self, record):
        """Kinds of the evidence rows of ``record``, oldest first."""
        return (
            self.env["crm.facilitation.event"]
            .search([("record_model", "=", record._name), ("record_id", "=", record.id)], order="id")
            .mapped("kind")
        )


class FacilitationHttpCase(HttpCase, FacilitationCase):
    """The cast, for a browser. The session is ``meeting`` here: HttpCase keeps its web session in ``session``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meeting = cls.session
        del cls.session
