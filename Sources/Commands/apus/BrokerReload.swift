internal import BrokerConfiguration
internal import BrokerCore
internal import BrokerRuntime

/// Lets a running broker read its files again, and the configuration that names them.
struct BrokerReload: Sendable {
    let broker: Broker
    let log: BrokerLog
    /// Nil for a broker without one.
    let configFile: String?
    let overrides: ConfigurationOverrides

    /// Does what is asked for, one after the other, until the task is cancelled.
    func serve(_ requests: AsyncStream<ReloadRequests.Request>) async {
        for await request in requests {
            switch request {
            case .reload: broker.reload(settings())
            case .look: if broker.hasChangedFiles() { broker.reload() }
            }
        }
    }

    /// The configuration as it is by now; nil when it cannot be used.
    private func settings() -> BrokerSettings? {
        guard let configFile else { return nil }
        do throws(ConfigurationRefusal) {
            return try ConfigurationReader.read(file: configFile, overrides: overrides).settings
        } catch {
            log.write(error.problems.map { (type: .error, text: $0.text) })
            log.write([(.error, ReloadText.configurationKept)])
            return nil
        }
    }
}
