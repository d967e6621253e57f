internal import Glibc

/// The time in certificates' terms.
package enum UnixTime {
    /// Seconds since 1970.
    @Sendable package static func now() -> Int64 { Int64(time(nil)) }
}
