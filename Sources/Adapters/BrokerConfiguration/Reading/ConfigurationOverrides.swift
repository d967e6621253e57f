/// What the command line says beside the configuration file.
package struct ConfigurationOverrides: Hashable, Sendable {
    /// `-p`: the port of the loopback listeners; without effect once the file has a listener.
    package var port: UInt16?

    /// `-v`: every kind of log line.
    package var logsEverything: Bool

    /// By default nothing.
    package init(port: UInt16? = nil, logsEverything: Bool = false) {
        self.port = port
        self.logsEverything = logsEverything
    }
}
