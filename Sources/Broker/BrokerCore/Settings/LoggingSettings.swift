/// What is logged, where, and what each line begins with.
package struct LoggingSettings: Equatable, Sendable {
    /// Every place a line goes to; empty for none.
    package var destinations: [LogDestination]

    /// The kinds of line that are written.
    package var types: LogTypes

    /// What a line begins with.
    package var timestamp: LogTimestamp

    /// Whether clients that come and go are logged.
    package var logsConnections: Bool

    /// As mosquitto: standard error, seconds since the epoch, no packets.
    package init(
        destinations: [LogDestination] = [.standardError],
        types: LogTypes = .standard,
        timestamp: LogTimestamp = .epochSeconds,
        logsConnections: Bool = true
    ) {
        self.destinations = destinations
        self.types = types
        self.timestamp = timestamp
        self.logsConnections = logsConnections
    }
}
