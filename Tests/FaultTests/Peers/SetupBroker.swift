import BrokerConfiguration
import BrokerCore
import BrokerRuntime
import BrokerTransport
import Foundation
import MQTTProbe
import Misconfigurations
import NIOCore
import StockPeers

/// Our broker as a setup's configuration tells it, on a free port of loopback.
final class SetupBroker {
    private let events = EventRecord()
    private let broker: Broker
    private let log: String
    private var isStopped = false

    /// Starts it.
    init(_ setup: Setup, log: String) throws {
        let text = (["listener 1883 127.0.0.1"] + setup.brokerLines).joined(separator: "\n") + "\n"
        var settings = try ConfigurationReader.read(text: text, file: "mosquitto.conf").settings
        settings.listeners[0].address = .tcp(host: "127.0.0.1", port: 0)
        settings.persistence = PersistenceSettings()
        settings.logging = LoggingSettings(
            destinations: [.file(path: setup.folder.path(log))], types: .all, timestamp: .none)
        self.log = setup.folder.path(log)
        broker = try Broker(
            settings: settings, shardCount: 1, log: try BrokerLog(settings.logging),
            observer: { [events] in events.take($0) })
    }

    deinit { stop() }

    /// Where it listens.
    var port: Int { broker.listeners[0].port.map { Int($0) } ?? 0 }

    /// Returns when a connection was refused, failed or ended.
    func sawAnEnd() async throws {
        let events = events
        try await Bound.within(.seconds(5)) {
            try await events.first("an end") { event -> Void? in
                switch event {
                case .linkFailed, .broker(.refused, _), .broker(.ended, _): ()
                default: nil
                }
            }
        }
    }

    /// Ends it and answers what it wrote to its log.
    func finalLog() throws -> String {
        stop()
        return try String(contentsOfFile: log, encoding: .utf8)
    }

    private func stop() {
        if isStopped { return }
        isStopped = true
        broker.stop()
    }
}
