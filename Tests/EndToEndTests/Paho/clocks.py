"""What happens when time has passed, in the shortest times that MQTT knows."""
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCodes

from peer import Peer, properties


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


def will_retained(place):
    """A retained will waits for who subscribes later; an empty one removes it."""
    heir = place.peer("heir")
    heir.subscribe("w", 1)
    for payload in ("gone", ""):
        place.peer("dying", will=dict(wish(payload), retain=True)).die()
        heir.expect("w", payload.encode(), 1, retain=False)
        late = place.peer("late")
        late.subscribe("w", 2)
        if payload:
            late.expect("w", b"gone", 1, retain=True)
        late.expect_last("late")
        late.end()


def keep_alive(place):
    """Who goes silent is sent away and its will sent; who only pings stays."""
    heir = place.peer("heir")
    heir.subscribe("w", 1)
    silent = place.peer("silent", keep_alive=1, will=wish("silent"))
    pinging = place.peer("pinging", keep_alive=1, will=wish("pinging"))
    silent.withhold("pingreq")
    while not silent.has_ended(within_seconds=0.3):
        pinging.ping()
    heir.expect("w", b"silent", 1)
    if place.is_5:
        assert silent.reasons.get() == 0x8D
    pinging.publish("w", b"here", 1)
    heir.expect("w", b"here", 1)


def server_keep_alive(place):
    """The broker allows one second: 5 is told and held to it, 3.1.1 is refused when it asks for
    more."""
    if not place.is_5:
        for asked in (2, 0):
            assert Peer(place, f"asks{asked}", keep_alive=asked).refusal() == 2
        place.peer("modest", keep_alive=1)
        return
    assert not hasattr(place.peer("modest", keep_alive=1).told, "ServerKeepAlive")
    heir = place.peer("heir", keep_alive=1)
    heir.subscribe("w", 1)
    silent = [place.peer(f"asks{asked}", keep_alive=asked) for asked in (60, 0)]
    for peer in silent:
        assert peer.told.ServerKeepAlive == 1, peer.told
        peer.withhold("pingreq")
    for peer in silent:
        assert peer.sent_away() == 0x8D


def will_delay(place):
    """A delayed will waits, is dropped when its client returns in time, and comes at once when
    the session ends."""
    heir = place.peer("heir")
    heir.subscribe("w", 1)
    place.kept("returning", will=wish("returning", WillDelayInterval=1)).die()
    assert place.kept("returning").is_resumed
    place.kept("dead", will=wish("dead", WillDelayInterval=2)).die()
    place.kept("fresh", will=wish("fresh", WillDelayInterval=1_000)).die()
    assert not place.peer("fresh").is_resumed
    heir.expect("w", b"fresh", 1)
    heir.expect("w", b"dead", 1)
    heir.expect_last("heir")


def message_expires(place):
    """What has expired is neither sent to who returns nor kept for who subscribes."""
    away = place.kept("away")
    away.subscribe("e/#", 1)
    away.end()
    sender = place.peer("sender")
    sender.publish("e/1", b"short", 1, MessageExpiryInterval=1)
    sender.publish("e/2", b"short", 1, retain=True, MessageExpiryInterval=1)
    sender.publish("e/3", b"long", 1, retain=True, MessageExpiryInterval=1_000)
    sender.publish("e/4", b"endless", 1)
    pass_a_second(place)
    again = place.kept("away")
    rest = again.expect("e/3", b"long", 1).properties.MessageExpiryInterval
    assert 900 < rest < 1_000, rest
    again.expect("e/4", b"endless", 1)
    again.expect_last("again")
    late = place.peer("late")
    late.subscribe("e/#", 1)
    rest = late.expect("e/3", b"long", 1, retain=True).properties.MessageExpiryInterval
    assert 900 < rest < 1_000, rest
    late.expect_last("late")


def session_expires(place):
    """A session ends when its time is over, and its will, however delayed, is sent then."""
    heir = place.peer("heir")
    heir.subscribe("w", 1)
    lost = place.kept(
        "lost", SessionExpiryInterval=1, will=wish("lost", WillDelayInterval=1_000)
    )
    leaving = place.kept("leaving", will=wish("leaving", WillDelayInterval=1_000))
    lost.die()
    leaving.client.disconnect(
        ReasonCodes(PacketTypes.DISCONNECT, "Disconnect with will message"),
        properties(PacketTypes.DISCONNECT, SessionExpiryInterval=1),
    )
    assert {heir.message().payload for _ in range(2)} == {b"lost", b"leaving"}
    assert not place.kept("lost").is_resumed
    assert not place.kept("leaving").is_resumed


def pass_a_second(place):
    """Returns when a second has passed by the broker's own clock: with a will that waited so
    long."""
    witness = place.peer("witness")
    witness.subscribe("w", 1)
    place.kept("clock", will=wish("clock", WillDelayInterval=1)).die()
    witness.expect("w", b"clock", 1)


def wish(payload, **values):
    """A will."""
    will = {"topic": "w", "payload": payload.encode(), "qos": 1}
    return will | (
        {"properties": properties(PacketTypes.WILLMESSAGE, **values)} if values else {}
    )
