/// What a topic filter may look like on the wire.
package enum TopicFilter {
    /// Proves that the bytes are a topic filter (MQTT 5 sections 4.7 and 4.8).
    /// - Throws: `malformed(.topicFilter)` for an empty filter `[MQTT-4.7.3-1]`, illegal UTF-8 and
    ///   misplaced wildcards `[MQTT-4.7.1-1]` `[MQTT-4.7.1-2]`; `protocolError(.topicFilter)` for a
    ///   shared subscription without name or filter `[MQTT-4.8.2-1]` `[MQTT-4.8.2-2]`.
    package static func check(_ bytes: Span<UInt8>) throws(DecodeError) {
        if bytes.isEmpty || !UTF8Scan.isLegal(bytes, refusingWildcards: false) {
            throw .malformed(.topicFilter)
        }
        let last = bytes.count - 1
        for index in bytes.indices {
            let byte = bytes[index]
            if byte != plusSign && byte != numberSign { continue }
            let startsLevel = index == 0 || bytes[index - 1] == separator
            let endsLevel = index == last || bytes[index + 1] == separator
            if !startsLevel || !endsLevel || (byte == numberSign && index != last) {
                throw .malformed(.topicFilter)
            }
        }
        if isShared(bytes) { try checkShared(bytes) }
    }

    /// Whether the filter belongs to a shared subscription: its first level is `$share`.
    package static func isShared(_ bytes: Span<UInt8>) -> Bool {
        // "$share" alone is an ordinary filter: it lacks the separator.
        bytes.count > 6 && bytes[0] == UInt8(ascii: "$") && bytes[1] == UInt8(ascii: "s")
            && bytes[2] == UInt8(ascii: "h") && bytes[3] == UInt8(ascii: "a")
            && bytes[4] == UInt8(ascii: "r") && bytes[5] == UInt8(ascii: "e")
            && bytes[6] == separator
    }

    private static let plusSign = UInt8(ascii: "+")
    private static let numberSign = UInt8(ascii: "#")
    private static let separator = UInt8(ascii: "/")

    private static func checkShared(_ bytes: Span<UInt8>) throws(DecodeError) {
        var index = 7
        while index < bytes.count, bytes[index] != separator {
            if bytes[index] == plusSign || bytes[index] == numberSign {
                throw .protocolError(.topicFilter)
            }
            index += 1
        }
        // A share name of at least one character, a separator, a filter of at least one.
        if index == 7 || index + 1 >= bytes.count { throw .protocolError(.topicFilter) }
    }
}
