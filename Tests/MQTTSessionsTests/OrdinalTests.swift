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

    private func admit(_ ordinal: UInt64, to window: WindowBench) -> Int? {
        window.skip(toOrdinal: ordinal)
        return window.admit(.atLeastOnce, keeping: kept(ordinal, .atLeastOnce))
    }

    @Test(arguments: [UInt64(1), 7, 65_535, 65_536, 200_000, 1 << 40])
    func `the identifier of an ordinal does not depend on what came before`(ordinal: UInt64) {
        let empty = WindowBench(inFlightMax: 10)
        let expected = Int((ordinal - 1) % 65_535 + 1)
        #expect(admit(ordinal, to: empty) == expected)
        #expect(empty.issued == ordinal)
        #expect(admit(ordinal + 3, to: empty) == Int((ordinal + 2) % 65_535 + 1))
        #expect(empty.inFlight == 2)
    }

    @Test func `a gap that reaches round to a message under way must wait`() {
        let window = WindowBench(inFlightMax: 10)
        #expect(admit(1, to: window) == 1)
        #expect(window.hasRoom(forOrdinal: 65_535))
        #expect(!window.hasRoom(forOrdinal: 65_536))
        #expect(window.settle(puback: 1))
        #expect(window.hasRoom(forOrdinal: 65_536))
        #expect(admit(65_536, to: window) == 1)
    }

    @Test func `what was under way is so again, released or not`() {
        let window = WindowBench(inFlightMax: 1)  // narrower than what was sent before
        #expect(window.restore(kept(5), isReleased: false))
        #expect(window.restore(kept(7), isReleased: true))
        #expect(window.restore(kept(8, .atLeastOnce), isReleased: false))
        #expect(
            !window.restore(kept(5 + 65_535), isReleased: false), "its identifier is under way")
        #expect(window.unsettled.map(\.packetID.rawValue) == [5, 7, 8])
        #expect(
            window.unsettled.map(\.stage) == [.awaitingPubrec, .awaitingPubcomp, .awaitingPuback])
        #expect(window.unsettledNumbers == [1_005, 1_007, 1_008])
        #expect(!window.hasRoom)
        #expect(window.number(of: 7) == 1_007)
        #expect(window.settle(pubcomp: 7))
        #expect(window.number(of: 7) == 0)
    }
}
