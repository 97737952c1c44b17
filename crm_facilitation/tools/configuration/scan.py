"""What a scan makes of one record: who changed it, when, and for which task; a module, or a person."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

ROOT = 1  # the user as whom modules are installed and updated
APPS = "ir.module.module"
# technical names are made of words, too: x_studio_visit
_WORD = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True)
class Reading:
    """One record of the configuration as it is now, secrets already masked.

    :param subject: technical name of the model that the record is about
    :param module: the module whose data it is, None for what a person made
    :param module_made: whether an installation or update of that module made it; see the reader for the proof
    :param module_wrote: whether an installation or update of any module wrote it last
    """

    model: str
    id: int
    name: str
    values: dict
    subject: str
    create_uid: int | None
    write_uid: int | None
    create_date: datetime | None
    write_date: datetime | None
    module: str | None
    module_made: bool = False
    module_wrote: bool = False


@dataclass(frozen=True)
class Known:
    """The same record as baseline and last scan left it.

    :param baseline_hash: None where it was not there at the baseline
    :param place: its sequence at the last scan, None where it has none
    """

    id: int
    status: str
    is_module_update: bool
    baseline_hash: str | None
    current_hash: str | None
    baseline_write_date: datetime | None
    module: str | None = None
    removed_by: int | None = None
    removed_on: datetime | None = None
    name: str | None = None
    subject: str | None = None
    place: int | None = None


@dataclass(frozen=True)
class Trail:
    """Who changed a record and when, as far as the database knows, and whether it came with a module."""

    user: int | None
    moment: datetime | None
    by_module: bool


def trail(known: Known | None, reading: Reading) -> Trail:
    """The trail of a record that is new or changed.

    Of a new record the one who made it counts, not who touched it last. Where the record itself was not written
    (a link was made from the other side), nobody can be named. That it is a module's data and the superuser wrote it
    proves nothing: crons, code and administrators in superuser mode write as the superuser too. What a person changed
    is not excused by a module that writes over it afterwards. That an app was installed is somebody's decision, of
    which only the moment is known.

    >>> day, next_day = datetime(2026, 3, 2), datetime(2026, 3, 3)
    >>> stage = Reading("crm.stage", 1, "Visit", {}, "crm.stage", 7, 8, day, next_day, None)
    >>> trail(None, stage) == Trail(7, day, False)
    True
    >>> shipped = Reading("crm.stage", 1, "Won", {}, "crm.stage", 1, 1, day, next_day, "crm", True, True)
    >>> trail(Known(5, "unchanged", False, "a", None, day), shipped) == Trail(1, next_day, True)
    True
    >>> by_cron = Reading("crm.stage", 1, "Won", {}, "crm.stage", 1, 1, day, next_day, "crm")
    >>> trail(Known(5, "unchanged", False, "a", None, day), by_cron) == Trail(1, next_day, False)
    True
    >>> trail(Known(5, "changed", False, "a", "b", day), shipped).by_module
    False
    >>> trail(Known(5, "unchanged", False, "a", None, next_day), shipped) == Trail(None, None, False)
    True
    >>> trail(None, Reading(APPS, 1, "Sales", {}, APPS, 1, 1, day, next_day, "base")) == Trail(None, next_day, False)
    True
    """
    if reading.model == APPS:
        return Trail(None, reading.write_date, False)
    if known is None or not known.baseline_hash:
        user, moment = reading.create_uid or reading.write_uid, reading.create_date or reading.write_date
        is_proven = reading.module_made
    elif reading.write_date != known.baseline_write_date:
        user, moment = reading.write_uid, reading.write_date
        is_proven = reading.module_wrote
    else:
        user, moment, is_proven = None, None, False
    by_person = known is not None and known.status in ("new", "changed") and not known.is_module_update
    return Trail(user, moment, user == ROOT and is_proven and not by_person)


def is_older(reading: Reading, baseline_on: datetime) -> bool:
    """Whether a record that the baseline does not know was there, and the same, when it was taken.

    So it is with everything that came under watch later. Only asked there: a transaction that was open when the
    baseline was taken writes older dates, too.

    >>> day, next_day = datetime(2026, 3, 2), datetime(2026, 3, 3)
    >>> tag = Reading("crm.tag", 1, "VIP", {}, "crm.tag", 7, 8, day, day, None)
    >>> is_older(tag, next_day), is_older(tag, day)
    (True, False)
    """
    moments = [moment for moment in (reading.create_date, reading.write_date) if moment]
    return bool(moments) and max(moments) < baseline_on


def subject_of(model: str, values: Mapping[str, object], model_names: Mapping[int, str]) -> str:
    """Technical name of the model that a configuration record is about: a view's, a rule's, else its own.

    >>> subject_of("ir.ui.view", {"model": "crm.lead"}, {}), subject_of("ir.rule", {"model_id": 7}, {7: "crm.team"})
    ('crm.lead', 'crm.team')
    >>> subject_of("crm.stage", {"name": "Won"}, {}), subject_of("ir.model.access", {"model_id": 8}, {})
    ('crm.stage', 'ir.model.access')
    >>> subject_of("ir.ui.view", {"model": ""}, {})
    'ir.ui.view'
    """
    for name in ("model", "res_model", "model_id"):
        value = values.get(name)
        value = model_names.get(value) if isinstance(value, int) else value
        if value and isinstance(value, str):
            return value
    return model


def words(text: str) -> frozenset[str]:
    """The beginnings of the words of a text, so that forms of the same word meet.

    >>> sorted(words("Site visits, by region") & words("Region of the site visit"))
    ['regio', 'site', 'visit']
    """
    return frozenset(word[:5] for word in _WORD.findall(text.casefold()))


def in_common(some: frozenset[str], others: frozenset[str]) -> int:
    """How many of ``some`` words meet one of the ``others``, a short word also a longer form of it.

    >>> in_common(words("Lost the deal on price"), words("Why we lose deals")), in_common(words("x_visit"), words("Visits"))
    (1, 1)
    """
    return sum(any(one.startswith(other) or other.startswith(one) for other in others) for one in some)


@dataclass(frozen=True)
class Work:
    """That somebody had a task in progress.

    :param end: None while it still is
    :param models: technical names of the models the task is about
    :param words: see :func:`words`, of the task and of what it answers
    """

    task: int
    user: int
    start: datetime
    end: datetime | None = None
    models: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def likely_task(
    works: Iterable[Work], user: int, at: datetime, models: Collection[str], about: frozenset[str] = frozenset()
) -> int | None:
    """The task that ``user`` most likely worked on when they changed a record at ``at``; None without evidence of it.

    Of the tasks in progress then, the one that shares most words with the record goes first, then one about one of the
    ``models``, then the one begun last. That a task was in progress says nothing about what was changed meanwhile.

    >>> morning, noon, evening = (datetime(2026, 3, 2, hour) for hour in (9, 12, 18))
    >>> works = [Work(1, 7, morning, words=words("Site visits")), Work(2, 7, noon), Work(3, 8, noon)]
    >>> likely_task(works, 7, evening, {"crm.stage"}, words("Visit on site"))
    1
    >>> likely_task(works, 7, evening, {"crm.stage"}, words("Lost reasons")) is None
    True
    >>> works.append(Work(4, 7, noon, evening, frozenset({"crm.stage"})))
    >>> [likely_task(works, 7, evening, {"crm.stage"}, words(name)) for name in ("Lost reasons", "Visit on site")]
    [4, 1]
    >>> likely_task(works, 7, morning, {"crm.stage"}), likely_task(works, 9, noon, {"crm.stage"})
    (None, None)
    """
    running = [w for w in works if w.user == user and w.start <= at and (w.end is None or at <= w.end)]
    found = [(in_common(about, w.words), not w.models.isdisjoint(models), w.start, w.task) for w in running]
    return max((one for one in found if one[0] or one[1]), default=(None,))[-1]
