/// What a topic name may look like on the wire.
package enum TopicName {
    /// Whether the bytes are UTF-8 without U+0000 `[MQTT-1.5.4-1]` `[MQTT-1.5.4-2]` and without
    /// wildcard characters `[MQTT-3.3.2-2]`. Empty is legal here: an alias may stand for the name.
    package static func isLegal(_ bytes: Span<UInt8>) -> Bool {
        UTF8Scan.isLegal(bytes, refusingWildcards: true)
    }
}
