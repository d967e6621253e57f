/// When mosquitto would write its state to disk; kept as it was written.
package enum AutosaveRule: Hashable, Sendable {
    /// Only when the broker ends.
    case atEndOnly

    /// After a time.
    case every(Duration)

    /// After so many changes.
    case changes(Int)
}
