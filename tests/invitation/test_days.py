"""The days of a session in people's calendars: files with mails, events of those with an account, changes, cancelling."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import InvitationCase


def value(lines, name):
    """The value of a line of a calendar file, whatever parameters it has."""
    return next(line.partition(":")[2] for line in lines if line.split(":")[0].split(";")[0] == name)


@tagged("standard", "post_install", "-at_install")
class TestFiles(InvitationCase):
    def setUp(self):
        super().setUp()
        self.lead = self.ahead.with_user(self.facilitator)
        self.lead.action_invite()

    def test_a_file_for_each_day_says_what_it_is_for(self):
        [message] = self.send_queue()["Gus Guest"]
        files = self.files_of(message)
        self.assertEqual([name for name, _type, _lines in files], ["day-1.ics", "day-2.ics"])
        for number, (_name, mime, lines) in enumerate(files, 1):
            self.assertEqual(mime.split(";")[0], "text/calendar")
            self.assertIn('method="REQUEST"', mime.replace("method=REQUEST", 'method="REQUEST"'))
            self.assertIn("METHOD:REQUEST", lines)
            self.assertIn(f"-day-{number}-person-{self.gus.id}@", value(lines, "UID"))
            self.assertEqual(value(lines, "SEQUENCE"), "0")
            self.assertEqual(value(lines, "SUMMARY"), "Kick-off")
            self.assertEqual(value(lines, "ORGANIZER"), "mailto:office@example.com")
            # the one person, no link, nobody else
            self.assertEqual(
                next(line for line in lines if line.startswith("ATTENDEE")).rpartition(":")[2], "shared@example.com"
            )
            self.assertFalse([line for line in lines if "/f/" in line or "Gita" in line])

    def test_a_changed_day_is_the_same_day_with_a_higher_number(self):
        before = self.files_of(self.send_queue()["Gus Guest"][0])
        self.lead.write(
            {"date_start": self.first_day + timedelta(days=7), "date_end": self.first_day + timedelta(days=8)}
        )
        sent = self.send_queue()
        self.assertEqual(sorted(sent), ["Gita Guest", "Gus Guest", "Sal"])
        self.assertIn("new days of “Kick-off”", sent["Gus Guest"][0]["Subject"])
        after = self.files_of(sent["Gus Guest"][0])
        for (_name, _type, old), (_again, _mime, new) in zip(before, after, strict=True):
            self.assertEqual(value(old, "UID"), value(new, "UID"))
            self.assertEqual((value(old, "SEQUENCE"), value(new, "SEQUENCE")), ("0", "1"))
            self.assertLess(value(old, "DTSTART"), value(new, "DTSTART"))
        self.lead.start_hour = 10
        again = self.files_of(self.send_queue()["Gus Guest"][0])
        self.assertEqual({value(lines, "SEQUENCE") for _name, _type, lines in again}, {"2"})

    def test_a_day_that_is_dropped_is_cancelled_and_once(self):
        self.send_queue()
        self.lead.date_end = self.first_day
        for methods in (["METHOD:REQUEST", "METHOD:CANCEL"], ["METHOD:REQUEST"]):
            files = self.files_of(self.send_queue()["Gus Guest"][0])
            self.assertEqual([lines[3] for _name, _type, lines in files], methods)
            if len(files) == 2:
                self.assertIn("method=CANCEL", files[1][1].replace('"', ""))
                self.assertIn("STATUS:CANCELLED", files[1][2])
            self.lead.start_hour += 1

    def test_cancelling_the_session_cancels_each_day_for_everybody_invited(self):
        self.send_queue()
        self.lead.action_cancel()
        sent = self.send_queue()
        self.assertEqual(sorted(sent), ["Gita Guest", "Gus Guest", "Sal"])
        self.assertIn("is cancelled", sent["Gus Guest"][0]["Subject"])
        files = self.files_of(sent["Gus Guest"][0])
        self.assertEqual([value(lines, "METHOD") for _name, _type, lines in files], ["CANCEL", "CANCEL"])
        self.assertEqual({value(lines, "SEQUENCE") for _name, _type, lines in files}, {"1"})

    def test_days_that_are_taken_back_are_cancelled_unless_there_are_others_meanwhile(self):
        self.send_queue()
        self.lead.write({"date_start": False, "date_end": False})
        sent = self.send_queue()
        self.assertEqual(sorted(sent), ["Gita Guest", "Gus Guest", "Sal"])
        self.assertIn("is cancelled", sent["Gus Guest"][0]["Subject"])
        self.lead.write({"date_start": self.first_day, "date_end": self.first_day})
        self.assertFalse(self.gus.sudo()._is_wanted("cancellation"))
        self.assertIn("new days", self.send_queue()["Gus Guest"][0]["Subject"])

    def test_an_invitation_that_waits_is_replaced_and_not_followed_by_a_change(self):
        self.lead.date_start = self.first_day - timedelta(days=1)
        sent = self.send_queue()
        self.assertEqual(len(sent["Gus Guest"]), 1)
        self.assertIn("invitation", sent["Gus Guest"][0]["Subject"])
        self.assertEqual(len(self.files_of(sent["Gus Guest"][0])), 3)

    def test_whoever_is_taken_off_the_list_is_told_alone(self):
        self.send_queue()
        # nobody has been told of days yet
        late = self.make_guest("Late Guest", "late@example.com", self.sales, session=self.ahead)
        (self.gus | late).with_user(self.facilitator).active = False
        sent = self.send_queue()
        self.assertEqual(list(sent), ["Gus Guest"])
        with self.assertRaisesRegex(UserError, "were invited stay on record"):
            self.gus.with_user(self.facilitator).unlink()
        self.assertTrue(self.gus.exists())
        self.assertEqual(value(self.files_of(sent["Gus Guest"][0])[0][2], "METHOD"), "CANCEL")
        self.gus.with_user(self.facilitator).active = True
        [message] = self.send_queue()["Gus Guest"]
        lines = self.files_of(message)[0][2]
        self.assertEqual((value(lines, "METHOD"), value(lines, "SEQUENCE")), ("REQUEST", "2"))

    def test_what_changes_no_day_is_no_news(self):
        self.send_queue()
        self.lead.write({"name": "First meeting", "date_start": self.first_day})
        self.assertFalse(self.queued())
        self.assertEqual(self.gus.sudo().calendar_sequence, 0)

    def test_days_that_are_over_are_no_news(self):
        self.send_queue()
        with freeze_time(fields.Datetime.now() + timedelta(days=400)):
            self.lead.active = False
        self.assertFalse(self.queued())

    def test_mail_and_file_agree_where_clocks_change_and_far_in_the_east(self):
        """Row 19: the clocks of Berlin are put forward on 29 March 2026, and Vladivostok is nine hours ahead."""
        self.send_queue()
        self.gus.sudo().partner_id.tz = "Asia/Vladivostok"
        with freeze_time("2026-03-01"):
            self.lead.write({"date_start": "2026-03-28", "date_end": "2026-03-30"})
            sent = self.send_queue()
        for name, days in (
            ("Gus Guest", ("28 March 2026, 18:00–02:00", "29 March 2026, 17:00–01:00", "30 March 2026, 17:00–01:00")),
            ("Gita Guest", ("28 March 2026, 09:00–17:00", "29 March 2026, 09:00–17:00", "30 March 2026, 09:00–17:00")),
        ):
            text = self.text_of(sent[name][0])
            zone = "Asia/Vladivostok" if name == "Gus Guest" else "Europe/Berlin"
            for day in days:
                self.assertIn(f"{day} ({zone})", text)
            starts = [value(lines, "DTSTART") for _name, _type, lines in self.files_of(sent[name][0])]
            self.assertEqual(starts, ["20260328T080000Z", "20260329T070000Z", "20260330T070000Z"])

    def test_a_company_ten_hours_ahead(self):
        self.env.company.partner_id.tz = "Asia/Vladivostok"
        with freeze_time("2026-12-01"):
            self.lead.write({"date_start": "2026-12-07", "date_end": "2026-12-07"})
            lines = self.files_of(self.send_queue()["Gus Guest"][0])[0][2]
        self.assertEqual((value(lines, "DTSTART"), value(lines, "DTEND")), ("20261206T230000Z", "20261207T070000Z"))

    def test_hours_that_are_none_are_refused(self):
        for hours in ({"start_hour": 18}, {"end_hour": 25}, {"start_hour": -1}):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.lead.write(hours)
                self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual((self.ahead.start_hour, self.ahead.end_hour), (9, 17))


@tagged("standard", "post_install", "-at_install")
class TestCalendars(InvitationCase):
    def setUp(self):
        super().setUp()
        self.lead = self.ahead.with_user(self.facilitator)
        self.lead.action_invite()

    def events(self, participant=None):
        place = participant or self.sal
        return self.env["calendar.event"].search([("facilitation_participant_id", "=", place.id)], order="start")

    def test_who_has_an_account_has_private_events_with_nobody_else_in_them(self):
        """Rule 38: attendees are open to everybody in the company."""
        events = self.events()
        self.assertEqual(len(events), 2)
        self.assertFalse(self.events(self.gus))
        for event in events:
            self.assertEqual((event.privacy, event.user_id), ("private", self.employee_sales))
            self.assertFalse(event.allday)
            self.assertEqual(event.attendee_ids.partner_id, self.employee_sales.partner_id)
            self.assertFalse(event.description or event.location or event.res_id)
            self.assertFalse(event.message_ids)
        self.env.flush_all()
        self.env.invalidate_all()
        seen = events[0].with_user(self.employee_service)
        self.assertNotIn("Kick-off", str(seen.read(["display_name", "name", "description"])))
        # one mail from the session, none from the calendar
        self.assertEqual(len(self.env["mail.mail"].search([("email_to", "ilike", "sal@example.com")])), 1)
        start = datetime.combine(self.first_day, datetime.min.time())
        self.assertLess(abs(events[0].start - start), timedelta(hours=12))

    def test_changed_days_move_what_is_there(self):
        before = self.events()
        self.lead.write(
            {"date_start": self.first_day + timedelta(days=7), "date_end": self.first_day + timedelta(days=9)}
        )
        after = self.events()
        self.assertEqual(len(after), 3)
        self.assertLess(before, after)
        self.assertEqual(after[0].start.date(), self.first_day + timedelta(days=7))
        self.lead.date_end = self.first_day + timedelta(days=7)
        self.assertEqual(self.events(), before[0])

    def test_what_becomes_of_an_event_never_moves_the_session(self):
        event = self.events()[0].with_user(self.employee_sales)
        event.write({"start": event.start + timedelta(days=3), "stop": event.stop + timedelta(days=3)})
        self.events()[1].with_user(self.employee_sales).unlink()
        self.assertEqual(
            (self.ahead.date_start, self.ahead.date_end), (self.first_day, self.first_day + timedelta(days=1))
        )
        self.lead.start_hour = 10
        self.assertEqual([moment.date() for moment in self.events().mapped("start")],
                         [self.first_day, self.first_day + timedelta(days=1)])  # fmt: skip

    def test_cancelling_takes_the_days_out_of_calendars(self):
        self.lead.action_cancel()
        self.assertFalse(self.events())

    def test_who_is_taken_off_the_list_has_them_no_more(self):
        self.sal.with_user(self.facilitator).active = False
        self.assertFalse(self.events())

    def test_whose_account_is_taken_off_the_place_has_them_no_more(self):
        self.sal.with_user(self.facilitator).user_id = False
        self.assertFalse(self.events())

    def test_a_renamed_session_is_renamed_in_calendars(self):
        self.lead.name = "First meeting"
        self.assertEqual(set(self.events().mapped("name")), {"First meeting"})

    def test_an_account_made_later_has_the_days_in_its_calendar(self):
        user = new_test_user(self.env, login="gus.guest", groups="base.group_user")
        self.gus.sudo()._link_account(user)
        self.assertEqual(self.events(self.gus).user_id, user)
        self.assertEqual(len(self.events(self.gus)), 2)
