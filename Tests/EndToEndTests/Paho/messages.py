"""What becomes of a message and of all that is said about it."""
from paho.mqtt.packettypes import PacketTypes

from peer import properties

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


def retained_wildcards(place):
    """Each quality of retained message, by every filter that matches it, and no other."""
    sender = place.peer("sender")
    for qos in range(3):
        sender.publish(f"r/{qos}/x", b"%d" % qos, qos, retain=True)
    sender.publish("r", b"parent", 1, retain=True)
    sender.publish("other", b"other", 1, retain=True)
    for number, (filter, granted, parent) in enumerate(
        [("r/+/x", 2, 0), ("+/+/+", 1, 0), ("r/#", 0, 1), ("r/1/x", 2, 0)]
    ):
        receiver = place.peer(f"receiver{number}")
        receiver.subscribe(filter, granted)
        numbers = [1] if filter == "r/1/x" else range(3)
        expected = {(f"r/{qos}/x", b"%d" % qos, min(qos, granted)) for qos in numbers}
        expected |= {("r", b"parent", min(1, granted))} if parent else set()
        found = [receiver.message() for _ in expected]
        assert all(message.retain for message in found)
        found = {(message.topic, message.payload, message.qos) for message in found}
        assert found == expected, found
        receiver.expect_last(number)


def versions_mixed(place):
    """A message passes between the versions, with properties where there are any."""
    other = place.other_version()
    receiver, own, sender = other.peer("receiver"), place.peer("own"), place.peer("sender")
    for peer in (receiver, own):
        peer.subscribe("v/#", 2)
    values = {"ContentType": "text/plain", "UserProperty": [("a", "1")]} if place.is_5 else {}
    for qos in range(3):
        sender.publish("v/1", BINARY, qos, retain=True, **values)
        receiver.expect("v/1", BINARY, qos, retain=False)
        message = own.expect("v/1", BINARY, qos, retain=False)
        for name, value in values.items():
            assert getattr(message.properties, name) == value, message.properties
    late = other.peer("late")
    late.subscribe("v/1", 2)
    late.expect("v/1", BINARY, 2, retain=True)


def dollar_topics(place):
    """No wildcard at the start meets a topic that begins with a dollar sign."""
    everything, explicit = place.peer("everything"), place.peer("explicit")
    assert everything.subscribe([("#", 1), ("+/x", 1), ("+/+", 1)]) == [1, 1, 1]
    assert explicit.subscribe([("$apus/#", 1), ("$other/+", 1)]) == [1, 1]
    sender = place.peer("sender")
    sender.publish("$apus/x", b"one", 1)
    sender.publish("$other/x", b"two", 1, retain=True)
    sender.publish("plain", b"marker", 1)
    explicit.expect("$apus/x", b"one")
    explicit.expect("$other/x", b"two")
    everything.expect("plain", b"marker")
    late = place.peer("late")
    late.subscribe([("#", 1), ("+/x", 1)])
    late.expect_last("late")


def will_properties(place):
    """What the dead said of its will reaches its heir unchanged; the delay stays behind."""
    heir = place.peer("heir")
    heir.subscribe("w", 2)
    said = {
        "PayloadFormatIndicator": 1,
        "ContentType": "text/plain",
        "ResponseTopic": "answer/here",
        "CorrelationData": BINARY,
        "UserProperty": [("a", "1"), ("b", "2"), ("a", "3")],
    }
    wish = {"topic": "w", "payload": "gone", "qos": 2}
    wish["properties"] = properties(
        PacketTypes.WILLMESSAGE, MessageExpiryInterval=1_000, WillDelayInterval=0, **said
    )
    place.peer("dying", will=wish).die()
    found = heir.expect("w", b"gone", 2).properties
    for name, value in said.items():
        assert getattr(found, name) == value, found
    assert 900 < found.MessageExpiryInterval <= 1_000, found
    assert not hasattr(found, "WillDelayInterval"), found


def request_response(place):
    """Two askers of one service each get their own answer, by topic and correlation."""
    service = place.peer("service")
    service.subscribe("service", 1)
    askers = [place.peer(f"asker{number}", RequestResponseInformation=1) for number in range(2)]
    for number, asker in enumerate(askers):
        asker.subscribe(f"answers/{number}", 1)
        asker.publish(
            "service",
            b"question",
            1,
            ResponseTopic=f"answers/{number}",
            CorrelationData=b"%d" % number,
        )
    for _ in askers:
        asked = service.message().properties
        service.publish(
            asked.ResponseTopic, b"answer", 1, CorrelationData=asked.CorrelationData
        )
    for number, asker in enumerate(askers):
        found = asker.expect(f"answers/{number}", b"answer").properties
        assert found.CorrelationData == b"%d" % number, found
        asker.expect_last(number)
