/// Where a fault may be named: the columns of the table in `docs/faults.md`.
package enum Column: String, CaseIterable, Hashable, Sendable {
    /// `apus doctor FILES…`.
    case files = "doctor, files"
    /// `apus doctor HOST`, with the client's files.
    case live = "doctor, live"
    /// The broker's log.
    case brokerLog = "broker log"
    /// The error of ApusClient, `apus pub` and `apus sub`.
    case clientError = "client error"
}
