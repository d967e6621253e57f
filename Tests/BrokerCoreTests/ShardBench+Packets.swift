import BrokerCore
import MQTTPackets
import MQTTProbe

/// The packets that most tests send.
extension ShardBench {
    /// Subscribes and answers everything that came of it.
    @discardableResult
    func subscribe(
        _ client: Client, _ filter: String, _ qos: QoS = .atMostOnce,
        version: ProtocolVersion = .v311, options: SubscriptionOptions? = nil,
        identifier: UInt32? = nil
    ) throws -> [Packet] {
        let properties: Properties =
            identifier.map { [.subscriptionIdentifier($0)] } ?? []
        send(
            .subscribe(
                Subscribe(
                    packetID: try id(77),
                    subscriptions: [Subscription(filter, options ?? SubscriptionOptions(qos: qos))],
                    properties: properties)),
            version: version, from: client)
        return try take(from: client, version: version)
    }

    @discardableResult
    func unsubscribe(
        _ client: Client, _ filter: String, version: ProtocolVersion = .v311
    ) throws -> [Packet] {
        send(
            .unsubscribe(Unsubscribe(packetID: try id(78), filters: [filter])), version: version,
            from: client)
        return try take(from: client, version: version)
    }

    func publish(
        _ client: Client, _ topic: String, _ payload: [UInt8] = [1], _ qos: QoS = .atMostOnce,
        packetID: UInt16 = 1, version: ProtocolVersion = .v311, isRetained: Bool = false,
        isDuplicate: Bool = false, properties: Properties = []
    ) {
        send(
            .publish(
                Publish(
                    topic: topic, payload: payload, qos: qos, isRetained: isRetained,
                    isDuplicate: isDuplicate,
                    packetID: qos == .atMostOnce ? nil : PacketID(packetID),
                    properties: properties)),
            version: version, from: client)
    }

    func acknowledge(
        _ client: Client, _ packet: (Acknowledgement) -> Packet, _ packetID: UInt16,
        _ reasonCode: ReasonCode = .success, version: ProtocolVersion = .v311
    ) throws {
        send(
            packet(Acknowledgement(packetID: try id(packetID), reasonCode: reasonCode)),
            version: version, from: client)
    }

    /// The payloads of the PUBLISH packets among what the client was sent.
    func payloads(
        from client: Client, version: ProtocolVersion = .v311
    ) throws -> [[UInt8]] {
        try publishes(from: client, version: version).map(\.payload)
    }

    func publishes(
        from client: Client, version: ProtocolVersion = .v311
    ) throws -> [Publish] {
        try take(from: client, version: version).compactMap {
            if case .publish(let publish) = $0 { publish } else { nil }
        }
    }
}
