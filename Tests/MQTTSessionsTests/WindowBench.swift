import MQTTPackets
import MQTTSessions

/// A window that tests drive by plain numbers.
final class WindowBench {
    private var window: OutboundWindow

    init(inFlightMax: Int) { window = OutboundWindow(inFlightMax: inFlightMax) }

    var hasRoom: Bool { window.hasRoom }
    var inFlight: Int { window.inFlight }
    var unsettled: [OutboundWindow.Unsettled] { window.unsettled }
    var ids: [Int] { window.unsettled.map { Int($0.packetID.rawValue) } }

    var issued: UInt64 { window.issued }
    var unsettledNumbers: [UInt64] { window.unsettledNumbers }

    var inFlightMax: Int {
        get { window.inFlightMax }
        set { window.inFlightMax = newValue }
    }

    /// The identifier given, nil when the window is full.
    func admit(_ qos: QoS = .atLeastOnce, keeping delivery: Delivery? = nil) -> Int? {
        window.admit(qos, keeping: delivery).map { Int($0.rawValue) }
    }

    func fill(_ count: Int) {
        for _ in 0..<count { _ = admit() }
    }

    func settle(puback id: Int) -> Bool { with(id) { window.settle(puback: $0) != nil } }
    func settle(pubcomp id: Int) -> Bool { with(id) { window.settle(pubcomp: $0) != nil } }
    func settle(refusedPubrec id: Int) -> Bool {
        with(id) { window.settle(refusedPubrec: $0) != nil }
    }
    func receive(pubrec id: Int) -> Bool { with(id) { window.receive(pubrec: $0) } }

    func unsettled(_ id: Int) -> OutboundWindow.Unsettled? {
        PacketID(UInt16(id)).flatMap { window.unsettled($0) }
    }

    func hasRoom(forOrdinal ordinal: UInt64) -> Bool { window.hasRoom(forOrdinal: ordinal) }
    func skip(toOrdinal ordinal: UInt64) { window.skip(toOrdinal: ordinal) }
    func restore(_ delivery: Delivery, isReleased: Bool) -> Bool {
        window.restore(delivery, isReleased: isReleased)
    }
    func number(of id: Int) -> UInt64? {
        PacketID(UInt16(id)).map { window.number(of: $0) }
    }

    private func with(_ id: Int, _ body: (PacketID) -> Bool) -> Bool {
        PacketID(UInt16(id)).map(body) ?? false
    }
}
