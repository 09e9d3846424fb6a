"""MessagePack payloads to messages, messages to JSON, and the contract as text."""

from __future__ import annotations

import dataclasses
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


class WireFormatError(ValueError):
    """A payload is not what its topic promises; the message is one sentence."""


def decode(topic: str, payload: bytes) -> Any:
    """Reads the payload of a topic.

    Trailing fields that this reader does not know are left out; those that the writer did not send keep their defaults.
    """
    expected = BY_TOPIC[topic]
    try:
        # No field that is known here is a map or holds other bytes than UTF-8; what a later release adds may, and is left out.
        values = msgpack.unpackb(payload, raw=False, unicode_errors="replace", strict_map_key=False, object_pairs_hook=lambda _: {})
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        reason = str(error).rstrip(".") or type(error).__name__
        raise WireFormatError(
            f"payload of {len(payload)} bytes: expected a {expected.__name__} in MessagePack, found otherwise ({reason})") from error
    return _message(expected, values)


def _message(expected: type, values: Any) -> Any:
    if not isinstance(values, list):
        raise WireFormatError(f"{expected.__name__}: expected an array, found {type(values).__name__}")
    message = expected()
    for described, value in zip(dataclasses.fields(expected), values):
        where = f"{expected.__name__}.{described.metadata['name']}"
        setattr(message, described.name, _value(described.metadata["type"], value, where))
    return message


def _value(wire_type: str, value: Any, where: str) -> Any:
    if wire_type.endswith("?"):
        return None if value is None else _value(wire_type[:-1], value, where)
    if wire_type.startswith("list<"):
        if not isinstance(value, list):
            raise WireFormatError(f"{where}: expected {wire_type}, found {type(value).__name__}")
        return [_value(wire_type[5:-1], element, where) for element in value]
    python = _PYTHON.get(wire_type)
    if python is not None:
        if not isinstance(value, python) or (isinstance(value, bool) and wire_type != "bool"):
            raise WireFormatError(f"{where}: expected {wire_type}, found {type(value).__name__}")
        if wire_type in _MOST and not _LEAST[wire_type] <= value <= _MOST[wire_type]:  # Not so for NaN either.
            raise WireFormatError(f"{where}: expected {wire_type}, found {value}")
        return float(value) if wire_type.startswith("float") else value
    made = getattr(messages, wire_type)
    if not issubclass(made, IntEnum):
        return _message(made, value)
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
