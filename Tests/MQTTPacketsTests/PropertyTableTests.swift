import MQTTPackets
import Testing

/// Every property in every packet, against the specification's table 2-4 written out again.
@Suite struct PropertyTableTests {
    /// Where the property length stands in a packet of that place.
    struct Place: Sendable {
        let name: Character
        let first: UInt8
        let before: [UInt8]
        let after: [UInt8]

        func frame(_ properties: [UInt8]) -> [UInt8] {
            Wire.frame(first, before + [UInt8(properties.count)] + properties + after)
        }
    }

    private static let connect: [UInt8] = Wire.string("MQTT") + [5]
    private static let a = Wire.string("a")

    /// The letters are those of the rows below.
    static let places: [Place] = [
        Place(name: "C", first: 0x10, before: connect + [0, 0, 0], after: a),
        Place(name: "W", first: 0x10, before: connect + [4, 0, 0, 0] + a, after: a + [0, 0]),
        Place(name: "c", first: 0x20, before: [0, 0], after: []),
        Place(name: "P", first: 0x30, before: a, after: []),
        Place(name: "1", first: 0x40, before: [0, 1, 0], after: []),
        Place(name: "2", first: 0x50, before: [0, 1, 0], after: []),
        Place(name: "3", first: 0x62, before: [0, 1, 0], after: []),
        Place(name: "4", first: 0x70, before: [0, 1, 0], after: []),
        Place(name: "S", first: 0x82, before: [0, 1], after: a + [0]),
        Place(name: "s", first: 0x90, before: [0, 1], after: [0]),
        Place(name: "U", first: 0xA2, before: [0, 1], after: a),
        Place(name: "u", first: 0xB0, before: [0, 1], after: [0]),
        Place(name: "D", first: 0xE0, before: [0], after: []),
        Place(name: "A", first: 0xF0, before: [0x18], after: []),
    ]

    /// Identifier, places, value on the wire.
    static let rows: [(PropertyID, places: String, value: [UInt8])] = [
        (.payloadFormatIndicator, "PW", [1]),
        (.messageExpiryInterval, "PW", [0, 0, 0, 0]),
        (.contentType, "PW", a),
        (.responseTopic, "PW", a),
        (.correlationData, "PW", [0, 1, 0xFF]),
        (.subscriptionIdentifier, "PS", [0xFF, 0x7F]),
        (.sessionExpiryInterval, "CcD", [0, 0, 0, 1]),
        (.assignedClientIdentifier, "c", a),
        (.serverKeepAlive, "c", [0, 0]),
        (.authenticationMethod, "CcA", a),
        (.authenticationData, "CcA", [0, 0]),
        (.requestProblemInformation, "C", [0]),
        (.willDelayInterval, "W", [0, 0, 0, 1]),
        (.requestResponseInformation, "C", [1]),
        (.responseInformation, "c", a),
        (.serverReference, "cD", a),
        (.reasonString, "c1234suDA", a),
        (.receiveMaximum, "Cc", [0, 1]),
        (.topicAliasMaximum, "Cc", [0, 0]),
        (.topicAlias, "P", [0, 1]),
        (.maximumQoS, "c", [1]),
        (.retainAvailable, "c", [0]),
        (.userProperty, "CWcP1234SsUuDA", a + a),
        (.maximumPacketSize, "Cc", [0, 0, 0, 1]),
        (.wildcardSubscriptionAvailable, "c", [1]),
        (.subscriptionIdentifiersAvailable, "c", [1]),
        (.sharedSubscriptionAvailable, "c", [1]),
    ]

    /// Authentication data needs a method beside it in CONNECT, which is another test's matter.
    private func filler(_ id: PropertyID, _ place: Place) -> [UInt8] {
        id == .authenticationData && place.name == "C"
            ? [PropertyID.authenticationMethod.rawValue] + Self.a : []
    }

    @Test func `a property is read where the table allows it and nowhere else`() throws {
        #expect(Self.rows.map(\.0) == PropertyID.allCases)
        for (id, allowed, value) in Self.rows {
            for place in Self.places {
                let frame = place.frame(filler(id, place) + [id.rawValue] + value)
                if allowed.contains(place.name) {
                    let packet = try #require(try Wire.decode(frame), "\(id) in \(place.name)")
                    let back = Wire.encode(packet)
                    #expect(back.count >= frame.count, "\(id) in \(place.name)")
                } else {
                    #expect(throws: DecodeError.protocolError(.property), "\(id) \(place.name)") {
                        try Wire.decode(frame)
                    }
                }
            }
        }
    }

    @Test func `only user properties and subscription identifiers may be repeated`() throws {
        for (id, allowed, value) in Self.rows {
            for place in Self.places where allowed.contains(place.name) {
                let one = [id.rawValue] + value
                let frame = place.frame(filler(id, place) + one + one)
                if id == .userProperty || (id == .subscriptionIdentifier && place.name == "P") {
                    #expect(try Wire.decode(frame) != nil)
                } else {
                    #expect(throws: DecodeError.protocolError(.repeatedProperty)) {
                        try Wire.decode(frame)
                    }
                }
            }
        }
    }

    @Test func `a byte property is 0 or 1`() throws {
        let byteSized = Self.rows.filter { $0.value.count == 1 }
        #expect(byteSized.count == 8)
        for (id, allowed, _) in byteSized {
            for place in Self.places where allowed.contains(place.name) {
                #expect(try Wire.decode(place.frame([id.rawValue, 0])) != nil)
                #expect(try Wire.decode(place.frame([id.rawValue, 1])) != nil)
                #expect(throws: DecodeError.protocolError(.propertyValue)) {
                    try Wire.decode(place.frame([id.rawValue, 2]))
                }
            }
        }
    }

    @Test func `zero is refused where the specification forbids it, and only there`() throws {
        let forbidden: [PropertyID: DecodeError] = [
            .receiveMaximum: .protocolError(.propertyValue),
            .maximumPacketSize: .protocolError(.propertyValue),
            .subscriptionIdentifier: .protocolError(.propertyValue),
            .topicAlias: .protocolError(.topicAlias),
        ]
        let integers: [PropertyID: Int] = [
            .messageExpiryInterval: 4, .sessionExpiryInterval: 4, .willDelayInterval: 4,
            .maximumPacketSize: 4, .serverKeepAlive: 2, .receiveMaximum: 2,
            .topicAliasMaximum: 2, .topicAlias: 2, .subscriptionIdentifier: 1,
        ]
        for (id, allowed, _) in Self.rows {
            guard let count = integers[id] else { continue }
            for place in Self.places where allowed.contains(place.name) {
                let frame = place.frame([id.rawValue] + Array(repeating: 0, count: count))
                if let error = forbidden[id] {
                    #expect(throws: error) { try Wire.decode(frame) }
                } else {
                    #expect(try Wire.decode(frame) != nil)
                }
            }
        }
    }

    @Test func `the table's names are the specification's`() {
        #expect("\(PropertyID.maximumQoS.definition.name)" == "Maximum QoS")
        #expect(Set(PropertyID.allCases.map { "\($0.definition.name)" }).count == 27)
        #expect(Samples.properties.map(\.id) == PropertyID.allCases)
    }
}
