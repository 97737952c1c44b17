"""Opportunities of the last fourteen months, made by rule, so that KPIs have something to measure."""

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

MONTHS = 14
PER_MONTH = 12
PRODUCTS = ("Bay window", "Front door", "Attic windows", "Winter garden", "Shop front", "Balcony doors", "Shutters")
PLACES = ("Lime Street", "Mill Lane", "the old school", "Harbour Road", "Church Square", "the riding hall")
SELLERS = ("elena", "tomas", "aisha", "henrik")


def create_deals(env, users, say):
    """Create the opportunities, older ones closed, the last month's still open; returns them.

    :param users: person's key → user
    :param say: function that says a text in the language of the database
    """
    today = date.today()
    first = today.replace(day=1) - relativedelta(months=MONTHS)
    team = env.ref("sales_team.team_sales_department")
    stages = (
        env["crm.stage"].search([("is_won", "=", False)]),
        env["crm.stage"].search([("is_won", "=", True)], limit=1),
    )
    reasons = env["crm.lost.reason"].search([], limit=3)
    values = [
        _deal(month, number, first + relativedelta(months=month), today, stages, reasons, say)
        | {"user_id": users[SELLERS[number % len(SELLERS)]].id, "team_id": team.id}
        for month in range(MONTHS + 1)
        for number in range(PER_MONTH)
        if first + relativedelta(months=month) + timedelta(days=2 * number) <= today
    ]
    quiet = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}
    return env["crm.lead"].with_context(quiet).create(values)


def _deal(month, number, start, today, stages, reasons, say):
    """One opportunity. With the months the cycle gets shorter, more is won and fewer reasons are missing."""
    serial = month * PER_MONTH + number
    created = start + timedelta(days=2 * number)
    closed = created + timedelta(days=max(12, 46 - 2 * month + serial * 7 % 11))
    values = {
        "name": f"{say(PRODUCTS[serial % len(PRODUCTS)])}, {say(PLACES[serial % len(PLACES)])}",
        "type": "opportunity",
        "expected_revenue": 1800.0 + 350 * (serial * 13 % 17) + 40 * month,
        "create_date": datetime.combine(created, time(9)),
    }
    if closed > today:
        return values | {"stage_id": stages[0][serial % len(stages[0])].id}
    values["date_closed"] = datetime.combine(closed, time(15))
    if serial * 11 % 24 < 8 + month // 2:
        return values | {"stage_id": stages[1].id, "probability": 100}
    known = serial * 7 % 20 < 6 + month // 2
    reason = reasons[serial % len(reasons)].id if known and reasons else False
    return values | {"active": False, "probability": 0, "lost_reason_id": reason}
