import BrokerCore

extension BrokerDraft {
    /// The broker's settings, and what is wrong between options that are right one by one.
    func resolved(
        with overrides: ConfigurationOverrides, reporting problems: inout [ConfigurationProblem]
    ) -> BrokerSettings {
        var result = settings
        result.processIDFile = processIDFile
        result.logging.destinations = logDestinations ?? result.logging.destinations
        result.logging.types = overrides.logsEverything ? .all : logTypes ?? .standard
        result.logging.timestamp = timestamp
        result.listeners =
            listeners.isEmpty
            ? loopbackListeners(port: overrides.port ?? 1883)
            : listeners.map { listener in
                listener.settings(
                    sharing: hasRulesPerListener ? listener.access : access,
                    reporting: &problems)
            }
        return result
    }

    private func loopbackListeners(port: UInt16) -> [ListenerSettings] {
        ListenerSettings.loopback(port: port).map { loopback in
            var listener = loopback
            listener.isAnonymousAllowed = access.isAnonymousAllowed ?? true
            listener.passwordFile = access.passwordFile
            listener.scramFile = access.scramFile
            listener.isZeroLengthClientIDAllowed = access.isZeroLengthClientIDAllowed
            if let prefix = access.assignedClientIDPrefix {
                listener.assignedClientIDPrefix = prefix
            }
            return listener
        }
    }

    private var timestamp: LogTimestamp {
        guard hasLogTimestamp else { return .none }
        return logTimestampFormat.map(LogTimestamp.format) ?? .epochSeconds
    }
}
