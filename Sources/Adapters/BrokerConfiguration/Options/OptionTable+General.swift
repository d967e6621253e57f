import BrokerCore

extension OptionTable {
    /// What clients can make grow, and how far.
    static let limitOptions: [ConfigurationOption] = [
        ConfigurationOption(
            "max_packet_size",
            .broker(
                .number(.limits(20...268_435_460)) { number, draft in
                    draft.settings.limits.packetBytesMax = number
                }), standard: "2000000", isReloadable: false,
            "The longest packet in bytes; a client that sends a longer one is disconnected."),
        ConfigurationOption(
            "message_size_limit",
            .broker(
                .number(.within(0...268_435_455)) { number, draft in
                    draft.settings.limits.payloadBytesMax = number == 0 ? nil : number
                }), standard: "0, no limit", isReloadable: false,
            "The longest payload in bytes; a longer one is acknowledged, but not passed on."),
        ConfigurationOption(
            "max_inflight_messages",
            .broker(
                .number(.limits(0...65_535)) { number, draft in
                    let window = number == 0 ? UInt16.max : UInt16(clamping: number)
                    draft.settings.limits.receiveMaximum = window
                    draft.settings.limits.inflightMessagesMax = window
                }), standard: "20 from a client, as many as it takes towards it",
            isReloadable: false,
            "QoS 1 and 2 messages under way at once, each direction; 0 for no limit."),
        ConfigurationOption(
            "max_queued_messages",
            .broker(
                .number(.within(0...Int(Int32.max))) { number, draft in
                    draft.settings.limits.queuedMessagesMax = number == 0 ? nil : number
                }), standard: "1000", isReloadable: false,
            "QoS 1 and 2 messages that wait for one client; 0 for no limit."),
        ConfigurationOption(
            "max_queued_bytes",
            .broker(
                .number(.within(0...Int.max)) { number, draft in
                    draft.settings.limits.queuedBytesMax = number == 0 ? nil : number
                }), standard: "0, no limit", isReloadable: false,
            "Bytes of payload that wait for one client."),
        ConfigurationOption(
            "max_keepalive",
            .broker(
                .number(.within(0...65_535)) { number, draft in
                    draft.settings.limits.keepAliveSecondsMax =
                        number == 0 ? nil : UInt16(clamping: number)
                }), standard: "0, no limit", isReloadable: false,
            "The longest keep-alive in seconds; MQTT 5 clients that ask for more or for none are "
                + "told, older ones refused."),
        ConfigurationOption(
            "global_max_connections",
            .broker(
                .number(.within(-1...Int(Int32.max))) { number, draft in
                    draft.settings.limits.connectionsMax = number > 0 ? number : nil
                }), standard: "-1, no limit", isReloadable: false,
            "The clients that may be connected to the whole broker at once."),
        ConfigurationOption(
            "global_max_clients",
            .broker(
                .number(.within(-1...Int(Int32.max))) { number, draft in
                    draft.settings.limits.sessionsMax = number > 0 ? number : nil
                }), standard: "-1, no limit", isReloadable: false,
            "The sessions, connected or kept, that the whole broker holds."),
        ConfigurationOption(
            "persistent_client_expiration", .broker(expirationValue), standard: "never",
            isReloadable: false,
            "How long a session is kept after its client left, whatever the client asked for."),
    ]

    /// What is left.
    static let generalOptions: [ConfigurationOption] = [
        ConfigurationOption(
            "include_dir", .structure(.includeDirectory), standard: "none",
            "Reads every *.conf of a folder in the order of their names, as if written here."),
        ConfigurationOption(
            "pid_file", .broker(.text(\.processIDFile)), standard: "none", isReloadable: false,
            "The file that receives the process identifier."),
        ConfigurationOption(
            "retain_available", .broker(.flag(\.settings.isRetainAvailable)), standard: "true",
            isReloadable: false,
            "Whether retained messages are kept; if not, a client that sends one is disconnected."),
        ConfigurationOption(
            "check_payload_format", .broker(.flag(\.settings.checksPayloadFormat)),
            standard: "false", isReloadable: false,
            "Whether a payload that a client calls UTF-8 is checked, and refused when it is not."),
    ]

    private static let expirationValue = OptionValue<BrokerDraft>.other(
        "NUMBER followed by h, d, w, m or y"
    ) { (text, draft) throws(ProblemReason) in
        let hoursByUnit: [Character: Int] = ["h": 1, "d": 24, "w": 168, "m": 720, "y": 8_760]
        guard let unit = text.last, let hours = hoursByUnit[unit],
            let number = Int32(text.dropLast()), number > 0
        else { throw .invalidValue(text) }
        draft.settings.limits.sessionExpiryMax = .seconds(Int(number) * hours * 3_600)
    }
}
