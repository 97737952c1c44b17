import logging
import re

# /f/<key>, /f/p/<key> of the pulse, /f/k/<key> of a kiosk, /f/v/<key> of a projector, /f/c/<code> of the lobby, and the
# pulse links of older mails
KEY = re.compile(r"((?:/f/(?:[pkcv]/)?|/crm_facilitation/pulse/)(?!answer[\s?]|s/|code[\s?]|k[\s?]))[^\s\"'?]+")


class HiddenKey(logging.Filter):
    """Keeps the keys of personal links out of the server's log, which has more readers than the mail."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(KEY.sub(r"\1…", part) if isinstance(part, str) else part for part in record.args)
        record.msg = KEY.sub(r"\1…", record.msg) if isinstance(record.msg, str) else record.msg
        return True


for name in ("werkzeug", "odoo.http"):
    logging.getLogger(name).addFilter(HiddenKey())
