"""People's free text in the evidence: the hashed payload holds a digest, salt and text lie beside the chain.

Without text and salt nobody can tell from the digest what the text was, and the chain holds as before.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping

DIGEST = "sha256"
# a salt of 128 bits: short texts cannot be guessed from their digest once it is gone
SALT_BYTES = 16


def digest_of(salt: str, text: str) -> str:
    """SHA-256 (64 hexadecimal digits) over a salt of fixed length and the text.

    >>> digest_of("0" * 32, "Site visits") == digest_of("1" * 32, "Site visits")
    False
    """
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def seal(payload: Mapping, keys: Collection[str]) -> tuple[dict, dict[str, list[str]]]:
    """``(payload to hash, {digest: [salt, text]})``: each text under one of ``keys``, at any depth, becomes a digest.

    Numbers, empty texts and facts under other keys stay as they are.

    >>> sealed, texts = seal({"name": "Site visits", "before": {"wish": "A stage", "minutes": 5}, "by": "asker"},
    ...     ("name", "before"))
    >>> sealed["by"], sealed["before"]["minutes"], len(texts)
    ('asker', 5, 2)
    >>> [text for _salt, text in texts.values()]
    ['Site visits', 'A stage']
    >>> fill(sealed, texts, str) == {"name": "Site visits", "before": {"wish": "A stage", "minutes": 5}, "by": "asker"}
    True
    """
    texts: dict[str, list[str]] = {}

    def walk(value, is_text):
        if isinstance(value, Mapping):
            return {key: walk(part, is_text or key in keys) for key, part in value.items()}
        if isinstance(value, list):
            return [walk(part, is_text) for part in value]
        if not is_text or not isinstance(value, str) or not value:
            return value
        salt = secrets.token_hex(SALT_BYTES)
        digest = digest_of(salt, value)
        texts[digest] = [salt, value]
        return {DIGEST: digest}

    return walk(payload, False), texts


def is_digest(value: object) -> bool:
    """Whether a part of a payload stands for a text.

    >>> is_digest({"sha256": "0" * 64}), is_digest({"sha256": 1}), is_digest({})
    (True, False, False)
    """
    return isinstance(value, Mapping) and len(value) == 1 and isinstance(value.get(DIGEST), str)


def digests_in(payload: object) -> Iterator[str]:
    """The digests of a payload, at any depth.

    >>> list(digests_in({"name": {"sha256": "a"}, "needs": [{"sha256": "b"}, 7]}))
    ['a', 'b']
    """
    if is_digest(payload):
        yield payload[DIGEST]
    elif isinstance(payload, Mapping):
        for part in payload.values():
            yield from digests_in(part)
    elif isinstance(payload, list):
        for part in payload:
            yield from digests_in(part)


def origins_in(payload: Mapping, keys: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """``(digest, source, number)`` of each digest: whose words it is, by ``{key: source}`` as the kind declares it.

    ``number`` is the record's where the source is a fact with numbers of records, else 0.

    >>> keys = {"name": "author", "into_name": "into"}
    >>> list(origins_in({"name": {"sha256": "a"}, "into": 7, "into_name": {"sha256": "b"}}, keys))
    [('a', 'author', 0), ('b', 'into', 7)]
    >>> list(origins_in({"needs": {"7": {"name": {"sha256": "a"}}}}, {"name": "needs"}))
    [('a', 'needs', 7)]
    >>> list(origins_in({"7": {"name": {"sha256": "a"}}, "parts": [{"8": {"name": {"sha256": "b"}}}]}, {"name": "author"}))
    [('a', 'author', 0), ('b', 'author', 0)]
    """

    def walk(value, source, number, inside):
        if is_digest(value):
            yield value[DIGEST], source, number
        elif isinstance(value, Mapping):
            for key, part in value.items():
                here = int(key) if inside and key.isdecimal() else number
                of = keys.get(key, source)
                named = value.get(of)
                yield from walk(part, of, named if isinstance(named, int) else here, key in keys.values())
        elif isinstance(value, list):
            for part in value:
                yield from walk(part, source, number, False)

    yield from walk(payload, "", 0, False)


def fill(payload: object, texts: Mapping[str, list[str]], gone: Callable[[str], str]) -> object:
    """The payload with its texts in it; ``gone(digest)`` says what stands where a text was erased.

    >>> fill({"name": {"sha256": "a"}, "reason": {"sha256": "b"}}, {"a": ["salt", "Site visits"]}, lambda digest: "erased")
    {'name': 'Site visits', 'reason': 'erased'}
    """
    if is_digest(payload):
        digest = payload[DIGEST]
        return texts[digest][1] if digest in texts else gone(digest)
    if isinstance(payload, Mapping):
        return {key: fill(part, texts, gone) for key, part in payload.items()}
    return [fill(part, texts, gone) for part in payload] if isinstance(payload, list) else payload


def tell_changed(payload: Mapping, texts: Mapping) -> bool:
    """Whether what lies beside the row is not what the row was sealed with: a changed text or salt, or a text added.

    >>> sealed, texts = seal({"name": "Site visits"}, ("name",))
    >>> [digest] = texts
    >>> tell_changed(sealed, texts), tell_changed(sealed, {}), tell_changed(sealed, {digest: [texts[digest][0], "Other"]})
    (False, False, True)
    >>> tell_changed(sealed, {**texts, "other": ["salt", "text"]}), tell_changed(sealed, {digest: "no pair"})
    (True, True)
    """
    if not texts:
        return False
    if not set(texts) <= set(digests_in(payload)):
        return True
    return any(
        not isinstance(pair, list)
        or len(pair) != 2
        or not all(isinstance(part, str) for part in pair)
        or digest_of(*pair) != digest
        for digest, pair in texts.items()
    )
