"""How a guest's browser is known: cookies, headers, and the proof that an act comes from the page itself."""

import functools
from contextlib import contextmanager

from odoo import fields
from odoo.http import request

from ..tools.access.sealing import HEADERS
from ..tools.sessions.identity import entered
from ..tools.sessions.link import is_page_proof, last_day, new_key, page_proof

ROOT = "/f"
DAY = 86400
# what a shared device keeps: a key of its own, which is nobody's
KIOSK_COOKIE = "f_k"
# browsers keep no cookie longer
MAX_DAYS = 400


def cookie_name(session_id: int) -> str:
    """One cookie per session, so that a second session in the same browser leaves the first alone."""
    return f"f_{session_id}"


def read_cookie(session_id: int, suffix: str = "") -> str:
    return request.httprequest.cookies.get(cookie_name(session_id) + suffix, "")


def set_cookie(response, name: str, value: str, days: int, path: str = ROOT) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max(0, min(days, MAX_DAYS)) * DAY,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=request.httprequest.scheme == "https",
    )


def days_left(key_sudo) -> int:
    """How many days the rights of a key last, today included."""
    end = last_day(key_sudo.until, key_sudo.participant_id.project_id.launch_date)
    return (end - fields.Date.today()).days + 1


def keep_key(response, key_sudo, key: str) -> None:
    """Give the browser the key of its person for as long as it opens anything."""
    set_cookie(response, cookie_name(key_sudo.participant_id.session_id.id), key, days_left(key_sudo))


def seal(response):
    """The headers of every answer here: kept nowhere, told to nobody, found by no search engine."""
    response.headers.update(HEADERS)
    return response


def authenticate(session_id: int):
    """The row of the key that this browser holds for the session, empty where it holds none that is good.

    On a shared device there is none: whoever left a key there would be everybody who comes after them.
    """
    key = "" if get_kiosk() else read_cookie(session_id)
    return request.env["crm.facilitation.participant"]._authenticate(key, session_id)


def get_kiosk():
    """The shared device that this browser is, with superuser rights; empty where it is somebody's own."""
    kiosks = request.env["crm.facilitation.kiosk"]
    key = request.httprequest.cookies.get(KIOSK_COOKIE)
    return kiosks._authenticate(key) if key else kiosks


def on_own_device(method):
    """A route by which somebody comes in by themself: a shared device is handed over, and keeps nobody's key."""

    @functools.wraps(method)
    def answer(self, *args, **said):
        if not get_kiosk():
            return method(self, *args, **said)
        response = request.render("crm_facilitation.room_shared", {}, status=403)
        response.flatten()
        return seal(response)

    return answer


def proof(key: str) -> str:
    return page_proof(_secret(), key)


def is_own_page(session_id: int, given) -> bool:
    """Whether an act comes from a page of ours in this browser. Odoo's own session may be gone by then."""
    return is_proof(given, read_cookie(session_id))


def is_proof(given, key) -> bool:
    """Whether ``given`` was drawn for the cookie ``key``."""
    return bool(key) and isinstance(given, str) and is_page_proof(given, _secret(), key)


def _secret():
    # the server's own secret, of which nothing is shown
    return request.env["ir.config_parameter"].sudo().get_param("database.secret")


def device_key(session_id: int) -> str:
    """The key that the browser holds for the session; a new one, not good for anything yet, where it holds none."""
    return read_cookie(session_id) or new_key()


def other_login(key_sudo, session_id: int) -> bool:
    """Whether somebody else is logged in in this browser, and it was not said yet that the link's person acts."""
    user = request.env.user
    if user._is_public() or user == key_sudo.participant_id.user_id:
        return False
    return read_cookie(session_id, "_chosen") != str(user.id)


@contextmanager
def as_guest(participant_sudo, way: str):
    """The call of a guest whom a key or a kiosk let in; gives the environment it runs in."""
    entry, env = participant_sudo._as_guest(way)
    with entered(entry):
        yield env
