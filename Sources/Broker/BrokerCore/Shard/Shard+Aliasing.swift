import MQTTPackets
import MQTTSessions

/// Topic aliases, in both directions (MQTT 5 section 3.3.2.3.4).
extension Shard {
    /// Takes a PUBLISH that bears an alias: subscribers get its topic, and never see the alias.
    func takeAliased(
        _ alias: UInt16, _ view: PublishView, _ properties: PublishProperties,
        in frame: Span<UInt8>, from connection: Connection, _ session: Session
    ) throws(DecodeError) -> Bool {
        if alias > connection.topicAliasMaximum {  // [MQTT-3.3.2-9]
            end(
                connection, .topicAliasInvalid(max: connection.topicAliasMaximum),
                reasonCode: .topicAliasInvalid)
            return true
        }
        var bytes: [UInt8] = []
        swap(&bytes, &unaliased)
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 16)
        defer { swap(&bytes, &unaliased) }
        if view.topic.isEmpty {
            guard let topic = connection.receivedAliases.topic(of: alias) else {
                throw .protocolError(.topicName)  // it has none that anybody knows
            }
            bytes.append(contentsOf: topic)
        } else {
            let topic = frame.extracting(view.topic)
            connection.receivedAliases.set(alias, to: topic)
            bytes.append(topic)
        }
        let topicEnd = bytes.count
        bytes.append(frame.extracting(properties.beforeTopicAlias))
        bytes.append(frame.extracting(properties.afterTopicAlias))
        let propertiesEnd = bytes.count
        bytes.append(frame.extracting(view.payload))
        let publication = Publication(
            topic: 0..<topicEnd, properties: topicEnd..<propertiesEnd,
            payload: propertiesEnd..<bytes.count, qos: view.qos, isRetained: view.isRetained,
            deadline: deadline(after: properties.messageExpiryInterval), source: .record,
            frameLength: 0, isSenderKept: session.isKept)
        return take(
            publication, view.packetID, isDuplicate: view.isDuplicate,
            isText: properties.payloadFormatIndicator == .utf8, in: bytes.span,
            from: connection, session)
    }

    /// Encodes a publication for one client that takes aliases, and sends it; false when it does
    /// not take so long a packet.
    func appendAliased(
        _ publication: Publication, in bytes: Span<UInt8>, _ qos: QoS, _ isRetained: Bool,
        _ packetID: UInt16, to connection: Connection
    ) -> Bool {
        guard
            let packetIDOffset = encode(
                bytes, topic: publication.topic, properties: publication.properties,
                payload: publication.payload, qos, for: connection)
        else { return false }
        connection.outbound.append(
            frame: scratch.span,
            firstByte: PublishEncoding.firstByte(qos, isRetained: isRetained),
            packetID: packetID, at: packetIDOffset, from: pool)
        markDirty(connection)
        return true
    }

    /// Encodes a PUBLISH into `scratch` for this one connection, and answers where its packet
    /// identifier is to be; nil when the client does not take so long a packet `[MQTT-3.1.2-25]`.
    func encode(
        _ bytes: Span<UInt8>, topic: Range<Int>, properties: Range<Int>, payload: Range<Int>,
        _ qos: QoS, identifiers: [UInt32] = [], expiry: (offset: Int, seconds: UInt32)? = nil,
        for connection: Connection
    ) -> Int? {
        let isV5 = connection.version == .v5
        let name = bytes.extracting(topic)
        var alias = connection.assignedAliases?.alias(for: name)
        while true {
            scratch.removeAll(keepingCapacity: true)
            let packetIDOffset = PublishEncoding.append(
                to: &scratch, bytes: bytes, topic: topic, properties: isV5 ? properties : nil,
                payload: payload, qos: qos, alias: alias, identifiers: isV5 ? identifiers : [],
                expiry: isV5 ? expiry : nil)
            if scratch.count <= connection.packetBytesMax {
                if let alias, !alias.isKnown { connection.assignedAliases?.assign(name) }
                return packetIDOffset
            }
            if alias == nil { return nil }
            alias = nil  // the alias may be what makes it too long
        }
    }
}
