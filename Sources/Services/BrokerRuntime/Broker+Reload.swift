package import BrokerCore

extension Broker {
    /// Reads certificates, keys, authorities, revocation lists and users again, and disconnects the
    /// clients that may not stay. What cannot be read stays as it was, and the log says so. To be
    /// called by one task at a time.
    /// - Parameter settings: names the files, where the configuration has changed; listeners that
    ///   are not open, and all other rules, wait for a restart.
    package func reload(_ settings: BrokerSettings? = nil) { reloading.reload(settings?.listeners) }

    /// Whether a file that ``reload(_:)`` reads is another than the one that was read last, and has
    /// stayed so since this was asked before: who writes several files, or one in pieces, is not
    /// done with the first.
    package func hasChangedFiles() -> Bool { reloading.hasChangedFiles() }
}
