import Testing

private let bothVersions = [
    "messages.round_trips", "messages.retained", "messages.retained_wildcards",
    "messages.versions_mixed", "messages.dollar_topics", "subscriptions.unsubscribing",
    "subscriptions.overlapping", "subscriptions.replaced", "subscriptions.failing",
    "subscriptions.shared", "subscriptions.shared_offline", "subscriptions.shared_retained",
    "sessions.session", "sessions.offline_queueing", "sessions.redelivery",
    "sessions.released_again", "sessions.sent_again", "sessions.zero_length_identifier",
    "sessions.taken_over", "flow.inflight_window", "flow.packet_size_of_server", "clocks.will",
    "clocks.will_retained", "endings.faults",
]
private let versionFive = [
    "messages.forwarded_properties", "messages.will_properties", "messages.request_response",
    "subscriptions.subscription_identifiers", "subscriptions.identifiers_kept",
    "subscriptions.subscription_options", "sessions.session_expiry", "flow.receive_maximum",
    "flow.client_window", "flow.narrower_window", "flow.server_window", "flow.aliases_to_server",
    "flow.alias_too_high", "flow.aliases_to_client", "flow.packet_size_of_client",
    "clocks.message_expiry", "endings.shared_without_local", "endings.expiry_raised",
]

@Suite(.serialized, .timeLimit(.minutes(1))) struct `Python's paho-mqtt` {
    @Test(arguments: ["3.1.1", "5"], bothVersions)
    func `sees in both versions what the specification promises`(
        version: String, scenario: String
    ) async throws {
        try await PahoScenario(name: scenario, version: version).succeed()
    }

    @Test(arguments: versionFive)
    func `sees what version 5 promises`(scenario: String) async throws {
        try await PahoScenario(name: scenario, version: "5").succeed()
    }

    @Test(arguments: ["3.1.1", "5"])
    func `sees how the broker stops, and is told why in version 5`(
        version: String
    ) async throws {
        try await PahoScenario(name: "endings.shutdown", version: version).succeedAsBrokerStops()
    }
}

/// Each of these waits a second or two for the broker's clock: they wait together.
@Suite(.timeLimit(.minutes(1))) struct `Python's paho-mqtt as seconds pass` {
    @Test(arguments: ["3.1.1", "5"], ["clocks.keep_alive", "clocks.server_keep_alive"])
    func `sees in both versions what the specification promises`(
        version: String, scenario: String
    ) async throws {
        try await PahoScenario(name: scenario, version: version).succeed()
    }

    @Test(arguments: ["clocks.will_delay", "clocks.message_expires", "clocks.session_expires"])
    func `sees what version 5 promises`(scenario: String) async throws {
        try await PahoScenario(name: scenario, version: "5").succeed()
    }
}
