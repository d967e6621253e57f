package import BrokerCore

/// What a start found, for the log.
package struct StorageReport: Equatable, Sendable {
    package var file = ""
    package var durability: Durability = .sync
    /// Such as `3.40.1`.
    package var sqliteVersion = ""
    /// Why this version of SQLite deserves a line; nil when it does not.
    package var sqliteWarning: String?
    package var sessionCount = 0
    package var subscriptionCount = 0
    package var messageCount = 0
    package var retainedCount = 0
    /// Rows that failed their check; they lie in tables named `quarantine_…`.
    package var quarantinedCount = 0
    /// Messages that nobody waited for any more.
    package var orphanCount = 0
    /// Bytes of the database and its log at the start.
    package var fileBytes = 0
    /// Where a damaged file was put aside, after what could be read was taken over.
    package var damagedFile: String?
    /// Rows that were taken over from it.
    package var salvagedCount = 0

    /// Nothing is known yet.
    package init() {}
}
