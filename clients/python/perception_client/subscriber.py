"""Receives messages and tells of gaps, restarts, staleness and foreign contracts."""

from __future__ import annotations

import errno
import re
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import zmq

from .codec import BY_TOPIC, WireFormatError, decode, schema_hash
from .messages import SCHEMA_VERSION, HealthMessage, HelloMessage, WorldMessage


# More than wait here and in the service by default: taking what is there ends even where more comes as fast as it is read.
_MOST_TAKEN = 10_000

# Hello and health come once a second.
_MOST_SILENCE = 5.0


def _check_endpoint(endpoint: str) -> None:
    address = re.fullmatch(r"tcp://[^ /\t]+:([^:]*)|inproc://.+", endpoint)
    if address is None:
        raise ValueError(f"endpoint: expected tcp://HOST:PORT or inproc://NAME, found '{endpoint}'")
    port = address[1]
    if port is not None and not (re.fullmatch("[0-9]+", port) and int(port) <= 65535):
        raise ValueError(f"endpoint: expected a port from 0 to 65535 at the end of tcp://HOST:PORT, found '{endpoint}'")
    if port is not None and (int(port) == 0 or endpoint[len("tcp://"):-len(port) - 1] in ("*", "0.0.0.0", "[::]")):
        raise ValueError(
            f"endpoint: expected a host and a port to connect to, such as tcp://127.0.0.1:5556, found '{endpoint}', which only a service can bind")


def _check_range(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name}: expected a number from {least} to {most}, found {value}")


@dataclass
class Received:
    """A message came in: a WorldMessage, HealthMessage or HelloMessage.

    ``received_at`` is ``time.monotonic()`` when it was read. ``waited_at_most`` is how many seconds it may have lain unread
    here before: since the subscriber last found nothing to read; 0 where it was waited for.
    """

    message: Any
    received_at: float = 0.0
    waited_at_most: float = 0.0


@dataclass
class Notice:
    """Something about the stream that a planner should act on.

    ``kind`` is ``gap``, ``restarted``, ``stale``, ``fresh``, ``schema`` or ``rejected``; ``sentence`` says it in words.
    ``stale`` without a ``source_id``: no world message has come from any source since connecting.
    """

    kind: str
    sentence: str
    source_id: str | None = None
    missed: int = 0


@dataclass
class _Source:
    next: int | None  # None: any number may come
    last: float
    is_stale: bool = False
    is_restart_told: bool = False  # by a smaller number, while hello is still to tell of it


def _key(event: Received | Notice) -> tuple[object, str | None]:
    """Of what kind and source an event is; ``stale`` and ``fresh`` are one kind."""
    if isinstance(event, Notice):
        return "stale" if event.kind == "fresh" else event.kind, event.source_id
    return type(event.message), event.message.source_id if isinstance(event.message, WorldMessage) else None


def _keep_newest(events: deque[Received | Notice]) -> tuple[deque[Received | Notice], int]:
    """Of the events that wait only the newest of each kind and source, and how many worlds are left out.

    It takes the place of the oldest, so that each comes to its turn however often newer ones come, and a source's notices stay before
    the world that showed them.
    """
    first: dict[tuple[object, str | None], int] = {}
    last: dict[tuple[object, str | None], int] = {}
    for index, event in enumerate(events):
        first.setdefault(_key(event), index)
        last[_key(event)] = index
    if len(last) == len(events):
        return events, 0

    def place(key: tuple[object, str | None], index: int) -> int:
        world = (WorldMessage, key[1])
        if world not in last:
            return first[key]
        # That a source is stale by now is told after its last world, not before.
        return index if index > last[world] else min(first[key], first[world])

    waiting = list(events)
    kept = sorted((place(key, index), index) for key, index in last.items())
    worlds = sum(isinstance(event, Received) and isinstance(event.message, WorldMessage) for event in waiting)
    return deque(waiting[index] for _, index in kept), worlds - sum(kind is WorldMessage for kind, _ in last)


