import ArgumentParser
import BrokerConfiguration
import BrokerCore
import BrokerRuntime
import FaultCatalogue
import Foundation
import TLSDoctor

/// `apus broker`: what mosquitto is, with its options.
struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Run an MQTT broker; reads mosquitto.conf.",
        discussion: """
            Examples:
              apus broker -v
              apus broker -c /etc/mosquitto/mosquitto.conf

            Without a configuration file it listens on port 1883 of this machine only, and lets \
            anonymous clients in. Sessions and messages outlive its end: the log says in which \
            file (persistence_location).
            """,
        helpNames: [.short, .long]
    )

    @Option(name: [.customShort("c"), .long], help: "The configuration file.")
    var configFile: String?

    @Option(
        name: [.short, .long],
        help: "The port on loopback; without effect once the file has a listener.")
    var port: UInt16?

    @Flag(name: [.short, .long], help: "Log everything, every packet too.")
    var verbose = false

    @Flag(help: "Check the configuration file and exit.")
    var testConfig = false

    @Option(help: "Threads; by default one per processor that this process may use.")
    var shards: Int?

    @Flag(
        help: """
            Read certificates, keys, authorities, revocation lists and users again when their \
            files change, not only on SIGHUP.
            """)
    var watch = false

    func validate() throws {
        if let shards, !(1...64).contains(shards) {
            throw ValidationError("--shards \(shards): from 1 to 64.")
        }
    }

    func run() async throws {
        let settings = try readSettings()
        if testConfig { return }
        let log: BrokerLog
        do throws(LogFault) {
            log = try BrokerLog(settings.logging)
        } catch {
            throw Failure.exit(1, ["Error: \(error)"])
        }
        let file = try ProcessIDFile(path: settings.processIDFile)
        defer { file.remove() }
        let broker = try start(settings, log)
        let interruption = Interruption()
        let requests = await ReloadRequests()
        log.write([(.information, "apus running")])
        let reload = BrokerReload(
            broker: broker, log: log, configFile: configFile, overrides: overrides)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [all = requests.all] in await reload.serve(all) }
            if watch { group.addTask { [beat = requests.beat] in await beat.goOn() } }
            await interruption.wait()
            group.cancelAll()
        }
        log.write([(.information, "apus terminating")])
        if !broker.stop() {
            throw Failure.exit(
                1,
                [
                    "Error: not everything could be written to disk; nothing of that was "
                        + "acknowledged."
                ])
        }
    }

    private var overrides: ConfigurationOverrides {
        ConfigurationOverrides(port: port, logsEverything: verbose)
    }

    private func start(_ settings: BrokerSettings, _ log: BrokerLog) throws -> Broker {
        do throws(BrokerFault) {
            return try Broker(settings: settings, shardCount: shards, log: log)
        } catch {
            var lines = StartText.lines(for: error)
            if case .tls = error { lines += diagnoses }
            throw Failure.exit(1, lines)
        }
    }

    /// What the doctor says of the configuration's files: the fault, whose name explains it.
    private var diagnoses: [String] {
        guard let configFile else { return [] }
        let now = Int64(Date().timeIntervalSince1970)
        return FileDoctor.examine([configFile], now: now).faults
            .filter { $0.id != .configurationRefused }.map(\.line)
    }

    private func readSettings() throws -> BrokerSettings {
        do throws(ConfigurationRefusal) {
            let read =
                if let configFile {
                    try ConfigurationReader.read(file: configFile, overrides: overrides)
                } else {
                    try ConfigurationReader.read(text: "", file: "", overrides: overrides)
                }
            for warning in read.warnings { StandardStream.error("apus: \(warning.text)") }
            return read.settings
        } catch {
            throw Failure.exit(3, error.problems.map(\.text) + diagnoses)
        }
    }
}
