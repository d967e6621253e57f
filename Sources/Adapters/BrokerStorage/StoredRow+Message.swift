import BrokerCore
import MQTTPackets
import MQTTTopics

extension StoredRow {
    /// The retained message of a sound row; nil when it is none.
    func retained(clock: WallClock) -> StoredMessage? {
        guard values.count == Table.retained.columns.count else { return nil }
        return Self.message(
            topic: values[0], written: values[1], expiry: values[2], qos: values[3],
            properties: values[4], payload: values[5], clock: clock)
    }

    /// The message of a sound row of messages; nil when it is none.
    func message(clock: WallClock) -> StoredMessage? {
        guard values.count == Table.msg.columns.count else { return nil }
        return Self.message(
            topic: values[4], written: values[1], expiry: values[2], qos: values[3],
            properties: values[5], payload: values[6], clock: clock)
    }

    /// Who waits for the message of a row of messages.
    var recipients: [UInt8]? {
        values.count == Table.msg.columns.count ? values[7].bytes : nil
    }

    /// The row of messages with another number and other recipients.
    func replacing(number: UInt64, recipients: [UInt8]) -> StoredRow {
        var changed = Array(values.dropLast())
        changed[0] = StoredValue(number)
        changed[7] = .bytes(recipients)
        return StoredRow(sealing: changed)
    }

    private static func message(
        topic: StoredValue, written: StoredValue, expiry: StoredValue, qos: StoredValue,
        properties: StoredValue, payload: StoredValue, clock: WallClock
    ) -> StoredMessage? {
        guard let topic = topic.bytes, topic.count <= 0xFFFF, let properties = properties.bytes,
            let payload = payload.bytes, let written = written.integer,
            let qos = qos.integer.flatMap({ UInt8(exactly: $0) }).flatMap({ QoS(rawValue: $0) })
        else { return nil }
        return StoredMessage(
            topic: topic.span, properties: properties.span, payload: payload.span, qos: qos,
            deadlineNanoseconds: expiry.integer.map {
                clock.time(at: $0, written: written).nanoseconds
            })
    }
}

extension WallClock {
    /// When the message expires; nil for never.
    func expiry(of message: StoredMessage) -> Int64? {
        message.deadlineNanoseconds.map { milliseconds(at: MonotonicTime(nanoseconds: $0)) }
    }
}
