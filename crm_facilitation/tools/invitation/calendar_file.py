"""A day of a session as a calendar file (iCalendar, RFC 5545), sent as RFC 5546 says: new, changed, cancelled.

Odoo's own file has another UID each time, no METHOD and no SEQUENCE, so that a changed day would be doubled and a
cancelled one would stay.
"""

from dataclasses import dataclass
from datetime import datetime

REQUEST, CANCEL = "REQUEST", "CANCEL"
# octets of a line; longer ones go on after a space
LINE_OCTETS = 75
TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Appointment:
    """What a calendar is told of one day of one person.

    ``uid`` stays the same as long as it is the same day of the same session and person; ``sequence`` grows with each
    change of it. Times are in UTC. ``organizer`` and ``attendee`` are (name, mail address).
    """

    uid: str
    sequence: int
    summary: str
    start: datetime | None
    stop: datetime | None
    organizer: tuple[str, str]
    attendee: tuple[str, str]


def calendar_file(appointment: Appointment, method: str, made_at: datetime) -> bytes:
    """The file, which names nobody but the organizer and the one person whose calendar it is for.

    :param method: ``REQUEST`` for a new or changed day, ``CANCEL`` for one that is not held
    :param made_at: the moment at which it is made, in UTC

    >>> from datetime import timezone
    >>> nine, five = (datetime(2026, 12, 7, hour, tzinfo=timezone.utc) for hour in (8, 16))
    >>> day = Appointment("1", 2, "Sales, service", nine, five, ("Ltd; Co", "office@example.com"), ("Ann", "ann@example.com"))
    >>> print(calendar_file(day, REQUEST, nine).decode().replace("\\r\\n", "\\n"), end="")
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//crm_facilitation//EN
    METHOD:REQUEST
    BEGIN:VEVENT
    UID:1
    SEQUENCE:2
    DTSTAMP:20261207T080000Z
    DTSTART:20261207T080000Z
    DTEND:20261207T160000Z
    SUMMARY:Sales\\, service
    ORGANIZER;CN="Ltd; Co":mailto:office@example.com
    ATTENDEE;CN="Ann";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mai
     lto:ann@example.com
    STATUS:CONFIRMED
    CLASS:PRIVATE
    END:VEVENT
    END:VCALENDAR
    >>> b"STATUS:CANCELLED" in calendar_file(day, CANCEL, nine)
    True
    """
    status = "CANCELLED" if method == CANCEL else "CONFIRMED"
    times = [("DTSTART", appointment.start), ("DTEND", appointment.stop)]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//crm_facilitation//EN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{appointment.uid}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{made_at.strftime(TIME)}",
        *(f"{name}:{moment.strftime(TIME)}" for name, moment in times if moment),
        f"SUMMARY:{escape(appointment.summary)}",
        f"ORGANIZER;{_person(appointment.organizer)}",
        "ATTENDEE;" + _person(appointment.attendee, ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"),
        f"STATUS:{status}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{fold(line)}\r\n" for line in lines).encode()


def mime_type(method: str) -> str:
    """The type of the attachment, which says what the file is for as well.

    >>> mime_type(CANCEL)
    'text/calendar; method=CANCEL; charset=utf-8'
    """
    return f"text/calendar; method={method}; charset=utf-8"


def escape(text: str) -> str:
    r"""A text as a value.

    >>> print(escape("a;b,c\\d\r\ne"))
    a\;b\,c\\d\ne
    """
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def fold(line: str) -> str:
    r"""A line in pieces of at most 75 octets, no letter torn apart.

    >>> folded = fold("SUMMARY:" + "ж" * 80)
    >>> max(len(piece.encode()) for piece in folded.split("\r\n")), folded.replace("\r\n ", "") == "SUMMARY:" + "ж" * 80
    (75, True)
    """
    pieces, room = [""], LINE_OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            # the space at the beginning of a further piece counts
            pieces.append("")
            room = LINE_OCTETS - 1
        pieces[-1] += letter
        room -= size
    return "\r\n ".join(pieces)


def _person(person: tuple[str, str], facts: str = "") -> str:
    name, address = person
    # a name in quotes has neither quotes nor line breaks
    plain = " ".join(name.replace('"', "'").split())
    return f'CN="{plain}"{facts}:mailto:{address}'
