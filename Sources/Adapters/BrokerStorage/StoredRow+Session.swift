import BrokerCore
import MQTTPackets

extension StoredRow {
    /// A session with its will.
    init(_ session: SessionRecord, clock: WallClock) {
        var values: [StoredValue] = [
            StoredValue(session.number), .integer(clock.now),
            .bytes(Array(session.clientID.utf8)),
            session.userName.map { .bytes(Array($0.utf8)) } ?? .nothing,
            StoredValue(session.expirySeconds),
        ]
        switch session.presence {
        case .connected: values += [.integer(0), .nothing, .integer(0)]
        case .away(let endsAt, let sentOrdinal):
            let ends = endsAt.map { clock.milliseconds(at: $0) }
            values += [.integer(1), StoredValue(ends), StoredValue(sentOrdinal)]
        }
        if let will = session.will {
            values += [
                .bytes(will.topic), .bytes(will.properties), .bytes(will.payload),
                StoredValue(will.qos.rawValue), .integer(will.isRetained ? 1 : 0),
                StoredValue(will.expirySeconds.map(Int64.init)), StoredValue(will.delaySeconds),
                StoredValue(will.dueAt.map { clock.milliseconds(at: $0) }),
            ]
        } else {
            values += Array(repeating: .nothing, count: 8)
        }
        self.init(sealing: values)
    }

    /// The session of a sound row; nil when it is none.
    func session(clock: WallClock) -> SessionRecord? {
        guard values.count == Table.session.columns.count, let number = values[0].number,
            let written = values[1].integer, let clientID = values[2].bytes,
            let expiry = values[4].integer.flatMap({ UInt32(exactly: $0) }),
            let presence = values[5].integer, let sent = values[7].number
        else { return nil }
        let endsAt = values[6].integer.map { clock.time(at: $0, written: written) }
        return SessionRecord(
            number: number, clientID: String(decoding: clientID, as: UTF8.self),
            userName: values[3].bytes.map { String(decoding: $0, as: UTF8.self) },
            expirySeconds: expiry,
            presence: presence == 0 ? .connected : .away(endsAt: endsAt, sentOrdinal: sent),
            will: will(clock: clock, written: written))
    }

    private func will(clock: WallClock, written: Int64) -> WillRecord? {
        guard let topic = values[8].bytes, let properties = values[9].bytes,
            let payload = values[10].bytes,
            let qos = values[11].integer.flatMap({ UInt8(exactly: $0) }).flatMap({
                QoS(rawValue: $0)
            }),
            let delay = values[14].integer.flatMap({ UInt32(exactly: $0) })
        else { return nil }
        return WillRecord(
            topic: topic, properties: properties, payload: payload, qos: qos,
            isRetained: values[12] == .integer(1),
            expirySeconds: values[13].integer.flatMap { UInt32(exactly: $0) }, delaySeconds: delay,
            dueAt: values[15].integer.map { clock.time(at: $0, written: written) })
    }
}
