import MQTTPackets

/// The bytes of packets that many tests send.
enum Bytes {
    static let pingreq: [UInt8] = [0xC0, 0]
    static let pingresp: [UInt8] = [0xD0, 0]

    static func of(_ packet: Packet, _ version: ProtocolVersion = .v311) -> [UInt8] {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: version)
        return bytes
    }

    static func connect(
        _ clientID: String, _ version: ProtocolVersion = .v311, isClean: Bool = true,
        keepAlive: UInt16 = 0
    ) -> [UInt8] {
        of(
            .connect(
                Connect(
                    version: version, clientID: clientID, cleanStart: isClean,
                    keepAlive: keepAlive)), version)
    }

    /// A PUBLISH; `packetID` is left out for QoS 0.
    static func publish(
        _ topic: String, _ payload: [UInt8] = [1], _ qos: UInt8 = 0, packetID: UInt16 = 1,
        version: ProtocolVersion = .v311, isRetained: Bool = false, isDuplicate: Bool = false
    ) -> [UInt8] {
        var body = string(topic)
        if qos > 0 { body += twoBytes(packetID) }
        if version == .v5 { body.append(0) }
        let first = 0x30 | (isDuplicate ? 8 : 0) | qos << 1 | (isRetained ? 1 : 0)
        return frame(first, body + payload)
    }

    static func subscribe(
        _ filter: String, _ qos: UInt8 = 0, packetID: UInt16 = 77,
        version: ProtocolVersion = .v311
    ) -> [UInt8] {
        let properties: [UInt8] = version == .v5 ? [0] : []
        return frame(0x82, twoBytes(packetID) + properties + string(filter) + [qos])
    }

    static func unsubscribe(
        _ filter: String, packetID: UInt16 = 78, version: ProtocolVersion = .v311
    ) -> [UInt8] {
        let properties: [UInt8] = version == .v5 ? [0] : []
        return frame(0xA2, twoBytes(packetID) + properties + string(filter))
    }

    /// PUBACK (0x40), PUBREC (0x50), PUBREL (0x62) or PUBCOMP (0x70) of success.
    static func acknowledgement(_ firstByte: UInt8, _ packetID: UInt16) -> [UInt8] {
        [firstByte, 2] + twoBytes(packetID)
    }

    /// The packets that the bytes begin with; half a packet at the end is left out.
    static func frames(in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var frames: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let length = lengthOfFirst(in: rest), length <= rest.count {
            frames.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return frames
    }

    private static func lengthOfFirst(in bytes: ArraySlice<UInt8>) -> Int? {
        var length = 0
        for (place, byte) in bytes.dropFirst().prefix(4).enumerated() {
            length |= Int(byte & 0x7F) << (7 * place)
            if byte & 0x80 == 0 { return length + place + 2 }
        }
        return nil
    }

    /// A fixed header that says the truth, and the body.
    static func frame(_ firstByte: UInt8, _ body: [UInt8]) -> [UInt8] {
        var bytes = [firstByte]
        VariableByteInteger.append(body.count, to: &bytes)
        return bytes + body
    }

    static func string(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return twoBytes(UInt16(bytes.count)) + bytes
    }

    static func twoBytes(_ value: UInt16) -> [UInt8] {
        [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
    }
}
