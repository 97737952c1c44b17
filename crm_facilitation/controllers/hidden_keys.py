import logging
import re

# /f/<key>, /f/p/<key> of the pulse, /f/k/<key> of a kiosk, /f/v/<key> of a projector, /f/c/<code> of the lobby, and the
# pulse links of older mails
KEY = re.compile(r"((?:/f/(?:[pkcv]/)?|/crm_facilitation/pulse/)(?!answer[\s?]|s/|code[\s?]|k[\s?]))[^\s\"'?]+")
# what follows the question mark of any of these addresses: the code of an invitation, or a key in a wrong place
QUERY = re.compile(r"((?:/f|/crm_facilitation/pulse)(?:/[^\s\"'?]*)?\?)[^\s\"']+")


def hide_keys(text: str) -> str:
    """``text`` of the log without the keys and codes in addresses.

    >>> hide_keys("GET /f/k/abc?db=x HTTP/1.1"), hide_keys("GET /f?code=K7QM2X HTTP/1.1")
    ('GET /f/k/…?… HTTP/1.1', 'GET /f?… HTTP/1.1')
    >>> hide_keys("POST /f/s/7/read HTTP/1.1"), hide_keys("GET /web?x=1 HTTP/1.1")
    ('POST /f/s/7/read HTTP/1.1', 'GET /web?x=1 HTTP/1.1')
    """
    return KEY.sub(r"\1…", QUERY.sub(r"\1…", text))


class HiddenKey(logging.Filter):
    """Keeps the keys of personal links out of the server's log, which has more readers than the mail."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(hide_keys(part) if isinstance(part, str) else part for part in record.args)
        record.msg = hide_keys(record.msg) if isinstance(record.msg, str) else record.msg
        return True


# pages, their errors, and the process of the bus, should a proxy lead there
for name in ("werkzeug", "odoo.http", "longpolling"):
    logging.getLogger(name).addFilter(HiddenKey())
