import MQTTPackets
import MQTTSessions
import MQTTTopics

/// A message that takes its packet identifier and gives it back, with `depth` others under way.
var windows: [Benchmark] {
    [1, 10, 100, 1_000, 10_000].flatMap { depth in
        [QoS.atLeastOnce, .exactlyOnce].flatMap { qos in
            [false, true].map { isKept in
                let kept = isKept ? "kept" : "not kept"
                return Benchmark(
                    "windows/QoS \(qos.rawValue) \(kept)/\(depth)", operations: repetitions
                ) {
                    let window = WindowUnderTest(depth: depth, qos: qos, isKept: isKept)
                    return {
                        for _ in 0..<repetitions { window.step() }
                    }
                }
            }
        }
    }
}

private let repetitions = 1_000

/// A window in which always the same number of messages is under way; the oldest is settled first.
private final class WindowUnderTest {
    private var window = OutboundWindow(inFlightMax: 65_535)
    private var oldest: UInt16 = 1
    private let qos: QoS
    private let delivery: Delivery?

    init(depth: Int, qos: QoS, isKept: Bool) {
        self.qos = qos
        let message = StoredMessage(
            topic: Array("site/7/temperature".utf8).span, properties: [UInt8]().span,
            payload: [UInt8](repeating: 46, count: 64).span, qos: qos, deadlineNanoseconds: nil)
        delivery =
            isKept
            ? Delivery(message: message, qos: qos, isRetained: false, subscriptionIdentifiers: [])
            : nil
        for _ in 0..<depth { admit() }
    }

    func step() {
        guard let packetID = PacketID(oldest) else { preconditionFailure("0 is left out") }
        oldest = oldest == 65_535 ? 1 : oldest + 1
        if qos == .atLeastOnce {
            let number = window.settle(puback: packetID)
            precondition(number != nil, "the oldest is under way")
        } else {
            let isReceived = window.receive(pubrec: packetID)
            let number = window.settle(pubcomp: packetID)
            precondition(isReceived && number != nil, "the oldest is under way")
        }
        admit()
    }

    private func admit() {
        let packetID = window.admit(qos, keeping: delivery)
        precondition(packetID != nil, "the window is wide enough")
    }
}
