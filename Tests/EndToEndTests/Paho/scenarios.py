"""What paho-mqtt must see of a broker: scenarios.py PORT VERSION SCENARIO; exit 0 when it does."""
import sys

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.subscribeoptions import SubscribeOptions

from peer import Place, properties

BINARY = bytes(range(256))


def round_trips(place):
    """Each quality of sender and receiver, text, binary and empty payloads."""
    sender = place.peer("sender")
    for granted in range(3):
        receiver = place.peer(f"receiver{granted}")
        assert receiver.subscribe("r/+", granted) == [granted]
        for qos in range(3):
            for payload in [b"hello", b"", BINARY, BINARY * 400]:
                sender.publish(f"r/{qos}", payload, qos)
                receiver.expect(f"r/{qos}", payload, min(qos, granted), retain=False)
        receiver.end()
    sender.end()


def retained(place):
    """Set, replaced, seen live without the flag, removed."""
    live, sender = place.peer("live"), place.peer("sender")
    live.subscribe("t/#", 1)
    for payload in [b"old", b"new"]:
        sender.publish("t/1", payload, 1, retain=True)
        live.expect("t/1", payload, 1, retain=False)
    late = place.peer("late")
    late.subscribe("t/#", 1)
    late.expect("t/1", b"new", 1, retain=True)
    sender.publish("t/1", b"", 1, retain=True)
    live.expect("t/1", b"", 1, retain=False)
    after = place.peer("after")
    after.subscribe("t/#", 1)
    sender.publish("t/2", b"marker", 1)
    after.expect("t/2", b"marker", 1, retain=False)


def will(place):
    """Published when the connection breaks, not after a goodbye."""
    heir = place.peer("heir")
    heir.subscribe("w/#", 2)
    wish = {"topic": "w/1", "payload": b"gone", "qos": 2}
    if place.is_5:
        wish["properties"] = properties(PacketTypes.WILLMESSAGE, ContentType="text/plain")
    place.peer("polite", will=wish).end()
    place.peer("dying", will=dict(wish, topic="w/2")).die()
    message = heir.expect("w/2", b"gone", 2)
    if place.is_5:
        assert message.properties.ContentType == "text/plain"


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


def unsubscribing(place):
    """Ends what was subscribed; 5 says when there was nothing to end."""
    peer = place.peer("peer")
    peer.subscribe([("u/1", 0), ("u/2", 0)])
    first, second = peer.unsubscribe("u/1"), peer.unsubscribe("u/1")
    assert not place.is_5 or (first, second) == ([0], [17]), (first, second)
    peer.publish("u/1", b"lost")
    peer.publish("u/2", b"marker")
    peer.expect("u/2", b"marker")


def forwarded_properties(place):
    """What a publisher says of its message reaches the subscriber unchanged."""
    receiver, sender = place.peer("receiver"), place.peer("sender")
    receiver.subscribe("p", 2)
    users = [("a", "1"), ("b", "2"), ("a", "3"), ("é", "")]
    for qos in range(3):
        sender.publish(
            "p",
            b"x",
            qos,
            PayloadFormatIndicator=1,
            ContentType="text/plain",
            ResponseTopic="answer/here",
            CorrelationData=BINARY,
            UserProperty=users,
        )
        found = receiver.expect("p", b"x", qos).properties
        assert found.PayloadFormatIndicator == 1
        assert found.ContentType == "text/plain"
        assert found.ResponseTopic == "answer/here"
        assert found.CorrelationData == BINARY
        assert found.UserProperty == users


def subscription_identifiers(place):
    """Each message names the subscriptions it came by."""
    receiver, sender = place.peer("receiver"), place.peer("sender")
    for topic, identifier in [("i/+", 7), ("i/#", 200_000_000), ("none", None)]:
        named = {}
        if identifier:
            named["properties"] = properties(
                PacketTypes.SUBSCRIBE, SubscriptionIdentifier=identifier
            )
        receiver.subscribe(topic, 1, **named)
    sender.publish("i/1/2", b"one", 1)
    found = receiver.expect("i/1/2", b"one").properties
    assert found.SubscriptionIdentifier == [200_000_000], found
    sender.publish("i/1", b"both", 1)
    found = []
    while len(found) < 2:
        found += receiver.expect("i/1", b"both").properties.SubscriptionIdentifier
    assert sorted(found) == [7, 200_000_000], found
    sender.publish("none", b"x", 1)
    found = receiver.expect("none", b"x").properties
    assert not hasattr(found, "SubscriptionIdentifier"), found


def message_expiry(place):
    """The rest of its time travels with a message that waited."""
    place_session = {"clean": False, "SessionExpiryInterval": 100}
    kept = place.peer("kept", **place_session)
    kept.subscribe("e", 1)
    kept.end()
    sender = place.peer("sender")
    sender.publish("e", b"lasting", 1, MessageExpiryInterval=1_000)
    sender.publish("e", b"retained", 1, retain=True, MessageExpiryInterval=4_294_967_295)
    again = place.peer("kept", **place_session)
    rest = again.expect("e", b"lasting").properties.MessageExpiryInterval
    assert 900 < rest <= 1_000, rest
    rest = again.expect("e", b"retained").properties.MessageExpiryInterval
    assert 4_294_967_195 < rest <= 4_294_967_295, rest


def subscription_options(place):
    """No local, retain as published, retain handling."""
    peer, other = place.peer("peer"), place.peer("other")
    peer.subscribe("n", options=SubscribeOptions(qos=1, noLocal=True))
    peer.publish("n", b"own", 1)
    other.publish("n", b"foreign", 1)
    peer.expect("n", b"foreign")
    other.publish("k", b"kept", 1, retain=True)
    peer.subscribe("k", options=SubscribeOptions(qos=1, retainAsPublished=True))
    peer.expect("k", b"kept", retain=True)
    other.publish("k", b"live", 1, retain=True)
    peer.expect("k", b"live", retain=True)
    for handling, is_new, comes in [(1, False, False), (2, True, False), (1, True, True)]:
        if is_new:
            assert peer.unsubscribe("k") == [0]
        peer.subscribe("k", options=SubscribeOptions(qos=1, retainHandling=handling))
        if comes:
            peer.expect("k", b"live", retain=True)
        other.publish("n", b"marker", 1)
        peer.expect("n", b"marker")


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


def receive_maximum(place):
    """No more than the client's window is under way, and all of it arrives in order."""
    receiver, sender = place.peer("receiver", ReceiveMaximum=1), place.peer("sender")
    receiver.subscribe("m", 2)
    for number in range(50):
        sender.publish("m", b"%d" % number, number % 2 + 1)
    for number in range(50):
        receiver.expect("m", b"%d" % number)


def assigned_identifier(place):
    """A nameless client is told its name."""
    (told,) = place.peer("").connack
    assert told.AssignedClientIdentifier, told


def main():
    port, version, scenario = sys.argv[1:]
    globals()[scenario](Place(port, version))


main()
