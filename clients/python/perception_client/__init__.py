"""A client of the perception service: decodes every message into named fields and finds gaps.

    from perception_client import Received, Subscriber, WorldMessage

    with Subscriber("tcp://127.0.0.1:5556") as subscriber:
        while True:
            event = subscriber.receive_newest(timeout=0.1)  # None: nothing came in time, which is no end.
            if isinstance(event, Received) and isinstance(event.message, WorldMessage):
                print(event.message.lead, subscriber.age(event))
"""

from .codec import WireFormatError, decode, describe, schema_hash, to_json
from .messages import *  # noqa: F403
from .subscriber import Notice, Received, Subscriber

__all__ = ["Notice", "Received", "Subscriber", "WireFormatError", "decode", "describe", "schema_hash", "to_json"]
