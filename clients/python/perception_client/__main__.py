"""``python3 -m perception_client [ENDPOINT]``: prints what comes in."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable

import zmq

from .codec import describe, to_json
from .messages import WorldMessage
from .subscriber import Notice, Subscriber


def main() -> int:
    parser = argparse.ArgumentParser(prog="perception_client", description="Subscribe to a perception service and print what comes in.")
    parser.add_argument("endpoint", nargs="?", default="tcp://127.0.0.1:5556", metavar="ENDPOINT")
    parser.add_argument("--count", type=_positive(int), help="stop after so many world messages")
    parser.add_argument("--json", action="store_true", help="every message as one line of JSON; notices go to standard error")
    parser.add_argument("--timeout", type=_positive(float), help="fail when no world message comes for so many seconds")
    parser.add_argument("--stale-after", type=float, default=0.5, help="report a source as stale after so many seconds")
    parser.add_argument("--describe", action="store_true", help="print the contract that this client knows, and end")
    arguments = parser.parse_args()
    if arguments.describe:
        print(describe(), end="")
        return 0
    try:
        with Subscriber(arguments.endpoint, arguments.stale_after) as subscriber:
            return _listen(subscriber, arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    except zmq.ZMQError as error:
        print(f"endpoint: expected tcp://HOST:PORT, found '{arguments.endpoint}' ({error})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _positive(number: Callable[[str], float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = number(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"expected a number above 0, found {text}")
        return value

    read.__name__ = number.__name__
    return read


def _listen(subscriber: Subscriber, arguments: argparse.Namespace) -> int:
    last_world = time.monotonic()
    shown = 0
    while arguments.count is None or shown < arguments.count:
        event = subscriber.receive(0.1)
        if isinstance(event, Notice):
            print(event.sentence, file=sys.stderr, flush=True)
        elif event is not None:
            if isinstance(event.message, WorldMessage):
                last_world = time.monotonic()
                shown += 1
            print(json.dumps(to_json(event.message), ensure_ascii=False) if arguments.json else _line(event.message), flush=True)
        if arguments.timeout is not None and time.monotonic() - last_world >= arguments.timeout:
            expected = "a world message" if arguments.count is None else f"{arguments.count} world messages"
            print(
                f"endpoint {arguments.endpoint}: expected {expected}, found {shown} "
                f"and then none for {arguments.timeout:g} s", file=sys.stderr)
            return 1
    return 0


def _line(message: object) -> str:
    if not isinstance(message, WorldMessage):
        return f"{message.topic} {message.sequence_number}"
    lead = "no lead" if message.lead is None else f"lead {message.lead.track_id}"
    if message.lead is not None and message.lead.range is not None:
        lead += f" at {message.lead.range:.1f} m"
    return (
        f"{message.source_id} {message.sequence_number} frame {message.frame_id} at {message.capture_time_ns / 1e9:.3f} s: "
        f"{lead}; {len(message.tracks)} tracks; {len(message.lanes)} lanes; {message.capture_to_publish_ns / 1e6:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
