"""What outlives a connection, and what does not."""
from paho.mqtt.packettypes import PacketTypes

from peer import Peer, properties


def session(place):
    """Kept with its queue, in order per topic, and gone after a clean start."""
    expiry = {"SessionExpiryInterval": 100} if place.is_5 else {}
    first = place.peer("kept", clean=False, **expiry)
    assert not first.is_resumed
    first.subscribe([("s/1", 1), ("s/2", 2)])
    first.end()
    sender = place.peer("sender")
    for number in range(20):
        sender.publish(f"s/{number % 2 + 1}", b"%d" % number, 2)
    again = place.peer("kept", clean=False, **expiry)
    assert again.is_resumed
    waiting = {topic: list(range(topic - 1, 20, 2)) for topic in (1, 2)}
    for _ in range(20):
        message = again.message()
        topic = int(message.topic[2:])
        assert message.qos == topic
        assert int(message.payload) == waiting[topic].pop(0), (message.topic, message.payload)
    again.die()
    sender.publish("s/1", b"late", 1)
    third = place.peer("kept", clean=False, **expiry)
    assert third.is_resumed
    third.expect("s/1", b"late", 1)
    third.end()
    place.peer("kept").end()
    last = place.peer("kept", clean=False, **expiry)
    assert not last.is_resumed
    last.subscribe("marker", 0)
    sender.publish("s/1", b"lost", 1)
    sender.publish("marker", b"", 1)
    last.expect("marker", b"")


def session_expiry(place):
    """A session without expiry ends with its connection; a goodbye may change the rest."""
    for expiry, expected in [(0, False), (100, True)]:
        name = f"kept{expiry}"
        place.peer(name, clean=False, SessionExpiryInterval=expiry).end()
        resumed = place.peer(name, clean=False, SessionExpiryInterval=100).is_resumed
        assert resumed == expected, (expiry, resumed)
    shortened = place.peer("shortened", clean=False, SessionExpiryInterval=100)
    shortened.client.disconnect(
        properties=properties(PacketTypes.DISCONNECT, SessionExpiryInterval=0)
    )
    shortened.ended.get(timeout=20)
    assert not place.peer("shortened", clean=False).is_resumed


def offline_queueing(place):
    """What came while a client was away waits for it, at its quality; QoS 0 does not."""
    away = place.kept("away")
    away.subscribe([("q/+", 2), ("single", 1)])
    away.end()
    sender = place.peer("sender")
    for qos in range(3):
        sender.publish(f"q/{qos}", b"%d" % qos, qos)
    sender.publish("single", b"x", 2)
    again = place.kept("away")
    assert again.is_resumed
    found = {(message.topic, message.qos) for message in (again.message() for _ in range(3))}
    assert found == {("q/1", 1), ("q/2", 2), ("single", 1)}, found
    again.expect_last("away")


def redelivery(place):
    """What was not acknowledged comes again, marked, in order and under its identifier."""
    first, sender = place.kept("kept"), place.peer("sender")
    first.subscribe("r/#", 2)
    held = {1: first.withhold("puback"), 2: first.withhold("pubrec")}
    sent, identifiers = [], []
    for number in range(6):
        qos = number % 2 + 1
        sent.append((f"r/{qos}", b"%d" % number))
        sender.publish(*sent[-1], qos)
        identifiers.append(held[qos].get(timeout=20))
    first.die()
    second = place.kept("kept")
    found = sorted([second.message() for _ in sent], key=lambda message: message.payload)
    assert [(message.topic, message.payload) for message in found] == sent
    assert all(message.dup for message in found)
    assert [message.mid for message in found] == identifiers
    second.expect_last("second")
    second.end()
    third = place.kept("kept")
    third.expect_last("third")


def released_again(place):
    """PUBREL comes again until PUBCOMP answers it, and brings no second message."""
    first, sender = place.kept("kept"), place.peer("sender")
    first.subscribe("r", 2)
    held = first.withhold("pubcomp")
    sender.publish("r", b"once", 2)
    first.expect("r", b"once", 2)
    identifier = held.get(timeout=20)
    first.die()
    second = Peer(place, "kept", clean=False, **first.connect_properties)
    held = second.withhold("pubcomp")
    assert second.connect()
    assert held.get(timeout=20) == identifier
    second.release("pubcomp", identifier)
    second.expect_last("second")
    second.die()
    third = Peer(place, "kept", clean=False, **first.connect_properties)
    held = third.withhold("pubcomp")
    assert third.connect()
    third.expect_last("third")
    assert held.empty()


def sent_again(place):
    """A publisher that missed the acknowledgement sends again: QoS 2 arrives once, QoS 1 twice and
    never marked."""
    receiver, sender = place.peer("receiver"), place.kept("sender")
    receiver.subscribe("r", 2)
    for qos, packet, copies in [(2, "pubrec", 1), (2, "pubackcomp", 1), (1, "pubackcomp", 2)]:
        ignored = sender.ignore(packet)
        sender.client.publish("r", b"again", qos)
        ignored.get(timeout=20)
        sender.die()
        sender.listen(packet)
        assert sender.connect()
        sender.published.get(timeout=20)
        for _ in range(copies):
            assert not receiver.expect("r", b"again", qos).dup
        sender.publish("r", b"marker", 2)
        receiver.expect("r", b"marker", 2)


def zero_length_identifier(place):
    """The nameless are told apart; in 3.1.1 only with a clean session, in 5 they are told their
    names."""
    first, second = place.peer(""), place.peer("")
    for peer in (first, second):
        peer.subscribe("z", 1)
    first.publish("z", b"both", 1)
    for peer in (first, second):
        peer.expect("z", b"both", 1)
    if not place.is_5:
        refused = Peer(place, "paho insists on a name", clean=False)
        refused.client._client_id = b""
        assert refused.refusal() == 2
        return
    kept = place.kept("")
    names = [peer.told.AssignedClientIdentifier for peer in (first, second, kept)]
    assert all(names) and len(set(names)) == 3, names
    kept.end()
    assert place.kept(names[2]).is_resumed
    assert not hasattr(place.peer("named").told, "AssignedClientIdentifier")


def taken_over(place):
    """Who comes under a name sends away who had it, and inherits the session."""
    heir, sender = place.peer("heir"), place.peer("sender")
    heir.subscribe("w", 1)
    first = place.kept("name", will={"topic": "w", "payload": b"first", "qos": 1})
    first.subscribe("t", 1)
    second = place.kept("name")
    assert second.is_resumed
    assert first.sent_away() == place.reason(0x8E)
    heir.expect("w", b"first", 1)
    sender.publish("t", b"inherited", 1)
    second.expect("t", b"inherited", 1)
    third = place.peer("name")
    assert second.sent_away() == place.reason(0x8E)
    sender.publish("t", b"lost", 1)
    third.expect_last("third")
