"""What the people of the made-up company ask for, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

ACCEPTED, DEFERRED, REJECTED = "accepted", "deferred", "rejected"


@dataclass(frozen=True)
class Asked:
    """One need of the demo.

    :param who: key of the person in ``people.xml``; the facilitator raises it for those without an account
    :param dots: dots of the vote, by person
    :param target: ``(model, field)`` it is about, with its ``stance``
    :param verdict: what was decided, with its ``reason``; empty while it is undecided
    """

    key: str
    who: str
    name: str
    problem: str
    wish: str = ""
    minutes: int = 0
    tag: str = "customers"
    goal: str = ""
    fit: str = "setting"
    days: float = 0.5
    moscow: str = "should"
    supporters: tuple[str, ...] = ()
    target: tuple[str, str] = ("", "")
    stance: str = ""
    anonymous: bool = False
    merged_into: str = ""
    verdict: str = ""
    reason: str = ""

    def said(self, say: Callable[[str], str]) -> "Asked":
        """The same in the words that ``say`` makes of them."""
        return replace(self, **{name: say(getattr(self, name)) for name in ("name", "problem", "wish", "reason")})


GOALS = {
    "answer": (
        "No enquiry waits longer than a day",
        "Two out of five lost customers told us they had bought elsewhere before we called back.",
    ),
    "promise": (
        "Whoever talks to a customer knows what we promised",
        "Fitting and hotline learn of special promises on the doorstep. It costs us a second visit each week.",
    ),
    "losing": (
        "We know why we lose",
        "Prices were cut twice last year on a guess. We want to decide on reasons that were written down.",
    ),
    "trust": (
        "The figures are believed without a spreadsheet beside them",
        "Each department keeps a list of its own. Meetings begin with whose list is right.",
    ),
}

DISCOVERY = (
    Asked("visit", "tomas", "A stage for measuring on site", "After the visit nobody sees whether a quote is due.",
          "A stage of its own between first contact and quote.", 60, "pipeline", "answer", "standard", 0.5, "must",
          ("aisha", "mateusz"), ("crm.stage", "name"), "add", verdict=ACCEPTED),
    Asked("overdue", "elena", "See at a glance whom I have to call today",
          "My call list is on paper. What I promised last week I find by leafing back.",
          "One list each morning, the oldest promise first.", 90, "activities", "answer", "standard", 0.5, "must",
          ("tomas", "aisha", "nina"), verdict=ACCEPTED),
    Asked("reasons", "clara", "Ask for the lost reason when a deal is lost",
          "Half of the lost deals say nothing. We plan campaigns blind.",
          "The reason is mandatory, from a short list.", 30, "reporting", "losing", "setting", 1.0, "must",
          ("henrik",), ("crm.lead", "lost_reason_id"), "mandatory", verdict=ACCEPTED),
    Asked("noreason", "aisha", "Close a lost deal without filling in a form",
          "Ten dead enquiries a week: a form for each keeps me from the living ones.",
          "The reason stays optional.", 45, "pipeline", "answer", "standard", 0.0, "could",
          ("elena",), ("crm.lead", "lost_reason_id"), "optional", verdict=REJECTED,
          reason="Agreed otherwise: the reason is asked from the quote on, in one click. Before it nothing is asked."),
    Asked("amounts", "ruth", "Accounting sees the expected amounts before the order",
          "Liquidity is planned from a mail that comes once a month.",
          "We can read the expected revenue of every open deal.", 60, "reporting", "trust", "setting", 0.5, "must",
          ("anton",), ("crm.lead", "expected_revenue"), "open", verdict=ACCEPTED),
    Asked("discount", "henrik", "Amounts of a deal are for its own team only",
          "Margins were talked about in the canteen before the customer knew his price.",
          "Only the sales team reads expected revenue.", 0, "pipeline", "trust", "development", 3.0, "should",
          ("tomas",), ("crm.lead", "expected_revenue"), "restricted"),
    Asked("promise", "mateusz", "Special promises stand where the fitter reads them",
          "“The salesman said you would take the old windows along.” We did not know.",
          "One field with what was promised beyond the quote.", 120, "customers", "promise", "setting", 1.0, "must",
          ("olga", "nina", "tomas"), verdict=ACCEPTED),
    Asked("photos", "sergei", "Photos of the building before we drive there",
          "Twice a week we stand before a house without scaffolding.",
          "The salesperson hangs photos on the deal, and we see them on the phone.", 90, "customers", "promise",
          "standard", 0.5, "should", ("bruno",), verdict=ACCEPTED),
    Asked("parking", "bruno", "Where the lorry can stand", "We call the customer from the road to ask.",
          "A line in the address for access and parking.", 45, "customers", "promise", "setting", 0.5, "could",
          ("sergei",), merged_into="promise"),
    Asked("history", "nina", "See on the phone what the customer ordered last",
          "I put callers on hold and ask Sales. Half of them hang up.",
          "Orders and complaints on one page.", 150, "customers", "promise", "standard", 1.0, "must",
          ("pavel", "olga"), verdict=ACCEPTED),
    Asked("complaint", "olga", "A complaint reaches the salesperson of the deal",
          "They call to sell a door to somebody who waits for a repair.",
          "An activity for the salesperson when a complaint comes in.", 30, "activities", "promise", "setting", 1.0,
          "should", ("aisha",), verdict=ACCEPTED),
    Asked("repair", "pavel", "Repair appointments in the same calendar as fitting",
          "Two vans at one house on one day.", "One calendar for both teams.", 60, "activities", "promise", "app",
          4.0, "should", ("mateusz",), verdict=DEFERRED,
          reason="Needs the planning app. It is budgeted for next year; until then both teams share one calendar."),
    Asked("source", "leyla", "Where an enquiry came from",
          "We pay for three portals and do not know which of them brings customers.",
          "The source is filled in by the form, not by hand.", 40, "leads", "losing", "setting", 1.0, "should",
          ("clara",), ("crm.lead", "source_id"), "automatic", verdict=ACCEPTED),
    Asked("fair", "jonas", "Enquiries from the fair on the same day",
          "Cards in a shoe box: the last ones were typed in three weeks after the fair.",
          "Type them in at the stand, on the phone.", 120, "leads", "answer", "standard", 0.5, "should",
          ("leyla",), verdict=ACCEPTED),
    Asked("trade", "jonas", "Tell private customers from builders", "One newsletter for both annoys both.",
          "A tag that everybody uses alike.", 20, "leads", "losing", "standard", 0.5, "could", ("clara",),
          verdict=ACCEPTED),
    Asked("callback", "tomas", "Nobody calls a customer whom a colleague called an hour ago",
          "Customers laugh at us.", "", 30, "activities", "answer", merged_into="overdue"),
    Asked("dunning", "anton", "Sales sees that a customer has not paid",
          "New quotes go out to customers in dunning.", "A warning on the customer.", 45, "integration", "trust",
          "development", 5.0, "could", ("ruth",), verdict=DEFERRED,
          reason="Comes with the change of the accounting software in the autumn; before it would be built twice."),
    Asked("signature", "ruth", "A scanned signature on every quote", "Auditors asked for it once.",
          "No quote without a scan.", 10, "integration", "trust", "development", 6.0, "wont", (), verdict=REJECTED,
          reason="The order confirmation is what the auditors need, and it is signed already."),
    Asked("pressure", "aisha", "My open deals are not shown on the wall every Monday",
          "We leave deals out of the list so as not to be asked about them.", "Figures of teams, not of persons.", 0,
          "reporting", "trust", "standard", 0.0, "should", (), anonymous=True, verdict=ACCEPTED,
          reason="Deals are left out of the list for fear of the wall. Figures of teams are enough to lead by."),
    Asked("double", "nina", "Type in a customer once, not three times",
          "Hotline, Sales and Accounting each keep the address.", "", 100, "customers", "trust", "standard", 1.0,
          "must", (), anonymous=True, verdict=ACCEPTED),
)  # fmt: skip

SECOND = (
    Asked("quote", "elena", "Quotes of last year as a template for the next one",
          "I type the same eleven lines for every bay window.", "Copy a quote and change the sizes.", 80, "pipeline",
          "answer", "app", 3.0, supporters=("tomas",)),
    Asked("weekend", "aisha", "Enquiries of the weekend shared out on Monday morning",
          "Whoever is in first takes the best.", "Shared out in turn.", 30, "leads", "answer", "setting", 1.0,
          supporters=("henrik",), target=("crm.lead", "user_id"), stance="automatic"),
    Asked("stand", "jonas", "Whoever met a customer at the fair is the one who calls",
          "People who talked to us for an hour start from the beginning with a stranger.",
          "The one who types the card in says whose enquiry it is.", 20, "leads", "answer", supporters=("leyla",),
          target=("crm.lead", "user_id"), stance="manual"),
    Asked("arrival", "mateusz", "Tell the customer when we arrive", "Customers call the hotline on the morning.",
          "A message the day before.", 60, "activities", "promise", "setting", 1.0, supporters=("nina", "olga")),
    Asked("spare", "pavel", "Which fittings are in the house", "We open the frame to read the number.",
          "Type and year of the fittings on the customer.", 70, "customers", "promise", "development", 4.0),
    Asked("newsletter", "leyla", "Unsubscribed means unsubscribed everywhere", "Sales still writes to them.",
          "One mark that all of us respect.", 15, "leads", "losing", "standard", 0.5, supporters=("jonas",)),
    Asked("prepay", "ruth", "See in the deal whether the down payment came in",
          "Production starts on a mail from us, when we think of it.", "", 40, "integration", "trust", "development",
          5.0),
)  # fmt: skip

# who spends how many of ten dots on what, in the first session
DOTS = {
    "elena": {"overdue": 5, "noreason": 3, "visit": 2},
    "tomas": {"visit": 5, "overdue": 3, "discount": 2},
    "aisha": {"noreason": 5, "pressure": 3, "visit": 2},
    "henrik": {"discount": 5, "reasons": 3, "visit": 2},
    "olga": {"history": 5, "promise": 3, "complaint": 2},
    "pavel": {"repair": 5, "history": 3, "photos": 2},
    "nina": {"history": 5, "double": 3, "promise": 2},
    "clara": {"reasons": 5, "source": 3, "trade": 2},
    "jonas": {"fair": 5, "trade": 2, "source": 3},
    "leyla": {"source": 5, "reasons": 3, "double": 2},
    "mateusz": {"promise": 5, "photos": 3, "repair": 2},
    "ruth": {"amounts": 5, "dunning": 3, "double": 2},
    "maria": {"reasons": 4, "overdue": 3, "promise": 3},
}
# who voted already in the second one: Elena has not
SECOND_DOTS = {
    "tomas": {"quote": 3, "weekend": 2},
    "aisha": {"weekend": 3, "quote": 3},
    "olga": {"arrival": 3, "spare": 3},
    "mateusz": {"arrival": 3},
    "clara": {"newsletter": 3, "weekend": 1},
    "ruth": {"prepay": 3},
}