class Subscriber:
    """Subscribes to a perception service. Use it from one thread.

    The service may start before or after, and so may the name of its host resolve; the connection is made, and made again, in the
    background: also after 5 s of silence.

    ``stale_after`` is in seconds, 0.01 to 3600. ``high_watermark`` is how many messages may wait here unread, 1 to 100000; beyond it new
    ones are lost, and show as a gap. ``max_message_bytes`` is the largest message that is accepted, 1000 to 1000000000; a sender of larger ones
    is disconnected. Raises ValueError where the endpoint is malformed, only a service can bind it (``*``, 0.0.0.0 or [::] for the host,
    0 for the port), or an option is out of its range.
    """

    def __init__(
            self, endpoint: str = "tcp://127.0.0.1:5556", stale_after: float = 0.5, high_watermark: int = 1000,
            max_message_bytes: int = 16_000_000) -> None:
        _check_endpoint(endpoint)
        _check_range("stale_after", stale_after, 0.01, 3600)
        _check_range("high_watermark", high_watermark, 1, 100_000)
        _check_range("max_message_bytes", max_message_bytes, 1000, 1_000_000_000)
        self.worlds = 0
        self.missed = 0
        self.passed_over = 0  # worlds that receive_newest left out because a newer one of their source was there
        self.rejected = 0
        self.world: WorldMessage | None = None
        self.health: HealthMessage | None = None
        self.hello: HelloMessage | None = None
        self._stale_after = stale_after
        self._sources: dict[str, _Source] = {}
        self._start = self._last_empty = self._last_heard = time.monotonic()
        self._endpoint = endpoint
        self._start_time_ns: int | None = None
        self._is_silence_told = False
        self._contracts: set[tuple[int, str | None]] = set()
        self._events: deque[Received | Notice] = deque()
        self._socket = zmq.Context.instance().socket(zmq.SUB)
        self._socket.setsockopt(zmq.RCVHWM, high_watermark)
        self._socket.setsockopt(zmq.MAXMSGSIZE, max_message_bytes)
        self._socket.setsockopt(zmq.LINGER, 0)
        if endpoint.count(":") > 2:
            # Not for a name: libzmq would take one that has an IPv6 address too, as localhost often has, for that alone.
            self._socket.setsockopt(zmq.IPV6, 1)
        self._socket.connect(endpoint)
        # World last: a service that waits for subscribers to it then has the other subscriptions already.
        for topic in reversed(BY_TOPIC):
            self._socket.setsockopt_string(zmq.SUBSCRIBE, topic)

    def __enter__(self) -> Subscriber:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def receive(self, timeout: float) -> Received | Notice | None:
        """The next message or notice, or None where nothing came within the timeout (seconds)."""
        end = time.monotonic() + timeout
        while not self._events:
            if self._take_waiting():
                continue
            # Only with nothing left to read is silence a source's own and not this reader's slowness.
            self._check_staleness()
            self._check_silence()
            left = end - time.monotonic()
            if self._events or left <= 0:
                break
            if self._socket.poll(max(1, int(min(left, self._stale_after / 4) * 1000))):
                self._last_empty = time.monotonic()  # It was waited for, so it comes just now.
                self._take(self._socket.recv_multipart())
        return self._events.popleft() if self._events else None

    def receive_newest(self, timeout: float) -> Received | Notice | None:
        """As ``receive``, but of the world messages that wait already only the newest of each source is given, and the sources take turns.

        For a reader that may be slower than the messages: otherwise it reads ever older ones, up to as many as wait here and
        in the service. Of hello, of health and of each kind of notice about a source, too, only the newest of those that wait is
        given. What is left out is counted: ``passed_over``, ``missed``, ``rejected``.
        """
        for _ in range(_MOST_TAKEN):
            if not self._take_waiting():
                self._check_staleness()  # What is given may come from one source while another is silent.
                break
        self._events, passed_over = _keep_newest(self._events)
        self.passed_over += passed_over
        return self.receive(timeout)

    def age(self, received: Received) -> float:
        """How old what a world message tells is by now, at most, in seconds.

        It is its age when it was published and the time since it came here, but not its way through the network.
        """
        return received.message.capture_to_publish_ns / 1e9 + received.waited_at_most + time.monotonic() - received.received_at

    def _take_waiting(self) -> bool:
        if not self._socket.poll(0):
            self._last_empty = time.monotonic()
            return False
        self._take(self._socket.recv_multipart())
        return True

    def _check_silence(self) -> None:
        """Connects anew where nothing comes.

        libzmq gives up for ever a connection on which anything but its protocol came, as from another program on the port, and does not
        notice a machine that lost its power.
        """
        now = time.monotonic()
        if now - self._last_heard < _MOST_SILENCE or self._endpoint.startswith("inproc"):
            return
        self._last_heard = now
        try:
            self._socket.disconnect(self._endpoint)
        except zmq.ZMQError as error:
            if error.errno != errno.ENOENT:  # Given up already.
                raise
        self._socket.connect(self._endpoint)

    def _take(self, frames: list[bytes]) -> None:
        self._last_heard = time.monotonic()
        topic = frames[0].decode(errors="replace")
        if topic not in BY_TOPIC:
            return  # ZeroMQ matches topics by their beginning: a later release's topic that begins like one of ours.
        try:
            if len(frames) != 2:
                raise WireFormatError(f"expected 2 frames, found {len(frames)}")
            message = decode(topic, frames[1])
        except WireFormatError as error:
            self.rejected += 1
            self._events.append(Notice("rejected", f"topic {topic}: {error}"))
            return
        setattr(self, topic, message)
        self._check_contract(message)
        now = time.monotonic()
        if isinstance(message, WorldMessage):
            self._check_sequence(message, now)
        elif isinstance(message, HelloMessage):
            self._check_run(message)
        self._events.append(Received(message, now, now - self._last_empty))

    def _check_run(self, hello: HelloMessage) -> None:
        """Tells of a restart that the numbers did not show, as where the new run is further than the old one was."""
        is_restart = self._start_time_ns not in (None, hello.start_time_ns)
        for source_id, source in self._sources.items():
            # Once, where a source does not come again.
            if is_restart and not source.is_restart_told and source.next is not None:
                source.next = None
                self._events.append(Notice(
                    "restarted", f"source {source_id}: the service was restarted, world numbers begin anew", source_id))
            source.is_restart_told = False
        self._start_time_ns = hello.start_time_ns

    def _check_contract(self, message: Any) -> None:
        version = message.schema_version
        found = message.schema_hash if isinstance(message, HelloMessage) and version == SCHEMA_VERSION else None
        if (version != SCHEMA_VERSION or found not in (None, schema_hash())) and (version, found) not in self._contracts:
            self._contracts.add((version, found))
            if version > SCHEMA_VERSION:
                differs = f"version {SCHEMA_VERSION}, found the newer {version}, so its added fields are not read"
            elif version < SCHEMA_VERSION:
                differs = f"version {SCHEMA_VERSION}, found the older {version}, so fields added since are absent"
            else:
                differs = f"the contract {schema_hash()[:12]} of version {version}, found {found[:12]}, so fields may be misread"
            self._events.append(Notice("schema", f"schema: expected {differs}"))

    def _check_sequence(self, world: WorldMessage, now: float) -> None:
        self.worlds += 1
        number, source_id = world.sequence_number, world.source_id
        source = self._sources.setdefault(source_id, _Source(None, now))
        if source.is_stale:
            source.is_stale = False
            self._events.append(Notice("fresh", f"source {source_id}: fresh again after {now - source.last:.1f} s", source_id))
        if source.next is not None and number > source.next:
            missed = number - source.next
            self.missed += missed
            self._events.append(Notice(
                "gap", f"source {source_id}: expected world {source.next}, found {number}, so {missed} lost on the way", source_id, missed))
        elif source.next is not None and number < source.next:
            source.is_restart_told = True
            self._events.append(Notice(
                "restarted", f"source {source_id}: the service was restarted, world numbers begin anew at {number}", source_id))
        source.next, source.last = number + 1, now

    def _check_staleness(self) -> None:
        now = time.monotonic()
        if not self._sources and not self._is_silence_told and now - self._start >= self._stale_after:
            self._is_silence_told = True
            self._events.append(Notice("stale", f"no world message since connecting {now - self._start:.1f} s ago"))
        for source_id, source in self._sources.items():
            if not source.is_stale and now - source.last >= self._stale_after:
                source.is_stale = True
                self._events.append(Notice("stale", f"source {source_id}: stale, no world message for {now - source.last:.1f} s", source_id))
