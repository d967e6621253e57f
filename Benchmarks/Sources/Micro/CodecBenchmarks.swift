import MQTTPackets

/// Bytes to packets and back.
var codec: [Benchmark] {
    [ProtocolVersion.v311, .v5].flatMap { version in
        let name = version == .v5 ? "v5" : "v3"
        return publishBenchmarks(version, name)
            + acknowledgementBenchmarks(version, name)
            + connectBenchmarks(version, name)
    }
}

private let repetitions = 1_000

private func publishBenchmarks(_ version: ProtocolVersion, _ name: String) -> [Benchmark] {
    [QoS.atMostOnce, .atLeastOnce].flatMap { qos in
        let packet = Packet.publish(
            Publish(
                topic: "site/7/room/12/temperature", payload: Array(repeating: 46, count: 64),
                qos: qos, packetID: qos == .atMostOnce ? nil : PacketID(7),
                properties: version == .v5 ? [.messageExpiryInterval(60)] : []))
        let title = "PUBLISH \(name) QoS \(qos.rawValue)"
        return [
            Benchmark("codec/view \(title)", operations: repetitions) {
                let frame = encoded(packet, version)
                return {
                    for _ in 0..<repetitions { readPublish(frame, version) }
                }
            },
            decoding(title, packet, version), encoding(title, packet, version),
        ]
    }
}

private func acknowledgementBenchmarks(
    _ version: ProtocolVersion, _ name: String
) -> [Benchmark] {
    guard let packetID = PacketID(7) else { return [] }
    let packet = Packet.puback(Acknowledgement(packetID: packetID))
    let title = "PUBACK \(name)"
    return [
        Benchmark("codec/view \(title)", operations: repetitions) {
            let frame = encoded(packet, version)
            return {
                for _ in 0..<repetitions { readAcknowledgement(frame, version) }
            }
        },
        decoding(title, packet, version), encoding(title, packet, version),
    ]
}

private func connectBenchmarks(_ version: ProtocolVersion, _ name: String) -> [Benchmark] {
    let packet = Packet.connect(
        Connect(
            version: version, clientID: "sensor-1234567", keepAlive: 60,
            will: Will(topic: "site/7/status", payload: [48], qos: .atLeastOnce),
            userName: "sensor", password: Array("secret".utf8),
            properties: version == .v5 ? [.sessionExpiryInterval(3_600)] : []))
    return [
        decoding("CONNECT \(name)", packet, version), encoding("CONNECT \(name)", packet, version),
    ]
}

private func decoding(
    _ title: String, _ packet: Packet, _ version: ProtocolVersion
) -> Benchmark {
    Benchmark("codec/decode \(title)", operations: repetitions) {
        let frame = encoded(packet, version)
        return {
            for _ in 0..<repetitions {
                // Its own encoding is legal.
                guard let header = try? FixedHeader.scan(frame.span, at: 0, version: version),
                    let packet = try? Packet(frame: frame.span, header: header, version: version)
                else { preconditionFailure("an encoded packet is legal") }
                sink(packet)
            }
        }
    }
}

private func encoding(
    _ title: String, _ packet: Packet, _ version: ProtocolVersion
) -> Benchmark {
    Benchmark("codec/encode \(title)", operations: repetitions) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        return {
            for _ in 0..<repetitions {
                bytes.removeAll(keepingCapacity: true)
                packet.encode(into: &bytes, version: version)
                sink(bytes.count)
            }
        }
    }
}

private func readPublish(_ frame: [UInt8], _ version: ProtocolVersion) {
    guard let header = try? FixedHeader.scan(frame.span, at: 0, version: version),
        let view = try? PublishView(frame: frame.span, header: header, version: version),
        let properties = try? PublishProperties(frame: frame.span, publish: view)
    else { preconditionFailure("an encoded PUBLISH is legal") }
    sink(properties.range.count + view.payload.count)
}

private func readAcknowledgement(_ frame: [UInt8], _ version: ProtocolVersion) {
    guard let header = try? FixedHeader.scan(frame.span, at: 0, version: version),
        let view = try? AcknowledgementView(frame: frame.span, header: header, version: version)
    else { preconditionFailure("an encoded PUBACK is legal") }
    sink(view.packetID)
}

private func encoded(_ packet: Packet, _ version: ProtocolVersion) -> [UInt8] {
    var bytes: [UInt8] = []
    packet.encode(into: &bytes, version: version)
    return bytes
}
