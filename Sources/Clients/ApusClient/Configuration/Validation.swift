internal import MQTTPackets

/// What must hold before anything goes on the wire, which has no room for longer fields.
enum Validation {
    private static let fieldBytesMax = 65_535

    /// Refuses a configuration that cannot be sent.
    static func check(_ configuration: MQTTClient.Configuration) throws(MQTTClientError) {
        if configuration.host.isEmpty { throw invalid("host", "", "it is empty") }
        if !(1...65_535).contains(configuration.port) {
            throw invalid("port", "\(configuration.port)", "it must be between 1 and 65535")
        }
        if configuration.keepAlive < .zero || configuration.keepAlive.wholeSeconds > 65_535 {
            throw invalid(
                "keep alive", "\(configuration.keepAlive)", "it must be at most 65535 seconds")
        }
        try field("client identifier", configuration.clientID)
        if configuration.version == .v311 && configuration.clientID.isEmpty
            && !configuration.cleanStart
        {  // [MQTT-3.1.3-7] of MQTT 3.1.1
            throw invalid("client identifier", "", "a session that is kept needs one")
        }
        if let credentials = configuration.credentials {
            try field("user name", credentials.userName ?? "")
            if credentials.password?.count ?? 0 > fieldBytesMax {
                throw invalid("password", "…", "it is longer than 65,535 bytes")
            }
            if credentials.userName == nil && configuration.version != .v5 {
                throw invalid("user name", "", "before MQTT 5 a password needs one")
            }
        }
        if let authentication = configuration.authentication {
            try field("authentication method", authentication.name)
            if configuration.version != .v5 {
                throw invalid(
                    "authentication method", authentication.name, "before MQTT 5 there is none")
            }
        }
        if let will = configuration.will {
            try check(will)
            if will.payload.count > fieldBytesMax {
                throw invalid("will payload", "…", "it is longer than 65,535 bytes")
            }
        }
        try pairs(configuration.userProperties)
    }

    /// Refuses a message that cannot be sent.
    static func check(_ message: Message) throws(MQTTClientError) {
        try topicName("topic", message.topic)
        if message.payload.count > 268_000_000 {
            throw .packetTooLarge(bytes: message.payload.count, limit: 268_000_000)
        }
        try field("content type", message.properties.contentType ?? "")
        if let responseTopic = message.properties.responseTopic {
            try topicName("response topic", responseTopic)  // [MQTT-3.3.2-14]
        }
        if message.properties.correlationData?.count ?? 0 > fieldBytesMax {
            throw invalid("correlation data", "…", "it is longer than 65,535 bytes")
        }
        try pairs(message.properties.userProperties)
    }

    /// Refuses filters that cannot be sent.
    static func check(
        _ filters: [TopicFilter], for version: ProtocolVersion
    ) throws(MQTTClientError) {
        if filters.isEmpty { throw invalid("topic filter", "", "at least one is needed") }
        for filter in filters {
            let fault = filter.fault ?? (version == .v5 ? filter.sharingFault : nil)
            if let fault { throw invalid("topic filter", filter.pattern, fault) }
        }
    }

    private static func topicName(_ name: String, _ topic: String) throws(MQTTClientError) {
        try field(name, topic)
        if topic.isEmpty { throw invalid(name, "", "it is empty") }
        if topic.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }) {
            throw invalid(name, topic, "'+' and '#' are for subscriptions only")
        }
    }

    private static func pairs(_ pairs: [UserProperty]) throws(MQTTClientError) {
        for pair in pairs {
            try field("user property", pair.name)
            try field("user property", pair.value)
        }
    }

    private static func field(_ name: String, _ value: String) throws(MQTTClientError) {
        if value.utf8.count > fieldBytesMax {
            throw invalid(name, String(value.prefix(20)) + "…", "it is longer than 65,535 bytes")
        }
        if value.utf8.contains(0) { throw invalid(name, value, "it contains U+0000") }
    }

    private static func invalid(
        _ field: String, _ value: String, _ reason: String
    ) -> MQTTClientError { .invalid(field: field, value: value, reason: reason) }
}
