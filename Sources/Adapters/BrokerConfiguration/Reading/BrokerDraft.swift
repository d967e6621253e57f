import BrokerCore

/// What the lines read so far say about the broker.
struct BrokerDraft: Sendable {
    /// Values that mean the same whether written or not; what is not said to be lost is kept.
    var settings = BrokerSettings(persistence: PersistenceSettings(isEnabled: true))

    /// Access rules of all listeners, unless each has its own.
    var access = AccessDraft()

    /// The listeners; an outdated `port` or `bind_address` describes the first.
    var listeners: [ListenerDraft] = []

    /// Whether access options describe the listener above them.
    var hasRulesPerListener = false

    /// Whether an option was read that `per_listener_settings` would have redirected.
    var hasReadAccessOption = false

    /// Whether a `connection` was read, to which bridge options then belong.
    var hasReadBridge = false
    /// Whether a plugin was read, to which plugin options then belong.
    var hasReadPlugin = false

    /// `pid_file`; kept here, as a second one is refused.
    var processIDFile: String?
    /// `log_dest`; nil where it is not written.
    var logDestinations: [LogDestination]?
    /// `log_type`; nil where it is not written.
    var logTypes: LogTypes?
    /// `log_timestamp`.
    var hasLogTimestamp = true
    /// `log_timestamp_format`; nil where it is not written.
    var logTimestampFormat: String?

    /// Whether a log file was named already.
    var logsToFile: Bool {
        (logDestinations ?? []).contains { if case .file = $0 { true } else { false } }
    }
}
