import MQTTPackets
import MQTTProbe
import Testing

/// Packets that end too early, because the connection does.
@Suite struct TruncationTests {
    @Test(arguments: PacketForm.all)
    func `case 8: a packet cut at any byte has no effect, and its connection leaves nothing`(
        form: PacketForm
    ) throws {
        let stage = try FormStage(form)
        let bytes = try form.packet().bytes
        for end in FormStage.End.allCases {
            for count in bytes.indices {
                try stage.open()
                let before = stage.census()
                let seen = try stage.send([Array(bytes[..<count])])
                #expect(
                    seen == StateObservation(answer: "", isClosed: false, watched: ""),
                    "\(count) bytes")
                #expect(stage.census() == before, "\(count) bytes")
                #expect(try stage.end(end) == [], "\(count) bytes")
                #expect(try stage.isReleased(), "\(count) bytes, \(end)")
            }
        }
    }

    @Test(arguments: PacketForm.all)
    func `case 8: a body cut at any byte is a shorter packet or the end`(form: PacketForm) throws {
        let stage = try FormStage(form)
        let bytes = try form.packet().bytes
        let header = try #require(
            try FixedHeader.scan(bytes.span, at: 0, version: form.version))
        let body = bytes[header.length...]
        for count in 0..<body.count {
            var cut = [bytes[0]]
            VariableByteInteger.append(count, to: &cut)
            cut += body.prefix(count)
            try stage.expectWholePacketsOnly(cut, form)
        }
    }

    @Test(arguments: PacketForm.all)
    func `case 8: a length field one off is another packet, a wait or the end`(
        form: PacketForm
    ) throws {
        let stage = try FormStage(form)
        let packet = try form.packet()
        #expect(packet.lengthFieldCount > 0)
        for field in 0..<packet.lengthFieldCount {
            for difference in [-1, 1, 200, 40_000] {
                guard let bytes = packet.bytes(changing: field, by: difference) else { continue }
                try stage.expectWholePacketsOnly(bytes, form)
            }
        }
    }

    @Test(arguments: [ProbeDriver.tcp, .tls])
    func `case 8: a packet cut at any byte by the end of its socket has no effect`(
        driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#", qos: .atMostOnce)
        var nameless = 0
        for form in PacketForm.withoutAuth where form.version == .v5 {
            let bytes = try form.packet().bytes
            // TLS frames them itself; a few cuts are enough to see that.
            for count in stride(from: 0, to: bytes.count, by: driver == .tls ? 16 : 2) {
                if form.place == .first {
                    let probe = try await broker.open(form.version)
                    await probe.send(bytes: Array(bytes[..<count]))
                    await probe.drop()
                    nameless += 1
                } else {
                    let name = "\(form.name) \(count)"
                    let probe = try await broker.join(name, form.version)
                    await probe.send(bytes: Array(bytes[..<count]))
                    await probe.drop()
                    try await broker.ended(name)
                }
            }
        }
        try await broker.ended(nil, count: nameless)
        try await watcher.expectNothing()
    }
}
