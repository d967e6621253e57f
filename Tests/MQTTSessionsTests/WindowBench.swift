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

    func settle(puback id: Int) -> Bool { with(id) { window.settle(puback: $0) } }
    func settle(pubcomp id: Int) -> Bool { with(id) { window.settle(pubcomp: $0) } }
    func settle(refusedPubrec id: Int) -> Bool { with(id) { window.settle(refusedPubrec: $0) } }
    func receive(pubrec id: Int) -> Bool { with(id) { window.receive(pubrec: $0) } }

    func unsettled(_ id: Int) -> OutboundWindow.Unsettled? {
        PacketID(UInt16(id)).flatMap { window.unsettled($0) }
    }

    private func with(_ id: Int, _ body: (PacketID) -> Bool) -> Bool {
        PacketID(UInt16(id)).map(body) ?? false
    }
}
