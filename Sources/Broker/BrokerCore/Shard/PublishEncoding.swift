import MQTTPackets

/// Encodes PUBLISH from parts that lie in other bytes (MQTT 5 section 3.3).
enum PublishEncoding {
    /// Appends a frame whose packet identifier is still 0, and answers the identifier's offset in
    /// the frame, 0 for QoS 0. DUP and RETAIN are left to whoever sends it.
    /// - Parameters:
    ///   - properties: nil before MQTT 5.
    ///   - alias: goes with the topic's name, or instead of it when it is known.
    ///   - identifiers: subscription identifiers to add `[MQTT-3.3.4-3]`.
    ///   - expirySeconds: replaces the Message Expiry Interval among the properties
    ///     `[MQTT-3.3.2-6]`.
    static func append(
        to target: inout [UInt8], bytes: Span<UInt8>, topic: Range<Int>, properties: Range<Int>?,
        payload: Range<Int>, qos: QoS, alias: AssignedAliases.Alias? = nil,
        identifiers: [UInt32] = [],
        expiry: (offset: Int, seconds: UInt32)? = nil
    ) -> Int {
        let start = target.count
        let identifierBytes = identifiers.reduce(0) { $0 + 1 + Self.length(of: Int($1)) }
        let propertyBytes = (properties?.count ?? 0) + identifierBytes + (alias == nil ? 0 : 3)
        let name = alias?.isKnown == true ? topic.lowerBound..<topic.lowerBound : topic
        var remaining = 2 + name.count + payload.count + (qos == .atMostOnce ? 0 : 2)
        if properties != nil { remaining += Self.length(of: propertyBytes) + propertyBytes }
        target.reserveCapacity(start + 5 + remaining)
        target.append(PacketType.publish.rawValue << 4 | qos.rawValue << 1)
        append(remaining, to: &target)
        target.append(bigEndian: UInt16(name.count))
        target.append(bytes.extracting(name))
        var packetIDOffset = 0
        if qos != .atMostOnce {
            packetIDOffset = target.count - start
            target.append(bigEndian: UInt16(0))
        }
        if let properties {
            append(propertyBytes, to: &target)
            let propertiesStart = target.count
            target.append(bytes.extracting(properties))
            if let expiry {
                for index in 0..<4 {
                    target[propertiesStart + expiry.offset + index] =
                        UInt8(truncatingIfNeeded: expiry.seconds >> (24 - 8 * UInt32(index)))
                }
            }
            if let alias {
                target.append(topicAliasProperty)
                target.append(bigEndian: alias.value)
            }
            for identifier in identifiers {
                target.append(subscriptionIdentifierProperty)
                append(Int(identifier), to: &target)
            }
        }
        target.append(bytes.extracting(payload))
        return packetIDOffset
    }

    /// The first byte of a PUBLISH.
    static func firstByte(
        _ qos: QoS, isRetained: Bool, isDuplicate: Bool = false
    ) -> UInt8 {
        PacketType.publish.rawValue << 4 | (isDuplicate ? 8 : 0) | qos.rawValue << 1
            | (isRetained ? 1 : 0)
    }

    /// Property 0x23 (MQTT 5 section 3.3.2.3.4).
    private static let topicAliasProperty: UInt8 = 0x23

    /// Property 0x0B (MQTT 5 section 3.3.2.3.8).
    private static let subscriptionIdentifierProperty: UInt8 = 0x0B

    private static func append(_ value: Int, to target: inout [UInt8]) {
        var rest = value
        repeat {
            let byte = UInt8(rest & 0x7F)
            rest >>= 7
            target.append(rest > 0 ? byte | 0x80 : byte)
        } while rest > 0
    }

    private static func length(of value: Int) -> Int {
        value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4
    }
}
