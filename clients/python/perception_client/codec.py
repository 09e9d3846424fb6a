"""MessagePack payloads to messages, messages to JSON, and the contract as text."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import sys
from enum import IntEnum
from typing import Any

import msgpack

from . import messages

PUBLISHED = (messages.WorldMessage, messages.HealthMessage, messages.HelloMessage)
"""The three published messages, one for each topic."""

BY_TOPIC = {message.topic: message for message in PUBLISHED}

_PYTHON = {
    "int32": (int,),
    "int64": (int,),
    "float32": (float, int),
    "float64": (float, int),
    "bool": (bool,),
    "string": (str,),
}

_MOST = {"int32": 2**31 - 1, "int64": 2**63 - 1, "float32": (2 - 2**-23) * 2.0**127, "float64": sys.float_info.max}
_LEAST = {"int32": -(2**31), "int64": -(2**63), "float32": -_MOST["float32"], "float64": -_MOST["float64"]}
_MOST_ENUMERATOR = 255

# What lists may take in memory: items whose fields are all left out need a byte each on the wire, and hundreds here.
_ALWAYS_GRANTED_BYTES = 1_000_000
_MOST_GROWTH = 16

# What an item of a list takes that is no message: the object and its place in the list.
_BYTES_OF_STRING = 64
_BYTES_OF_NUMBER = 40


# By their first byte, the kinds of values that hold others, or bytes that are no text.
_COMPOUND: dict[int | None, str] = {
    **dict.fromkeys([*range(0x90, 0xa0), 0xdc, 0xdd], "list"),
    **dict.fromkeys([*range(0x80, 0x90), 0xde, 0xdf], "dict"),
    **dict.fromkeys([0xc4, 0xc5, 0xc6], "bytes"),
    **dict.fromkeys([0xc7, 0xc8, 0xc9, *range(0xd4, 0xd9)], "ExtType"),
}


class WireFormatError(ValueError):
    """A payload is not what its topic promises; the message is one sentence."""


def decode(topic: str, payload: bytes) -> Any:
    """Reads the payload of a topic.

    Trailing fields that this reader does not know are left out; those that the writer did not send keep their defaults. What a payload
    makes this allocate is bounded by the payload's size.
    """
    expected = BY_TOPIC[topic]
    try:
        reader = _Reader(payload)
        message = reader.message(expected)
        if reader.position != len(payload):
            raise ValueError(f"more follows after {reader.position} bytes")
    except WireFormatError:
        raise
    except (msgpack.exceptions.StackError, RecursionError) as error:
        raise _refusal(payload, expected, "too many arrays or maps within one another") from error
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise _refusal(payload, expected, str(error).rstrip(".") or type(error).__name__) from error
    return message


def _refusal(payload: bytes, expected: type, found: str) -> WireFormatError:
    return WireFormatError(f"payload of {len(payload)} bytes: expected a {expected.__name__} in MessagePack, found otherwise ({found})")


class _Reader:
    """Reads a payload's values in their order; fields that are not known are not even unpacked, whatever they are."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._bytes_left = _ALWAYS_GRANTED_BYTES + _MOST_GROWTH * len(payload)
        # No field that is known here is a map or holds other bytes than UTF-8.
        self._unpacker = msgpack.Unpacker(
            max_buffer_size=max(1, len(payload)), raw=False, unicode_errors="replace", strict_map_key=False, object_pairs_hook=lambda _: {})
        self._unpacker.feed(payload)

    @property
    def position(self) -> int:
        return self._unpacker.tell()

    def message(self, expected: type) -> Any:
        if not self._is_array():
            raise WireFormatError(f"{expected.__name__}: expected an array, found {self._kind()}")
        message = expected()
        left = self._array()
        for name, wire_type, where in _fields(expected)[:left]:
            setattr(message, name, self._field(wire_type, where))
            left -= 1
        for _ in range(left):
            self._unpacker.skip()
        return message

    def _field(self, wire_type: str, where: str) -> Any:
        if wire_type.startswith("list<"):
            return self._list(wire_type, where)
        made = _message_type(wire_type.removesuffix("?"))
        if made is None:
            return self._scalar(wire_type, where)
        if wire_type.endswith("?") and self._is_nil():
            return self._unpacker.unpack()
        return self.message(made)

    def _list(self, wire_type: str, where: str) -> list[Any]:
        if not self._is_array():
            raise WireFormatError(f"{where}: expected {wire_type}, found {self._kind()}")
        item = wire_type.removeprefix("list<").removesuffix(">")
        made = _message_type(item)
        each = _bytes_of(made) if made is not None else _BYTES_OF_STRING if item == "string" else _BYTES_OF_NUMBER
        count = self._array()
        self._bytes_left -= count * each
        if self._bytes_left < 0:
            raise ValueError("more items than a message of its size can hold")
        return [self._scalar(item, where) if made is None else self.message(made) for _ in range(count)]

    def _scalar(self, wire_type: str, where: str) -> Any:
        """Looks at what comes before it is unpacked: an array of arrays takes hundreds of times its bytes."""
        kind = _COMPOUND.get(self._first_byte())
        if kind is not None:
            raise WireFormatError(f"{where}: expected {wire_type}, found {kind}")
        return _value(wire_type, self._unpacker.unpack(), where)

    def _kind(self) -> str:
        """What comes, where it is refused, as Python calls it."""
        return _COMPOUND.get(self._first_byte()) or type(self._unpacker.unpack()).__name__

    def _array(self) -> int:
        count = self._unpacker.read_array_header()
        if count > len(self._payload):
            raise ValueError(f"an array of {count} items")
        return count

    def _is_array(self) -> bool:
        return _COMPOUND.get(self._first_byte()) == "list"

    def _is_nil(self) -> bool:
        return self._first_byte() == 0xc0

    def _first_byte(self) -> int | None:
        position = self._unpacker.tell()
        return self._payload[position] if position < len(self._payload) else None


