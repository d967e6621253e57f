import MQTTPackets
import Testing

@Test func `a variable byte integer takes the bytes of table 1-1`() throws {
    let cases: [(Int, [UInt8])] = [
        (0, [0]), (127, [0x7F]), (128, [0x80, 1]), (16_383, [0xFF, 0x7F]),
        (16_384, [0x80, 0x80, 1]), (2_097_151, [0xFF, 0xFF, 0x7F]),
        (2_097_152, [0x80, 0x80, 0x80, 1]), (268_435_455, [0xFF, 0xFF, 0xFF, 0x7F]),
    ]
    for (value, expected) in cases {
        var bytes: [UInt8] = []
        VariableByteInteger.append(value, to: &bytes)
        #expect(bytes == expected)
        #expect(VariableByteInteger.length(of: value) == expected.count)
        let read = try #require(
            try VariableByteInteger.scan(
                bytes.span, at: 0, end: bytes.count, field: .remainingLength))
        #expect(read.value == value && read.length == expected.count && read.isMinimal)
    }
}

@Test func `a remaining length longer than needed is refused in MQTT 5 [MQTT-1.5.5-1]`() throws {
    let bytes: [UInt8] = [0xC0, 0x80, 0x00]
    #expect(throws: DecodeError.malformed(.remainingLength)) { try Wire.decode(bytes) }
    #expect(try Wire.decode(bytes, .v311) == .pingreq)
    #expect(throws: DecodeError.malformed(.remainingLength)) {
        try Wire.decode([0xC0, 0x80, 0x80, 0x80, 0x80, 0x00], .v311)
    }
}

@Test func `a fixed header is incomplete until its length ends`() throws {
    for bytes: [UInt8] in [[], [0x30], [0x30, 0x80], [0x30, 0x80, 0x80, 0x80]] {
        #expect(try FixedHeader.scan(bytes.span, at: 0) == nil)
    }
}

@Test func `reserved flags are refused for every packet type [MQTT-2.1.3-1]`() throws {
    for type in PacketType.allCases where type != .publish {
        let legal: UInt8 = [.pubrel, .subscribe, .unsubscribe].contains(type) ? 2 : 0
        for flags: UInt8 in 0..<16 where flags != legal {
            #expect(throws: DecodeError.malformed(.fixedHeaderFlags)) {
                try FixedHeader.scan([type.rawValue << 4 | flags, 0].span, at: 0)
            }
        }
    }
}

@Test func `subscription options accept 36 of 256 bytes [MQTT-3.8.3-5]`() {
    let legal = (0...255).compactMap { SubscriptionOptions(rawValue: UInt8($0)) }
    #expect(legal.count == 36)
    #expect(legal.allSatisfy { SubscriptionOptions(rawValue: $0.rawValue) == $0 })
    #expect(SubscriptionOptions().rawValue == 0)
}

@Test(arguments: ["#", "+", "/", "a/+/b", "+/#", "$share/g/#", "$share", "$sharex/+", "ä/#"])
func `a legal topic filter is accepted`(filter: String) throws {
    try TopicFilter.check(Array(filter.utf8).span)
}

@Test(arguments: ["", "a#", "#/a", "a/#/b", "a+", "+a", "a/b+/c", "a/##", "++"])
func `a misplaced wildcard is refused [MQTT-4.7.1-1] [MQTT-4.7.1-2]`(filter: String) {
    #expect(throws: DecodeError.malformed(.topicFilter)) {
        try TopicFilter.check(Array(filter.utf8).span)
    }
}

@Test(arguments: ["$share/", "$share//a", "$share/g", "$share/g/", "$share/+/a", "$share/#"])
func `a shared subscription needs a name and a filter [MQTT-4.8.2-1] [MQTT-4.8.2-2]`(
    filter: String
) {
    #expect(throws: DecodeError.protocolError(.topicFilter)) {
        try TopicFilter.check(Array(filter.utf8).span)
    }
}

@Test func `reason codes map to the six return codes and back`() {
    for returnCode in ConnectReturnCode.allCases {
        #expect(ReasonCode(returnCode).connectReturnCode == returnCode)
    }
    #expect(ReasonCode.banned.connectReturnCode == .notAuthorized)
    #expect(ReasonCode.badAuthenticationMethod.connectReturnCode == .badUserNameOrPassword)
    #expect(ReasonCode.quotaExceeded.connectReturnCode == .serverUnavailable)
}

@Test func `43 reason codes have the specification's words`() {
    let named = (0...255).map { ReasonCode(rawValue: UInt8($0)) }
        .filter { !$0.description.hasPrefix("Unknown") }
    #expect(named.count == 43)
    #expect(Set(named.map(\.description)).count == named.count)
    #expect(ReasonCode.sessionTakenOver.description == "Session taken over")
    #expect(ReasonCode(rawValue: 0xFE).description == "Unknown reason code 0xFE")
    #expect(ReasonCode.unspecifiedError.isError && !ReasonCode.reauthenticate.isError)
}

@Test func `each packet type bears the reason codes of table 2-6`() {
    func count(_ type: PacketType) -> Int {
        (0...255).filter { ReasonCode(rawValue: UInt8($0)).isLegal(in: type) }.count
    }
    #expect(count(.puback) == 9 && count(.pubrec) == 9)
    #expect(count(.pubrel) == 2 && count(.pubcomp) == 2)
    #expect(count(.suback) == 12 && count(.unsuback) == 7)
    #expect(count(.connack) == 36 && count(.disconnect) == 37)
    #expect(count(.auth) == 3)
}
