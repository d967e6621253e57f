import MQTTPackets
import MQTTProbe
import Testing

/// Packets that come in pieces: answers do not depend on where the network cuts them.
@Suite struct SplitTests {
    @Test(arguments: PacketForm.all)
    func `case 8: a packet in two pieces, and byte by byte, is what it is in one`(
        form: PacketForm
    ) throws {
        let stage = try FormStage(form)
        let bytes = try form.packet().bytes
        let whole = try stage.dialogue([bytes])
        for count in 1..<bytes.count {
            let pieces = [Array(bytes[..<count]), Array(bytes[count...])]
            #expect(try stage.dialogue(pieces) == whole, "cut after \(count)")
        }
        #expect(try stage.dialogue(bytes.map { [$0] }) == whole)
    }

    @Test(arguments: PacketForm.all)
    func `case 8: CONNECT, a packet and PINGREQ cut anywhere are what they are in one piece`(
        form: PacketForm
    ) throws {
        if form.place != .connected { return }
        let bytes =
            try MeasuredText(StatePacket.connect(form.version, "02"), form.version).bytes
            + form.packet().bytes + [0xC0, 0]
        let opening = PacketForm(
            name: form.name, text: form.text, place: .first, version: form.version)
        let stage = try FormStage(opening)
        let whole = try stage.dialogue([bytes])
        for count in 1..<bytes.count {
            let pieces = [Array(bytes[..<count]), Array(bytes[count...])]
            #expect(try stage.dialogue(pieces) == whole, "cut after \(count)")
        }
    }

    @Test(arguments: [ProbeDriver.tcp, .tls], [ProtocolVersion.v31, .v311, .v5])
    func `case 8: a packet in two writes is answered over sockets as it is in one piece`(
        driver: ProbeDriver, version: ProtocolVersion
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#", qos: .atMostOnce)
        for form in PacketForm.withoutAuth where form.version == version {
            let bytes = try form.packet().bytes
            let whole = try FormStage(form).dialogue([bytes])
            var probe: Probe?
            for cut in cuts(of: bytes, driver) {
                let current: Probe
                if let probe, form.isRepeatable, !whole.isClosed {
                    current = probe
                } else {
                    current = try await open(form, cut, broker)
                }
                probe = current
                await current.send(bytes: Array(bytes[..<cut]))
                await current.send(bytes: Array(bytes[cut...]))
                try await current.expect(whole.answer)
                try await watcher.expect(whole.watched)
                if whole.isClosed {
                    try await current.expectClose()
                } else if !form.isRepeatable {
                    await current.send(.disconnect(Disconnect()))  // its will goes with it
                    try await current.expectClose()
                }
            }
            if form.isRepeatable, !whole.isClosed { try await probe?.expectNothing() }
        }
        try await watcher.expectNothing()
    }

    private func open(
        _ form: PacketForm, _ cut: Int, _ broker: ProbedBroker
    ) async throws -> Probe {
        if form.place == .first { return try await broker.open(form.version) }
        return try await broker.join(
            "\(form.name.prefix(10)) \(cut)", form.version,
            properties: form.version == .v5 ? [.sessionExpiryInterval(100)] : [])
    }

    /// Where to cut: everywhere, but over TLS, where each piece is a record anyway, a sample.
    private func cuts(of bytes: [UInt8], _ driver: ProbeDriver) -> [Int] {
        let all = Array(1..<bytes.count)
        if driver == .tcp { return all }
        return all.filter { $0 < 4 || $0 % 23 == 0 || $0 == bytes.count - 1 }
    }
}