@functools.cache
def _fields(message: type) -> list[tuple[str, str, str]]:
    """Of each field its name here, its type on the wire, and what it is called where it is refused."""
    return [(each.name, each.metadata["type"], f"{message.__name__}.{each.metadata['name']}") for each in dataclasses.fields(message)]


@functools.cache
def _message_type(wire_type: str) -> type | None:
    made = getattr(messages, wire_type, None)
    return made if dataclasses.is_dataclass(made) else None


@functools.cache
def _bytes_of(message: type) -> int:
    """What a message takes in memory of which all fields are left out."""
    held = vars(message())
    nested = (type(value) for value in held.values() if dataclasses.is_dataclass(value))
    own = sys.getsizeof(message()) + sys.getsizeof(held) + sum(sys.getsizeof(value) for value in held.values() if isinstance(value, list))
    return own + sum(map(_bytes_of, nested))


def _value(wire_type: str, value: Any, where: str) -> Any:
    if wire_type.endswith("?"):
        return None if value is None else _value(wire_type[:-1], value, where)
    python = _PYTHON.get(wire_type)
    if python is not None:
        if not isinstance(value, python) or (isinstance(value, bool) and wire_type != "bool"):
            raise WireFormatError(f"{where}: expected {wire_type}, found {type(value).__name__}")
        if wire_type in _MOST and not _LEAST[wire_type] <= value <= _MOST[wire_type]:  # Not so for NaN either.
            raise WireFormatError(f"{where}: expected {wire_type}, found {value}")
        return float(value) if wire_type.startswith("float") else value
    made = getattr(messages, wire_type)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WireFormatError(f"{where}: expected {wire_type}, found {type(value).__name__}")
    if not 0 <= value <= _MOST_ENUMERATOR:
        raise WireFormatError(f"{where}: expected {wire_type}, found {value}")
    try:
        return made(value)
    except ValueError:
        return value  # An enumerator of a later release: the number is all there is.


def to_json(message: Any) -> dict[str, Any]:
    """A message as a dictionary with the documented names, ``topic`` first where it is a published one."""
    result: dict[str, Any] = {}
    if isinstance(message, PUBLISHED):
        result["topic"] = message.topic
    for described in dataclasses.fields(message):
        result[described.metadata["name"]] = _json_value(getattr(message, described.name))
    return result


def _json_value(value: Any) -> Any:
    if isinstance(value, IntEnum):
        return _camel(value.name)
    if isinstance(value, list):
        return [_json_value(element) for element in value]
    if dataclasses.is_dataclass(value):
        return to_json(value)
    return value


def describe() -> str:
    """The contract as text, in the form that the schema hash is taken of."""
    lines: list[str] = []
    enumerators: set[str] = set()
    order = list(PUBLISHED)
    for message in order:
        for described in dataclasses.fields(message):
            wire_type = described.metadata["type"]
            lines.append(f"{message.__name__} {described.metadata['key']} {described.metadata['name']} {wire_type}")
            element = wire_type.removesuffix("?").removeprefix("list<").removesuffix(">")
            made = getattr(messages, element, None)
            if made is None:
                continue
            if issubclass(made, IntEnum):
                enumerators.update(f"enum {element} {member.value:3d} {_camel(member.name)}" for member in made)
            elif made not in order:
                order.append(made)
    return "\n".join(lines + sorted(enumerators)) + "\n"


def schema_hash() -> str:
    """SHA-256 of :func:`describe`, as ``hello`` carries it."""
    return hashlib.sha256(describe().encode()).hexdigest()


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)
