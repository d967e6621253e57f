"""What a subscription brings, and what it does not."""
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.subscribeoptions import SubscribeOptions

from peer import properties


def unsubscribing(place):
    """Ends what was subscribed; 5 says when there was nothing to end."""
    peer = place.peer("peer")
    peer.subscribe([("u/1", 0), ("u/2", 0)])
    first, second = peer.unsubscribe("u/1"), peer.unsubscribe("u/1")
    assert not place.is_5 or (first, second) == ([0], [17]), (first, second)
    peer.publish("u/1", b"lost")
    peer.publish("u/2", b"marker")
    peer.expect("u/2", b"marker")


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


def identifiers_kept(place):
    """A resumed session still knows by which subscription a message came, queued or new."""
    away, sender = place.kept("away"), place.peer("sender")
    named = properties(PacketTypes.SUBSCRIBE, SubscriptionIdentifier=7)
    away.subscribe("i/+", 1, properties=named)
    away.end()
    sender.publish("i/1", b"queued", 1)
    again = place.kept("away")
    sender.publish("i/1", b"new", 1)
    for payload in (b"queued", b"new"):
        found = again.expect("i/1", payload, 1).properties
        assert found.SubscriptionIdentifier == [7], found


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


def overlapping(place):
    """A message that several subscriptions want comes once, by the best of them."""
    receiver, sender = place.peer("receiver"), place.peer("sender")
    receiver.subscribe([("o/#", 2), ("o/+", 1), ("o/1", 0), ("+/1", 1)])
    for qos in range(3):
        sender.publish("o/1", b"%d" % qos, qos)
        receiver.expect("o/1", b"%d" % qos, qos)
    receiver.expect_last("before")
    receiver.unsubscribe("o/#")
    sender.publish("o/1", b"fewer", 2)
    receiver.expect("o/1", b"fewer", 1)
    receiver.expect_last("after")


def replaced(place):
    """The same filter again replaces the quality, and brings what is retained once more."""
    receiver, sender = place.peer("receiver"), place.peer("sender")
    sender.publish("x", b"kept", 2, retain=True)
    for granted in (2, 0, 1):
        assert receiver.subscribe("x", granted) == [granted]
        receiver.expect("x", b"kept", granted, retain=True)
        sender.publish("x", b"kept", 2, retain=True)
        receiver.expect("x", b"kept", granted, retain=False)
    receiver.expect_last("x")


def failing(place):
    """A filter is refused by its own reason code; the others of the packet hold."""
    peer = place.peer("peer")
    codes = peer.subscribe([("a", 2), ("/" * 500, 1), ("b", 1)])
    assert codes == [2, 143 if place.is_5 else 128, 1], codes
    for topic in "ab":
        peer.publish(topic, b"heard", 1)
        peer.expect(topic, b"heard", 1)


def shared(place):
    """Each message goes to one member of each group, and to everybody outside."""
    members = [place.peer(f"member{number}") for number in range(3)]
    for member in members:
        assert member.subscribe("$share/group/s/+", 1) == [1]
    rival, outside = place.peer("rival"), place.peer("outside")
    rival.subscribe("$share/rivals/s/+", 2)
    outside.subscribe("s/#", 2)
    sender = place.peer("sender")
    for number in range(9):
        sender.publish("s/1", b"%d" % number, 2)
    for peer in (rival, outside):
        for number in range(9):
            peer.expect("s/1", b"%d" % number, 2, retain=False)
    found = [sorted(payloads(member, sender)) for member in members]
    assert sorted(sum(found, [])) == [b"%d" % number for number in range(9)], found
    assert all(found), found
    for member in members[1:]:
        assert member.unsubscribe("$share/group/s/+") == ([0] if place.is_5 else [])
    for number in range(3):
        sender.publish("s/1", b"%d" % number, 1)
        members[0].expect("s/1", b"%d" % number, 1)
    for member in members[1:]:
        member.expect_last("end")


def shared_offline(place):
    """A member that is away leaves its share to those who are there; nothing is lost when all
    are away."""
    names = ["member0", "member1"]
    members = [place.kept(name) for name in names]
    for member in members:
        member.subscribe("$share/group/s", 1)
    sender = place.peer("sender")
    members.pop().end()
    kept, alone, sent = [], 0, 0
    while alone < 4:  # until every shard knows that the other has gone
        payload = b"early %d" % sent
        sent += 1
        sender.publish("s", payload, 1)
        if payload in payloads(members[0], sender):
            alone += 1
        else:
            kept.append(payload)
            alone = 0
    assert len(kept) <= 2, kept
    members.pop().end()
    for number in range(4):
        kept.append(b"late %d" % number)
        sender.publish("s", kept[-1], 2)
    members = [place.kept(name) for name in names]
    assert all(member.is_resumed for member in members)
    found = sum([payloads(member, sender) for member in members], [])
    assert sorted(found) == sorted(kept), (found, kept)


def shared_retained(place):
    """A shared subscription gets no retained messages."""
    peer = place.peer("peer")
    peer.publish("s", b"kept", 1, retain=True)
    peer.subscribe("$share/group/s", 1)
    peer.expect_last("s")


def payloads(peer, sender):
    """The payloads that came before the sender's marker."""
    peer.subscribe("marker", 0)
    sender.publish("marker")
    found = []
    while (message := peer.message()).topic != "marker":
        found.append(message.payload)
    peer.unsubscribe("marker")
    return found
