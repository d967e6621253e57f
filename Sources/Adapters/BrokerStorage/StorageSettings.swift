package import BrokerCore

/// Where the journal is kept and how sure each commit is.
package struct StorageSettings: Equatable, Sendable {
    /// Path of the SQLite file; its folder is made when it is missing.
    package var file: String
    /// What a power cut may take. A process that is killed loses nothing under any of them.
    ///
    /// - `sync`: nothing that was acknowledged. Every commit waits for the disk
    ///   (`synchronous=FULL`).
    /// - `interval`: what was acknowledged since the last synchronisation, which is that long ago
    ///   at most, and the time it takes. Commits do not wait; the log is synchronised every so
    ///   often, the database file at each checkpoint (`synchronous=NORMAL`).
    /// - `off`: anything, also what is old: the system writes when it likes and in any order
    ///   (`synchronous=OFF`).
    package var durability: Durability

    /// A file and what its commits are worth.
    package init(file: String, durability: Durability = .sync) {
        self.file = file
        self.durability = durability
    }
}
