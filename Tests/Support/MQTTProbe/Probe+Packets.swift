package import MQTTPackets

/// The packets that most dialogues have.
extension Probe {
    /// Subscribes and takes the SUBACK that must follow: its reason codes.
    @discardableResult
    package func subscribe(
        _ filters: String..., qos: QoS = .exactlyOnce, options: SubscriptionOptions? = nil,
        identifier: UInt32? = nil, packetID: UInt16 = 0x5B
    ) async throws -> [ReasonCode] {
        let subscriptions = filters.map {
            Subscription($0, options ?? SubscriptionOptions(qos: qos))
        }
        await send(
            .subscribe(
                Subscribe(
                    packetID: try id(packetID), subscriptions: subscriptions,
                    properties: identifier.map { [.subscriptionIdentifier($0)] } ?? [])))
        let packet = try await next()
        guard case .suback(let subAck) = packet, subAck.packetID.rawValue == packetID else {
            throw ProbeFailure("expected SUBACK \(packetID), got \(packet)")
        }
        return subAck.reasonCodes
    }

    /// Unsubscribes and takes the UNSUBACK that must follow: its reason codes.
    @discardableResult
    package func unsubscribe(
        _ filters: String..., packetID: UInt16 = 0x0B
    ) async throws -> [ReasonCode] {
        await send(.unsubscribe(Unsubscribe(packetID: try id(packetID), filters: filters)))
        let packet = try await next()
        guard case .unsuback(let unsubAck) = packet, unsubAck.packetID.rawValue == packetID else {
            throw ProbeFailure("expected UNSUBACK \(packetID), got \(packet)")
        }
        return unsubAck.reasonCodes
    }

    /// Sends PUBLISH; QoS 1 and 2 bear the packet identifier.
    package func publish(
        _ topic: String, _ payload: String = "x", _ qos: QoS = .atMostOnce,
        packetID: UInt16 = 1, isRetained: Bool = false, isDuplicate: Bool = false,
        properties: Properties = []
    ) async throws {
        await send(
            .publish(
                Publish(
                    topic: topic, payload: Array(payload.utf8), qos: qos, isRetained: isRetained,
                    isDuplicate: isDuplicate, packetID: qos == .atMostOnce ? nil : try id(packetID),
                    properties: properties)))
    }

    /// Publishes and takes every acknowledgement of success that the QoS demands.
    package func deliver(
        _ topic: String, _ payload: String = "x", _ qos: QoS = .atLeastOnce,
        packetID: UInt16 = 1, isRetained: Bool = false, properties: Properties = []
    ) async throws {
        try await publish(
            topic, payload, qos, packetID: packetID, isRetained: isRetained,
            properties: properties)
        switch qos {
        case .atMostOnce: try await expectNothing()
        case .atLeastOnce: try await expectAcknowledgement(.puback, packetID)
        case .exactlyOnce:
            try await expectAcknowledgement(.pubrec, packetID)
            await send(.pubrel(try ack(packetID)))
            try await expectAcknowledgement(.pubcomp, packetID)
        }
    }

    /// The next packet must be that acknowledgement, and not of a failure.
    package func expectAcknowledgement(_ type: PacketType, _ packetID: UInt16) async throws {
        let packet = try await next()
        let body: Acknowledgement? =
            switch packet {
            case .puback(let body), .pubrec(let body), .pubrel(let body), .pubcomp(let body): body
            default: nil
            }
        guard let body, packet.type == type, body.packetID.rawValue == packetID,
            !body.reasonCode.isError
        else { throw ProbeFailure("expected \(type) \(packetID), got \(packet)") }
    }
}
