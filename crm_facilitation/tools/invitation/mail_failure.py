"""Why a mail was not taken, out of the text in which Odoo keeps the failure of a mail."""

import ast
import re
from dataclasses import dataclass

# the address is wrong: another one is needed
ADDRESS = "address"
# the server takes nothing for it now: the same mail may be taken tomorrow
LATER = "later"
# the sending itself fails, whoever it is for
SERVER = "server"
# what to do about each
FAILURES = [
    (ADDRESS, "correct the address, then invite again"),
    (LATER, "invite again later"),
    (SERVER, "have the mail server checked, then invite again"),
]
# an answer of a server as smtplib shows it: its code and its bytes
ANSWER = re.compile(r"""\((\d{3}), (b'(?:[^'\\]|\\.)*'|b"(?:[^"\\]|\\.)*")""")
# the subject and the detail of what an answer says for programs (RFC 3463)
STATUS = re.compile(r"5\.(\d+)\.(\d+)\b")
# of these the recipient's address is no cause: system, protocol, content, policy; the sender's address, a long mail
NOT_THE_RECIPIENT = {("3", None), ("5", None), ("6", None), ("7", None), ("1", "7"), ("1", "8"), ("2", "3")}
MAILBOX_FULL = ("2", "2")
# the same where an answer has only a code
REFUSED_CODES, FULL_CODE = {"550", "551", "553"}, "552"
MAIL_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>:]+>?:?\s*")
# what Odoo says of an address that no server was asked about
NO_ADDRESS = {"mail_email_invalid", "mail_email_missing"}
LONGEST = 200


@dataclass(frozen=True)
class MailFailure:
    """``kind`` is one of the three above, ``answer`` what was said, without mail addresses; it may be empty."""

    kind: str
    answer: str


def mail_failure(reason: str, failure_type: str | None = None) -> MailFailure:
    r"""What kept a mail from being handed over.

    :param reason: ``mail.mail.failure_reason``
    :param failure_type: ``mail.mail.failure_type``

    >>> mail_failure("SMTPRecipientsRefused: {'a@b.example': (550, b'5.1.1 <a@b.example>: User\\nunknown')}")
    MailFailure(kind='address', answer='550 5.1.1 User unknown')
    >>> mail_failure("SMTPRecipientsRefused: {'a@b.example': (452, b\"4.2.2 Bob's mailbox is full\")}")
    MailFailure(kind='later', answer="452 4.2.2 Bob's mailbox is full")
    >>> mail_failure("SMTPRecipientsRefused: {'a@b.example': (552, b'5.2.2 Mailbox full')}").kind
    'later'
    >>> mail_failure("SMTPRecipientsRefused: {'a@b.example': (554, b'5.7.1 Client host blocked')}").kind
    'server'
    >>> [mail_failure("SMTPRecipientsRefused: {'a@b.example': (%s, b'Sorry')}" % code).kind for code in (550, 552, 554)]
    ['address', 'later', 'server']
    >>> mail_failure("SMTPSenderRefused: (553, b'5.7.1 Sender not allowed', 'office@b.example')")
    MailFailure(kind='server', answer='553 5.7.1 Sender not allowed')
    >>> mail_failure("111\nConnection refused", "mail_smtp")
    MailFailure(kind='server', answer='Connection refused')
    >>> mail_failure("At least one valid recipient address should be specified", "mail_email_invalid")
    MailFailure(kind='address', answer='')
    >>> mail_failure("")
    MailFailure(kind='server', answer='')
    """
    if failure_type in NO_ADDRESS:
        return MailFailure(ADDRESS, "")
    found = ANSWER.search(reason)
    if not found:
        return MailFailure(SERVER, _plain(reason.strip().rpartition("\n")[2]))
    code, text = found[1], ast.literal_eval(found[2]).decode(errors="replace")
    kind = SERVER
    if code.startswith("4"):
        kind = LATER
    elif "SMTPRecipientsRefused" in reason:
        kind = _kind_of_refusal(code, text)
    return MailFailure(kind, _plain(f"{code} {text}"))


def _kind_of_refusal(code: str, text: str) -> str:
    """Servers refuse recipients also for what the sender did: a blocked host is no wrong address."""
    status = STATUS.match(text)
    if not status:
        return LATER if code == FULL_CODE else ADDRESS if code in REFUSED_CODES else SERVER
    subject, detail = status.groups()
    if (subject, detail) == MAILBOX_FULL:
        return LATER
    return SERVER if {(subject, None), (subject, detail)} & NOT_THE_RECIPIENT else ADDRESS


def _plain(text: str) -> str:
    """One line, without the addresses of people, who may ask that nothing of them is kept."""
    return " ".join(MAIL_ADDRESS.sub("", text).split())[:LONGEST]
