/// Kinds of log line, as `log_type` names them.
package struct LogTypes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    /// Kinds from their bits.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// What ended or prevented something.
    package static let error = LogTypes(rawValue: 1 << 0)

    /// What will surprise someone.
    package static let warning = LogTypes(rawValue: 1 << 1)

    /// Connections that come and go.
    package static let notice = LogTypes(rawValue: 1 << 2)

    /// The broker's own steps.
    package static let information = LogTypes(rawValue: 1 << 3)

    /// Every packet.
    package static let debug = LogTypes(rawValue: 1 << 4)

    /// Each filter subscribed.
    package static let subscribe = LogTypes(rawValue: 1 << 5)

    /// Each filter unsubscribed.
    package static let unsubscribe = LogTypes(rawValue: 1 << 6)

    /// The WebSocket handshake.
    package static let webSockets = LogTypes(rawValue: 1 << 7)

    /// What is logged when nothing is written: no packets, no single subscriptions.
    package static let standard: LogTypes = [.error, .warning, .notice, .information]

    /// Everything but WebSocket internals, as `log_type all` and `-v` mean it.
    package static let all: LogTypes = [
        .error, .warning, .notice, .information, .debug, .subscribe, .unsubscribe,
    ]
}
