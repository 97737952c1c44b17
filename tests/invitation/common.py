"""A session a month ahead with people to invite: with an account, without one, without mail, with one mailbox for two."""

import contextlib
import socketserver
import threading
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import email_split, mute_logger

from odoo.addons.mail.tests.common import MockEmail

from ..common import FacilitationCase

# Odoo reports every mail that a server does not take
MAIL_LOGS = ("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")


@contextlib.contextmanager
def mail_server(refusals):
    """A mail server on this machine that takes every mail but those to some addresses; yields its port.

    :param dict refusals: ``{address: (code, text)}``; each line of the text is a line of the answer
    """

    class Conversation(socketserver.StreamRequestHandler):
        def say(self, code, text):
            *lines, last = text.split("\n")
            self.wfile.write("".join([*(f"{code}-{line}\r\n" for line in lines), f"{code} {last}\r\n"]).encode())

        def handle(self):
            self.say(220, "ready")
            while line := self.rfile.readline().decode().strip():
                word = line.upper()
                if word.startswith("RCPT"):
                    self.say(*refusals.get(line.partition("<")[2].rstrip(">"), (250, "ok")))
                elif word == "DATA":
                    self.say(354, "go on")
                    while self.rfile.readline() not in (b".\r\n", b""):
                        pass
                    self.say(250, "taken")
                elif word == "QUIT":
                    return self.say(221, "bye")
                else:
                    self.say(250, "ok")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


class InvitationCase(FacilitationCase, MockEmail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.sudo().company_id = cls.env.company
        cls.env.company.partner_id.tz = "Europe/Berlin"
        cls.env.company.email = "office@example.com"
        cls.env["ir.config_parameter"].set_param("web.base.url", "https://crm.example.com")
        cls.first_day = fields.Date.today() + timedelta(days=30)
        cls.ahead = cls.session.create(
            {
                "name": "Kick-off",
                "project_id": cls.project.id,
                "date_start": cls.first_day,
                "date_end": cls.first_day + timedelta(days=1),
            }
        )
        cls.sal = cls.make_participant(cls.employee_sales, cls.sales, session=cls.ahead)
        cls.gus = cls.make_guest("Gus Guest", "shared@example.com", cls.sales)
        cls.gita = cls.make_guest("Gita Guest", "shared@example.com", cls.service)
        cls.quiet = cls.make_guest("Quiet Guest", False, cls.logistics)

    @classmethod
    def make_guest(cls, name, email, department, session=None):
        person = cls.env["res.partner"].create({"name": name, "email": email, "lang": "en_US", "tz": "Europe/Berlin"})
        place = {
            "session_id": (session or cls.ahead).id,
            "partner_id": person.id,
            "department_id": department.id,
        }
        return cls.env["crm.facilitation.participant"].with_user(cls.facilitator).create(place)

    @classmethod
    def make_employee(cls, name, department, company=None, email=None):
        company = company or cls.env.company
        address = email or f"{name.split()[0].lower()}@example.com"
        return cls.env["hr.employee"].create(
            {"name": name, "company_id": company.id, "department_id": department.id, "work_email": address}
        )

    def queued(self, session=None):
        """Mails to people of the session that wait, in the order in which they were made."""
        people = self.env["crm.facilitation.participant"].with_context(active_test=False)
        people = people.search([("session_id", "=", (session or self.ahead).id)])
        return self.env["mail.mail"].search(
            [("facilitation_participant_id", "in", people.ids), ("state", "=", "outgoing")], order="id"
        )

    def send_queue(self, refused=()):
        """Send what waits; return the messages as ``{name of the person: [EmailMessage]}``.

        :param refused: addresses that the mail server does not take
        """
        sent, waiting = {}, self.queued()
        names = {mail.email_to: mail.facilitation_participant_id.partner_id.name for mail in waiting}
        server = type(self.env["ir.mail_server"])
        origin = server.send_email

        def send_email(model, message, *args, **kwargs):
            if set(email_split(message["To"])) & set(refused):
                raise AssertionError(server.NO_VALID_RECIPIENT)
            return origin(model, message, *args, **kwargs)

        with self.mock_mail_gateway(mail_unlink_sent=True), patch.object(server, "send_email", send_email):
            waiting.send()
        for message in self._mails:
            to = message["email_to"][0]
            name = next(name for address, name in names.items() if address == to)
            sent.setdefault(name, []).append(message["EmailMessage"])
        self.env.invalidate_all()
        return sent

    def send_queue_to(self, port):
        """Send what waits to the mail server at a port of this machine, as Odoo does outside tests."""
        servers = self.env["ir.mail_server"]
        servers.search([]).unlink()
        servers.create({"name": "Here", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"})
        with patch.object(type(servers), "_disable_send", lambda _model: False), mute_logger(*MAIL_LOGS):
            self.queued().send()
        self.env.invalidate_all()

    def text_of(self, message):
        return message.get_body(("html",)).get_content()

    def files_of(self, message):
        """``[(name, type with its parameters, lines)]`` of the attachments."""
        return [
            (
                part.get_filename(),
                part["Content-Type"],
                part.get_payload(decode=True).decode().replace("\r\n ", "").split("\r\n"),
            )
            for part in message.iter_attachments()
        ]
