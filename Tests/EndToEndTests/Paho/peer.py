"""A paho-mqtt client that waits for what it expects; works with paho-mqtt 1.6 and 2."""
import queue
import socket

import paho.mqtt
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

PATIENCE_SECONDS = 20
IS_2 = int(paho.mqtt.__version__.split(".")[0]) >= 2


def properties(packet_type, **values):
    """Properties of a packet; nothing when there are none."""
    result = Properties(packet_type)
    for name, value in values.items():
        setattr(result, name, value)
    return result


def number(code):
    """A reason code, whether it came as a number or as an object."""
    return getattr(code, "value", code)


class Peer:
    """One client; every wait is for an event, with a limit."""

    def __init__(
        self, place, name, clean=True, will=None, keep_alive=60, **connect_properties
    ):
        self.place, self.clean, self.connect_properties = place, clean, connect_properties
        self.keep_alive = keep_alive
        self.connected, self.subscribed, self.unsubscribed = (queue.Queue() for _ in range(3))
        self.published, self.ended, self.messages = (queue.Queue() for _ in range(3))
        self.refusals, self.reasons = queue.Queue(), queue.Queue()
        arguments = {"client_id": name, "reconnect_on_failure": False}
        arguments["protocol"] = mqtt.MQTTv5 if place.is_5 else mqtt.MQTTv311
        if not place.is_5:
            arguments["clean_session"] = clean
        if IS_2:
            arguments["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION2
        self.client = mqtt.Client(**arguments)
        self._listen()
        if will:
            self.client.will_set(**will)

    def _listen(self):
        client = self.client
        client.on_connect = lambda _, __, flags, code, *rest: self.connected.put(
            (flags, number(code), rest)
        )
        client.on_subscribe = lambda _, __, mid, codes, *rest: self.subscribed.put(
            [number(code) for code in codes]
        )
        client.on_unsubscribe = self._on_unsubscribe
        client.on_publish = lambda _, __, mid, *rest: self.published.put(mid)
        client.on_disconnect = lambda _, __, *codes: self.ended.put(codes)
        client.on_message = lambda _, __, message: self.messages.put(message)
        handle = client._packet_handle
        client._packet_handle = lambda: self._note_reason() or handle()

    def _note_reason(self):
        """paho 1.6 tells nobody of some refusals, nor of a DISCONNECT without properties."""
        packet = self.client._in_packet
        command, body = packet["command"] & 0xF0, bytes(packet["packet"])
        if command == mqtt.CONNACK and body[1] != 0:
            self.refusals.put(body[1])
        if command == mqtt.DISCONNECT:
            self.reasons.put(body[0] if body else 0)

    def _on_unsubscribe(self, _, __, mid, *rest):
        codes = rest[0 if IS_2 else 1] if self.place.is_5 else []
        codes = codes if isinstance(codes, list) else [codes]
        self.unsubscribed.put([number(code) for code in codes])

    def open(self):
        """Sends CONNECT."""
        extra = {"keepalive": self.keep_alive}
        if self.place.is_5:
            extra["clean_start"] = self.clean
            extra["properties"] = properties(PacketTypes.CONNECT, **self.connect_properties)
        self.client.connect("127.0.0.1", self.place.port, **extra)
        self.client.loop_start()

    def connect(self):
        """Connects; answers session present."""
        self.open()
        flags, code, self.connack = self.connected.get(timeout=PATIENCE_SECONDS)
        assert code == 0, f"CONNACK {code}"
        present = flags["session present"] if isinstance(flags, dict) else flags.session_present
        return bool(present)

    def refusal(self):
        """Sends CONNECT, which must be refused; answers why."""
        self.open()
        code = self.refusals.get(timeout=PATIENCE_SECONDS)
        self.ended.get(timeout=PATIENCE_SECONDS)
        return code

    @property
    def told(self):
        """The properties of CONNACK."""
        return self.connack[0]

    def subscribe(self, *arguments, **named):
        """Subscribes and answers the reason codes."""
        self.client.subscribe(*arguments, **named)
        return self.subscribed.get(timeout=PATIENCE_SECONDS)

    def unsubscribe(self, topic):
        """Unsubscribes and answers the reason codes."""
        self.client.unsubscribe(topic)
        return self.unsubscribed.get(timeout=PATIENCE_SECONDS)

    def publish(self, topic, payload=b"", qos=0, retain=False, **values):
        """Publishes and waits until the exchange is over."""
        extra = {"properties": properties(PacketTypes.PUBLISH, **values)} if values else {}
        self.client.publish(topic, payload, qos, retain, **extra)
        self.published.get(timeout=PATIENCE_SECONDS)

    def message(self):
        """The next message."""
        return self.messages.get(timeout=PATIENCE_SECONDS)

    def expect(self, topic, payload, qos=None, retain=None):
        """The next message, which must be this one."""
        message = self.message()
        found = (message.topic, message.payload)
        assert found == (topic, payload), f"{found}, expected {(topic, payload)}"
        assert qos is None or message.qos == qos, f"QoS {message.qos}, expected {qos}"
        assert retain is None or bool(message.retain) == retain, f"retain {message.retain}"
        return message

    def expect_last(self, marker):
        """Nothing came before this marker, which the peer sends itself."""
        self.subscribe(f"marker/{marker}", 0)
        self.publish(f"marker/{marker}")
        self.expect(f"marker/{marker}", b"")

    def withhold(self, packet):
        """Does not send such packets (`puback`); answers the queue of their identifiers."""
        held = queue.Queue()
        setattr(self.client, f"_send_{packet}", lambda *mid: held.put(*mid or [None]) or 0)
        return held

    def release(self, packet, mid):
        """Sends what was withheld."""
        getattr(type(self.client), f"_send_{packet}")(self.client, mid)

    def ignore(self, packet):
        """Is deaf to such packets (`pubrec`); answers the queue that tells of them."""
        ignored = queue.Queue()
        setattr(self.client, f"_handle_{packet}", lambda *_: ignored.put(packet) or 0)
        return ignored

    def listen(self, packet):
        """Is no longer deaf to such packets."""
        delattr(self.client, f"_handle_{packet}")

    def ping(self):
        """Sends PINGREQ; paho's own way is not for two threads."""
        self.client._send_simple_command(mqtt.PINGREQ)

    def send_bytes(self, *parts):
        """Sends what paho itself would not."""
        self.client.socket().sendall(b"".join(parts))

    def end(self):
        """Says goodbye and waits for the end."""
        self.client.disconnect()
        self.ended.get(timeout=PATIENCE_SECONDS)
        self.client.loop_stop()

    def sent_away(self):
        """Waits until the broker ends the connection; answers its reason, in 5."""
        reason = self.reasons.get(timeout=PATIENCE_SECONDS) if self.place.is_5 else None
        self.ended.get(timeout=PATIENCE_SECONDS)
        self.client.loop_stop()
        return reason

    def has_ended(self, within_seconds):
        """Whether the connection ends now or while waiting."""
        try:
            self.ended.get(timeout=within_seconds)
        except queue.Empty:
            return False
        return True

    def die(self):
        """Breaks the connection without a word."""
        self.client.socket().shutdown(socket.SHUT_RDWR)
        self.ended.get(timeout=PATIENCE_SECONDS)
        self.client.loop_stop()


class Place:
    """Where the broker is and which version is spoken."""

    def __init__(self, port, version):
        self.port, self.is_5 = int(port), version == "5"

    def other_version(self):
        """The same broker in the other version."""
        return Place(self.port, "3.1.1" if self.is_5 else "5")

    def kept(self, name, **named):
        """A connected client whose session is kept, and was if there was one."""
        expiry = {"SessionExpiryInterval": 100} if self.is_5 else {}
        return self.peer(name, clean=False, **(expiry | named))

    def reason(self, code):
        """What a client is told as it is sent away: 3.1.1 has no words for it."""
        return code if self.is_5 else None

    def peer(self, name, **named):
        """A connected client with a clean start."""
        peer = Peer(self, name, **named)
        present = peer.connect()
        assert not peer.clean or not present, "session present after a clean start"
        peer.is_resumed = present
        return peer
