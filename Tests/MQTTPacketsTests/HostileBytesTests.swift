import MQTTPackets
import SeededRandom
import Testing

/// Bytes that no honest peer sends: each gives a packet, an error or "not yet", never a trap.
@Suite struct HostileBytesTests {
    @Test(arguments: Samples.versions)
    func `a frame cut at any byte is incomplete`(version: ProtocolVersion) throws {
        for packet in try Samples.packets(version) {
            let bytes = Wire.encode(packet, version)
            for count in 0..<bytes.count {
                #expect(try Wire.decode(Array(bytes[..<count]), version) == nil)
            }
        }
    }

    @Test(arguments: Samples.versions)
    func `a body cut at any byte is an error or a shorter packet`(
        version: ProtocolVersion
    ) throws {
        for packet in try Samples.packets(version) {
            let bytes = Wire.encode(packet, version)
            let body = try Wire.body(of: bytes)
            for count in body.indices {
                try expectNoTrap(Wire.frame(bytes[0], Array(body[..<count])), version)
            }
        }
    }

    @Test(arguments: Samples.versions)
    func `a body with a byte more is an error or another packet`(
        version: ProtocolVersion
    ) throws {
        for packet in try Samples.packets(version) {
            let bytes = Wire.encode(packet, version)
            let body = try Wire.body(of: bytes)
            for extra: UInt8 in [0, 1, 0x80, 0xFF] {
                try expectNoTrap(Wire.frame(bytes[0], body + [extra]), version)
            }
        }
    }

    @Test(arguments: Samples.versions)
    func `a frame with any byte one off, 0, 0x7F, 0x80 or 0xFF is never a trap`(
        version: ProtocolVersion
    ) throws {
        for packet in try Samples.packets(version) {
            let bytes = Wire.encode(packet, version)
            for index in bytes.indices {
                let byte = bytes[index]
                for other in [byte &+ 1, byte &- 1, 0, 0x7F, 0x80, 0xFF] {
                    var changed = bytes
                    changed[index] = other
                    try expectNoTrap(changed, version)
                }
            }
        }
    }

    @Test func `a header that claims more bytes than the frame has is refused`() throws {
        for packet in try Samples.packets(.v5) {
            let bytes = Wire.encode(packet)
            guard let header = try FixedHeader.scan(bytes.span, at: 0), bytes.count > 2 else {
                continue
            }
            #expect(throws: DecodeError.malformed(.remainingLength)) {
                try Packet(
                    frame: bytes.span.extracting(first: bytes.count - 1), header: header,
                    version: .v5)
            }
        }
    }

    @Test func `100,000 random frames are never a trap`() throws {
        var generator = SeededGenerator(seed: 0x4D51_5454)
        for round in 0..<100_000 {
            let count = Int.random(in: 0...40, using: &generator)
            // Small bytes are likelier: they are lengths and identifiers.
            let body = (0..<count).map { _ in
                UInt8.random(in: 0...(Bool.random(using: &generator) ? 255 : 8), using: &generator)
            }
            let first = UInt8.random(in: 0...255, using: &generator)
            let version = Samples.versions[round % 3]
            try expectNoTrap(Wire.frame(first, body), version)
        }
    }

    @Test func `100,000 legal frames with random damage are never a trap`() throws {
        var generator = SeededGenerator(seed: 5)
        let packets = try Samples.versions.map { version in
            try Samples.packets(version).map { Wire.encode($0, version) }
        }
        for round in 0..<100_000 {
            var bytes = packets[round % 3][
                Int.random(in: 0..<packets[round % 3].count, using: &generator)]
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            try expectNoTrap(bytes, Samples.versions[round % 3])
        }
    }

    /// Decodes; what is legal must survive a second trip, and the views must agree.
    private func expectNoTrap(
        _ bytes: [UInt8], _ version: ProtocolVersion, location: SourceLocation = #_sourceLocation
    ) throws {
        var decoded: Packet?
        do {
            decoded = try Wire.decode(bytes, version)
        } catch {
            decoded = nil
        }
        #expect(
            Views.agree(bytes, version, decoded), "\(bytes)", sourceLocation: location)
        guard let decoded else { return }
        var actual = version
        if case .connect(let connect) = decoded { actual = connect.version }
        let again = try Wire.decode(Wire.encode(decoded, actual), actual)
        #expect(again == decoded, sourceLocation: location)
    }
}
