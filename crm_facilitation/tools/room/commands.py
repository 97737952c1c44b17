"""What a guest may call, and what each call needs. Whatever is not in this table does not exist for a guest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Right = Literal["act", "follow"]


class CommandError(ValueError):
    """A call that is not in the table, or has other arguments than the table says.

    :ivar code: ``unknown`` or ``arguments``
    """

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


TEXT = (str, type(None))
# what the short form sends of a need
NEED_VALUES = {"name": str, "problem": TEXT, "wish": TEXT, "minutes_lost_weekly": int, "tag_ids": list}


def fits(sent: dict, types: Mapping[str, type | tuple[type, ...]]) -> bool:
    """Whether everything that was sent has a name and a type of ``types``; True is an int for Python only.

    >>> fits({"value": 3}, {"value": int}), fits({"value": True}, {"value": int}), fits({"user_id": 3}, {})
    (True, False, False)
    >>> fits({"ready": True}, {"ready": (bool, type(None))}), fits({"ready": 1}, {"ready": (bool, type(None))})
    (True, False)
    """
    return all(name in types and is_of(value, types[name]) for name, value in sent.items())


def is_of(value: Any, kinds: type | tuple[type, ...]) -> bool:
    """Whether ``value`` is of one of the types; a yes or no counts as no number.

    >>> is_of(True, bool), is_of(True, (int, type(None))), is_of(None, (int, type(None)))
    (True, False, True)
    """
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    return bool in kinds if isinstance(value, bool) else isinstance(value, kinds)


def are_ids(sent: Any) -> bool:
    """Whether ``sent`` is a list of ids that a record can have.

    >>> are_ids([1, 2]), are_ids([]), are_ids([True]), are_ids([2**70])
    (True, True, False, False)
    """
    return isinstance(sent, list) and all(type(number) is int and 0 < number < 2**31 for number in sent)


def sets_ids(sent: list) -> bool:
    """Whether ``sent`` chooses among records that exist, as the short form does, and neither makes nor changes one.

    >>> sets_ids([[6, 0, [1]]]), sets_ids([]), sets_ids([[0, 0, {"name": "x"}]])
    (True, True, False)
    """
    return not sent or (
        len(sent) == 1
        and isinstance(sent[0], list)
        and sent[0][:2] == [6, 0]
        and len(sent[0]) == 3
        and are_ids(sent[0][2])
    )


@dataclass(frozen=True)
class Command:
    """One public method that guests reach.

    :ivar model: the model's name
    :ivar method: the method
    :ivar right: ``act`` ends with the session and its collection window, ``follow`` 90 days after the launch
    :ivar record: whether it is a method of one record, whose id is the argument ``id``
    :ivar arguments: the names and types of what the guest may send along
    :ivar given: arguments that the server fills in from the guest's own session: ``session_id`` or ``project_id``
    :ivar writes: whether it changes anything; what only reads runs on a replica
    :ivar is_listed: whether the record is looked up with the guest's rights first; a ballot is found by its electors
    """

    model: str
    method: str
    right: Right
    record: bool = True
    arguments: Mapping[str, type | tuple[type, ...]] = ()
    given: tuple[str, ...] = ()
    writes: bool = True
    is_listed: bool = True

    def take(self, sent: Any) -> tuple[int | None, dict]:
        """``(id of the record, arguments)`` of what was sent.

        :raise CommandError: something is missing, unknown or of another type

        >>> confirm = COMMANDS["refuse_delivery"]
        >>> confirm.take({"id": 7, "reason": "It beeps"})
        (7, {'reason': 'It beeps'})
        >>> def refuse(command, *all_sent):
        ...     for sent in all_sent:
        ...         try:
        ...             command.take(sent)
        ...         except CommandError as error:
        ...             print(error)
        >>> refuse(confirm, {"reason": "It beeps"}, {"id": 7, "reason": 1}, {"id": 7, "reason": "", "user_id": 2}, [])
        arguments
        arguments
        arguments
        arguments
        >>> raised = COMMANDS["raise_need"]
        >>> raised.take({"values": {"name": "See the last call", "tag_ids": [[6, 0, [3]]]}, "opposite_ids": [5]})[1]
        {'values': {'name': 'See the last call', 'tag_ids': [[6, 0, [3]]]}, 'opposite_ids': [5]}
        >>> refuse(raised, [], {"values": {"tag_ids": [[0, 0, {"name": "Mine"}]]}}, {"opposite_ids": ["5"]})
        arguments
        arguments
        arguments
        """
        if not isinstance(sent, dict):
            raise CommandError("arguments")
        arguments = dict(sent)
        record = arguments.pop("id", None) if self.record else None
        if self.record and (type(record) is not int or not 0 < record < 2**31):
            raise CommandError("arguments")
        if not fits(arguments, dict(self.arguments)) or not fits(arguments.get("values", {}), NEED_VALUES):
            raise CommandError("arguments")
        lists = [arguments.get(name, []) for name in ("tag_ids", "opposite_ids", "different_ids")]
        if not all(map(are_ids, lists)) or not sets_ids(arguments.get("values", {}).get("tag_ids", [])):
            raise CommandError("arguments")
        return record, arguments


NEED, ROUND, GOAL = "crm.facilitation.need", "crm.facilitation.round", "crm.facilitation.goal"
REMARK, RISK = "crm.facilitation.remark", "crm.facilitation.risk"
TOKEN = {"token": TEXT}
COMMANDS: dict[str, Command] = {
    "state": Command("crm.facilitation.room", "state", "follow", record=False, given=("session_id",), writes=False),
    "need_facts": Command(
        "crm.facilitation.room", "need_facts", "follow", record=False, given=("session_id",),
        arguments={"need_id": int}, writes=False,
    ),
    "beat": Command(
        "crm.facilitation.room", "beat", "follow", record=False, given=("session_id",),
        arguments={"ready": (bool, type(None))},
    ),
    # needs
    "sessions_to_raise_in": Command(NEED, "sessions_to_raise_in", "follow", record=False, writes=False),
    "raise_choices": Command(NEED, "raise_choices", "act", record=False, given=("session_id",), writes=False),
    "similar_cards": Command(
        NEED, "similar_cards", "follow", record=False, given=("project_id",),
        arguments={"text": str, "tag_ids": list}, writes=False,
    ),
    "raise_need": Command(
        NEED, "raise_need", "act", record=False, given=("session_id",),
        arguments={"values": dict, "promised_anonymous": bool, "opposite_ids": list, "different_ids": list} | TOKEN,
    ),
    "support": Command(NEED, "action_support", "act"),
    "withdraw_support": Command(NEED, "action_withdraw_support", "act"),
    "origin_proof": Command(NEED, "origin_proof", "follow", arguments=TOKEN, writes=False),
    "withdraw_need": Command(NEED, "action_withdraw", "follow", arguments=TOKEN),
    "reveal_author": Command(NEED, "action_reveal_author", "follow", arguments={"token": str}),
    "confirm_delivery": Command(NEED, "action_confirm_delivery", "follow"),
    "refuse_delivery": Command(NEED, "action_refuse_delivery", "follow", arguments={"reason": str}),
    # votes
    "awaiting": Command(ROUND, "awaiting", "follow", record=False, writes=False),
    "ballot": Command(ROUND, "ballot", "follow", arguments=TOKEN, writes=False, is_listed=False),
    "issue_ballot": Command(ROUND, "issue_ballot", "act", arguments=TOKEN, is_listed=False),
    "cast": Command(
        ROUND, "cast", "act", arguments={"choices": dict, "with_needs": bool} | TOKEN, is_listed=False
    ),
    "results": Command(ROUND, "results", "follow", writes=False),
    "receipts": Command(ROUND, "receipts", "follow", writes=False),
    "recount": Command(ROUND, "recount", "follow", writes=False),
    "fair_share": Command(ROUND, "fair_share", "follow", writes=False),
    # goals
    "ratings": Command(GOAL, "ratings", "follow", writes=False),
    "rate_goal": Command(GOAL, "action_rate", "act", arguments={"value": int}),
    "take_back_rating": Command(GOAL, "action_take_back_rating", "act"),
    # what is said of needs, options, goals and conflicts
    "discussion": Command(
        REMARK, "discussion", "follow", record=False, arguments={"about": str, "about_id": int}, writes=False
    ),
    "remark": Command(
        REMARK, "action_remark", "act", record=False,
        arguments={
            "about": str, "about_id": int, "kind": str, "text": str, "parent_id": (int, type(None)),
            "promised_anonymous": bool,
        } | TOKEN,
    ),
    "correct_remark": Command(REMARK, "action_correct", "act", arguments={"text": str}),
    # what could make it fail
    "raise_risk": Command(
        RISK, "action_raise_risk", "act", record=False, given=("session_id",),
        arguments={"name": str, "has_happened": bool, "promised_anonymous": bool} | TOKEN,
    ),
}  # fmt: skip


def describe_commands() -> dict[str, dict]:
    """What a page has to know of each command, by the model and method that its components call.

    :return: ``{"model.method": {name, writes, given}}``

    >>> describe_commands()["crm.facilitation.need.raise_need"]
    {'name': 'raise_need', 'writes': True, 'given': ['session_id']}
    """
    return {
        f"{command.model}.{command.method}": {"name": name, "writes": command.writes, "given": list(command.given)}
        for name, command in COMMANDS.items()
    }


def find_command(name: Any, *, writes: bool) -> Command:
    """The command called ``name``, of those that write or of those that only read.

    >>> find_command("cast", writes=True).method
    'cast'
    >>> find_command("unlink", writes=True)
    Traceback (most recent call last):
    ...
    crm_facilitation.tools.room.commands.CommandError: unknown
    """
    command = COMMANDS.get(name) if isinstance(name, str) else None
    if not command or command.writes is not writes:
        raise CommandError("unknown")
    return command
