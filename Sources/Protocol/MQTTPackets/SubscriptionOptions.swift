/// How a subscription wants its messages (MQTT 5 section 3.8.3.1); before MQTT 5 only the QoS.
package struct SubscriptionOptions: Hashable, Sendable {
    /// The highest quality of service at which the server delivers.
    package var qos: QoS
    /// Whether the client's own messages are kept from it.
    package var noLocal: Bool
    /// Whether forwarded messages keep the RETAIN flag with which they were published.
    package var retainAsPublished: Bool
    package var retainHandling: RetainHandling

    /// When the server sends the retained messages of a new subscription.
    package enum RetainHandling: UInt8, Sendable, CaseIterable {
        case sendAtSubscribe = 0
        case sendIfNew = 1
        case doNotSend = 2
    }

    /// Options; MQTT 3.1.1 behaves like the defaults.
    package init(
        qos: QoS = .atMostOnce, noLocal: Bool = false, retainAsPublished: Bool = false,
        retainHandling: RetainHandling = .sendAtSubscribe
    ) {
        self.qos = qos
        self.noLocal = noLocal
        self.retainAsPublished = retainAsPublished
        self.retainHandling = retainHandling
    }

    /// Nil for a reserved bit `[MQTT-3.8.3-5]`, QoS 3 or retain handling 3.
    @inline(__always)
    package init?(rawValue: UInt8) {
        guard rawValue & 0xC0 == 0, let qos = QoS(rawValue: rawValue & 0x03),
            let retainHandling = RetainHandling(rawValue: rawValue >> 4)
        else { return nil }
        self.init(
            qos: qos, noLocal: rawValue & 0x04 != 0, retainAsPublished: rawValue & 0x08 != 0,
            retainHandling: retainHandling)
    }

    /// The byte of the SUBSCRIBE payload.
    package var rawValue: UInt8 {
        qos.rawValue | (noLocal ? 0x04 : 0) | (retainAsPublished ? 0x08 : 0)
            | retainHandling.rawValue << 4
    }
}
