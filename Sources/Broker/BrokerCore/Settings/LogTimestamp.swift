/// What a log line begins with.
package enum LogTimestamp: Hashable, Sendable {
    case none
    case epochSeconds

    /// A format of strftime(3).
    case format(String)
}
