extension Connect {
    /// The bits of the connect flags (MQTT 5 section 3.1.2.3).
    private enum Flag {
        static let reserved: UInt8 = 0x01
        static let cleanStart: UInt8 = 0x02
        static let will: UInt8 = 0x04
        static let willQoS: UInt8 = 0x18
        static let willRetain: UInt8 = 0x20
        static let password: UInt8 = 0x40
        static let userName: UInt8 = 0x80
    }

    /// The high bit of the protocol level, by which a bridge makes itself known.
    private static let bridgeBit: UInt8 = 0x80

    /// Reads the body.
    init(_ frame: Span<UInt8>, _ header: FixedHeader) throws(DecodeError) {
        var reader = try FrameReader(frame, header)
        let (version, isBridge) = try Self.readVersion(&reader, frame)
        let flags = try reader.byte(frame, .connectFlags)
        try Self.check(flags, version)
        let keepAlive = try reader.twoByteInteger(frame, .keepAlive)
        let properties = try Properties(&reader, frame, in: .connect, version)
        let clientID = frame.extracting(try reader.utf8String(frame, .clientID)).copyToString()
        let will: Will? =
            flags & Flag.will == 0 ? nil : try Self.readWill(&reader, frame, flags, version)
        // MQTT 3.1 section 3.1: the remaining length takes precedence over these two flags.
        func isPresent(_ flag: UInt8) -> Bool {
            flags & flag != 0 && !(version == .v31 && reader.isAtEnd)
        }
        let userName =
            isPresent(Flag.userName)
            ? frame.extracting(try reader.utf8String(frame, .userName)).copyToString() : nil
        let password =
            isPresent(Flag.password)
            ? frame.extracting(try reader.binaryData(frame, .password)).copyToArray() : nil
        try reader.expectEnd(.payload)
        // MQTT 5 section 3.1.2.11.10
        if properties.authenticationData != nil, properties.authenticationMethod == nil {
            throw .protocolError(.property)
        }
        self.init(
            version: version, clientID: clientID, cleanStart: flags & Flag.cleanStart != 0,
            keepAlive: keepAlive, will: will, userName: userName, password: password,
            properties: properties, isBridge: isBridge)
    }

    /// The version that the frame of a CONNECT names, if that much of it can be read: whoever
    /// refuses the rest answers in it.
    package static func version(
        in frame: Span<UInt8>, _ header: FixedHeader
    ) -> ProtocolVersion? {
        // The error is told when the whole packet is read.
        guard var reader = try? FrameReader(frame, header) else { return nil }
        return (try? readVersion(&reader, frame))?.0
    }

    private static func readVersion(
        _ reader: inout FrameReader, _ frame: Span<UInt8>
    ) throws(DecodeError) -> (ProtocolVersion, isBridge: Bool) {
        let name = frame.extracting(try reader.utf8String(frame, .protocolName)).copyToString()
        if name != ProtocolVersion.v31.protocolName, name != ProtocolVersion.v5.protocolName {
            throw .malformed(.protocolName)  // [MQTT-3.1.2-1]
        }
        let level = try reader.byte(frame, .protocolName)
        guard let version = ProtocolVersion(rawValue: level & ~bridgeBit),
            version.protocolName == name
        else { throw .unsupportedProtocolVersion(level) }  // [MQTT-3.1.2-2]
        return (version, level & bridgeBit != 0)
    }

    private static func check(
        _ flags: UInt8, _ version: ProtocolVersion
    ) throws(DecodeError) {
        // [MQTT-3.1.2-3]; MQTT 3.1 does not use the bit.
        if version != .v31, flags & Flag.reserved != 0 { throw .malformed(.connectFlags) }
        if flags & Flag.will == 0 {
            // [MQTT-3.1.2-11] [MQTT-3.1.2-13]
            if flags & (Flag.willQoS | Flag.willRetain) != 0 { throw .malformed(.connectFlags) }
        } else if flags & Flag.willQoS == Flag.willQoS {
            throw .malformed(.willQoS)  // [MQTT-3.1.2-12]
        }
        if version != .v5, flags & Flag.password != 0, flags & Flag.userName == 0 {
            throw .malformed(.connectFlags)  // [MQTT-3.1.2-22] of MQTT 3.1.1
        }
    }

    private static func readWill(
        _ reader: inout FrameReader, _ frame: Span<UInt8>, _ flags: UInt8,
        _ version: ProtocolVersion
    ) throws(DecodeError) -> Will {
        let properties = try Properties(&reader, frame, in: .will, version)
        let topic = try reader.topicName(frame, .willTopic)
        if topic.isEmpty { throw .malformed(.willTopic) }  // [MQTT-4.7.3-1]
        let payload = try reader.binaryData(frame, .willPayload)
        guard let qos = QoS(rawValue: (flags & Flag.willQoS) >> 3) else {
            throw .malformed(.willQoS)
        }
        return Will(
            topic: frame.extracting(topic).copyToString(),
            payload: frame.extracting(payload).copyToArray(), qos: qos,
            isRetained: flags & Flag.willRetain != 0, properties: properties)
    }

    /// Appends the body.
    func encodeBody(into bytes: inout [UInt8]) {
        precondition(
            version == .v5 || password == nil || userName != nil,
            "before MQTT 5 a password needs a user name")
        bytes.append(utf8String: version.protocolName)
        bytes.append(version.rawValue | (isBridge ? Self.bridgeBit : 0))
        bytes.append(flags)
        bytes.append(twoByteInteger: keepAlive)
        properties.encode(into: &bytes, version: version)
        bytes.append(utf8String: clientID)
        if let will {
            will.properties.encode(into: &bytes, version: version)
            bytes.append(utf8String: will.topic)
            bytes.append(binaryData: will.payload)
        }
        if let userName { bytes.append(utf8String: userName) }
        if let password { bytes.append(binaryData: password) }
    }

    private var flags: UInt8 {
        var flags: UInt8 = cleanStart ? Flag.cleanStart : 0
        if let will {
            flags |= Flag.will | will.qos.rawValue << 3
            if will.isRetained { flags |= Flag.willRetain }
        }
        if userName != nil { flags |= Flag.userName }
        if password != nil { flags |= Flag.password }
        return flags
    }
}
