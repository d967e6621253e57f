"""Why a broker ends a connection, and that it says so."""
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.subscribeoptions import SubscribeOptions

from peer import properties


def faults(place):
    """Each kind of fault ends the connection by its reason, and the will is sent."""
    heir = place.peer("heir")
    heir.subscribe("w", 1)
    nothing = b"\x00" if place.is_5 else b""
    wildcard = b"\x00\x03a/#" + nothing
    for name, packet, code in [
        ("a second CONNECT", None, 0x82),
        ("a packet only a server sends", bytes.fromhex("d000"), 0x82),
        ("QoS 3", bytes.fromhex("3606000161000100"), 0x81),
        ("a wildcard in a topic", bytes([0x30, len(wildcard)]) + wildcard, 0x81),
        ("SUBSCRIBE of nothing", bytes([0x82, 2 + len(nothing)]) + b"\x00\x01" + nothing, 0x82),
        ("flags of SUBSCRIBE", bytes.fromhex("8006000100016100"), 0x81),
        ("a length without end", bytes.fromhex("30ffffffff7f"), 0x81),
    ]:
        peer = place.peer("peer", will={"topic": "w", "payload": name, "qos": 1})
        if packet:
            peer.send_bytes(packet)
        else:
            peer.client._send_connect(60)
        reason = peer.sent_away()
        assert reason == place.reason(code), (name, reason)
        heir.expect("w", name.encode(), 1)


def shutdown(place):
    """The broker's own end is announced."""
    peer = place.peer("watcher")
    peer.subscribe("now the broker may stop")
    assert peer.sent_away() == place.reason(0x8B)


def shared_without_local(place):
    """No Local on a shared subscription is a fault."""
    peer = place.peer("peer")
    peer.client.subscribe("$share/group/t", options=SubscribeOptions(qos=1, noLocal=True))
    assert peer.sent_away() == 0x82


def expiry_raised(place):
    """A session that was to end with its connection cannot be kept by a goodbye."""
    peer = place.peer("peer")
    peer.send_bytes(
        b"\xe0\x07\x00", properties(PacketTypes.DISCONNECT, SessionExpiryInterval=9).pack()
    )
    assert peer.sent_away() == 0x82
