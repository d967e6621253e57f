import MQTTPackets
import MQTTSessions
import Testing

/// Packet identifiers follow from ordinals.
@Suite struct OrdinalTests {
    private func kept(_ ordinal: UInt64, _ qos: QoS = .exactlyOnce) -> Delivery {
        var kept = delivery(UInt8(ordinal % 251), qos: qos)
        kept.ordinal = ordinal
        kept.number = 1_000 + ordinal
        return kept
    }

    private func admit(_ ordinal: UInt64, to window: inout OutboundWindow) -> UInt16? {
        window.skip(toOrdinal: ordinal)
        return window.admit(.atLeastOnce, keeping: kept(ordinal, .atLeastOnce))?.rawValue
    }

    @Test(arguments: [UInt64(1), 7, 65_535, 65_536, 200_000, 1 << 40])
    func `the identifier of an ordinal does not depend on what came before`(ordinal: UInt64) {
        var empty = OutboundWindow(inFlightMax: 10)
        let expected = UInt16((ordinal - 1) % 65_535 + 1)
        #expect(admit(ordinal, to: &empty) == expected)
        #expect(empty.issued == ordinal)
        #expect(admit(ordinal + 3, to: &empty) == UInt16((ordinal + 2) % 65_535 + 1))
        #expect(empty.inFlight == 2)
    }

    @Test func `a gap that reaches round to a message under way must wait`() throws {
        var window = OutboundWindow(inFlightMax: 10)
        #expect(admit(1, to: &window) == 1)
        #expect(window.hasRoom(forOrdinal: 65_535))
        #expect(!window.hasRoom(forOrdinal: 65_536))
        let first = try #require(PacketID(1))
        let isSettled = window.settle(puback: first)
        #expect(isSettled)
        #expect(window.hasRoom(forOrdinal: 65_536))
        #expect(admit(65_536, to: &window) == 1)
    }

    @Test func `what was under way is so again, released or not`() throws {
        var window = OutboundWindow(inFlightMax: 1)  // narrower than what was sent before
        var restored = window.restore(kept(5), isReleased: false)
        #expect(restored)
        restored = window.restore(kept(7), isReleased: true)
        #expect(restored)
        restored = window.restore(kept(8, .atLeastOnce), isReleased: false)
        #expect(restored)
        restored = window.restore(kept(5 + 65_535), isReleased: false)
        #expect(!restored, "its identifier is under way")
        #expect(window.unsettled.map(\.packetID.rawValue) == [5, 7, 8])
        #expect(
            window.unsettled.map(\.stage) == [.awaitingPubrec, .awaitingPubcomp, .awaitingPuback])
        #expect(window.unsettledNumbers == [1_005, 1_007, 1_008])
        #expect(!window.hasRoom)
        let released = try #require(PacketID(7))
        #expect(window.number(of: released) == 1_007)
        let isSettled = window.settle(pubcomp: released)
        #expect(isSettled)
        #expect(window.number(of: released) == 0)
    }
}
