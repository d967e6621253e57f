"""How much may be under way, how long it may be, how short it may be called."""
from paho.mqtt.packettypes import PacketTypes

from peer import Peer, properties


def receive_maximum(place):
    """No more than the client's window is under way, and all of it arrives in order."""
    receiver, sender = place.peer("receiver", ReceiveMaximum=1), place.peer("sender")
    receiver.subscribe("m", 2)
    for number in range(50):
        sender.publish("m", b"%d" % number, number % 2 + 1)
    for number in range(50):
        receiver.expect("m", b"%d" % number)


def client_window(place):
    """Beyond the client's Receive Maximum everything waits for an acknowledgement."""
    fills_window(place, place.peer("receiver", ReceiveMaximum=2))


def inflight_window(place):
    """The broker's own limit of two holds in both versions."""
    fills_window(place, place.peer("receiver"))


def fills_window(place, receiver, size=2):
    """Takes no more than a window of messages; each acknowledgement brings one more."""
    sender = place.peer("sender")
    receiver.subscribe([("f/1", 1), ("f/2", 2), ("marker", 0)])
    for qos, last in [(1, "puback"), (2, "pubcomp")]:
        held = receiver.withhold(last)
        for number in range(5):
            sender.publish(f"f/{qos}", b"%d" % number, qos)
        identifiers = []
        for number in range(size):
            receiver.expect(f"f/{qos}", b"%d" % number, qos)
            identifiers.append(held.get(timeout=20))
        for number in range(size, 5):
            sender.publish("marker")
            receiver.expect("marker", b"", 0)
            receiver.release(last, identifiers.pop(0))
            receiver.expect(f"f/{qos}", b"%d" % number, qos)
            identifiers.append(held.get(timeout=20))
        for identifier in identifiers:
            receiver.release(last, identifier)


def narrower_window(place):
    """Who comes back with a smaller window gets what is owed in portions of that size."""
    first, sender = place.kept("kept"), place.peer("sender")
    first.subscribe("f", 1)
    held = first.withhold("puback")
    for number in range(4):
        sender.publish("f", b"%d" % number, 1)
        held.get(timeout=20)
    first.die()
    second = Peer(place, "kept", clean=False, SessionExpiryInterval=100, ReceiveMaximum=1)
    held = second.withhold("puback")
    assert second.connect()
    for number in range(4):
        assert second.expect("f", b"%d" % number, 1).dup
        second.expect_last(number)
        second.release("puback", held.get(timeout=20))


def server_window(place):
    """The broker tells its own Receive Maximum; who goes beyond is sent away with the reason."""
    sender = Peer(place, "sender")
    sender.client.max_inflight_messages_set(0)
    sender.connect()
    assert sender.told.ReceiveMaximum == 20, sender.told
    held = sender.withhold("pubrel")
    for number in range(20):
        sender.client.publish("f", b"%d" % number, 2)
    identifiers = [held.get(timeout=20) for _ in range(20)]
    sender.publish("f", b"QoS 0 does not count")
    sender.release("pubrel", identifiers[0])
    sender.published.get(timeout=20)
    sender.client.publish("f", b"in the room of the first", 2)
    held.get(timeout=20)
    sender.client.publish("f", b"too much", 2)
    assert sender.sent_away() == 0x93


def aliases_to_server(place):
    """An alias stands for its topic until it is set anew, and ends with the connection."""
    receiver, sender = place.peer("receiver"), place.kept("sender")
    receiver.subscribe("alias/#", 2)
    assert sender.told.TopicAliasMaximum == 10, sender.told
    for name in ("one", "two"):
        sender.publish(f"alias/{name}", b"set", 1, TopicAlias=10)
        receiver.expect(f"alias/{name}", b"set", 1)
        for qos in range(3):
            sender.publish("", b"by alias", qos, TopicAlias=10)
            found = receiver.expect(f"alias/{name}", b"by alias", qos)
            assert not hasattr(found.properties, "TopicAlias"), found.properties
    sender.die()
    sender = place.kept("sender")
    assert sender.is_resumed
    sender.client.publish(
        "", b"", 0, properties=properties(PacketTypes.PUBLISH, TopicAlias=10)
    )
    assert sender.sent_away() == 0x82
    receiver.expect_last("receiver")


def alias_too_high(place):
    """An alias above the told maximum, or zero, is the end."""
    for alias, code in [(11, 0x94), (0, 0x94)]:
        sender = place.peer("sender")
        values = properties(PacketTypes.PUBLISH)
        object.__setattr__(values, "TopicAlias", alias)  # paho would refuse zero
        sender.client.publish("topic", b"", 0, properties=values)
        assert sender.sent_away() == code


def aliases_to_client(place):
    """A client that takes two aliases gets two: name and alias first, then the alias alone."""
    taking, plain = place.peer("taking", TopicAliasMaximum=2), place.peer("plain")
    sender = place.peer("sender")
    names = [f"a/long/topic/{number}" for number in range(4)]
    for peer in (taking, plain):
        peer.subscribe("a/#", 2)
    known, bare = {}, 0
    for turn in range(3):
        for number, name in enumerate(names):
            sender.publish(name, b"%d" % turn, number % 3)
            assert not hasattr(plain.expect(name, b"%d" % turn).properties, "TopicAlias")
            message = taking.message()
            alias = getattr(message.properties, "TopicAlias", None)
            assert alias in (None, 1, 2), alias
            if message.topic:
                assert message.topic == name
                if alias:
                    known[alias] = name
            else:
                bare += 1
            assert message.topic or known[alias] == name, (known, alias, name)
            assert message.payload == b"%d" % turn
    assert len(known) == 2 and bare >= 4, (known, bare)


def packet_size_of_client(place):
    """A message too long for one client is not sent to it; it gets what follows, and others get
    all."""
    small, large = place.peer("small", MaximumPacketSize=100), place.peer("large")
    sender = place.peer("sender")
    for peer in (small, large):
        peer.subscribe("m", 2)
    for qos in range(3):
        sender.publish("m", b"x" * 100, qos, retain=True)
        large.expect("m", b"x" * 100, qos)
        sender.publish("m", b"short", qos)
        for peer in (small, large):
            peer.expect("m", b"short", qos)
    small.unsubscribe("m")
    small.subscribe("m", 1)
    small.expect_last("small")


def packet_size_of_server(place):
    """The broker tells its limit of 1,000 bytes; who goes beyond is sent away."""
    sender = place.peer("sender")
    if place.is_5:
        assert sender.told.MaximumPacketSize == 1_000, sender.told
    overhead = len("m") + 2 + 2 + 3 + (1 if place.is_5 else 0)
    sender.subscribe("m", 1)
    sender.publish("m", b"x" * (1_000 - overhead), 1)
    sender.expect("m", b"x" * (1_000 - overhead), 1)
    sender.client.publish("m", b"x" * (1_001 - overhead), 1)
    assert sender.sent_away() == place.reason(0x95)
