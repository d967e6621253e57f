import ArgumentParser
import BrokerConfiguration
import BrokerCore
import BrokerRuntime

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
        log.write([(.information, "apus running")])
        await interruption.wait()
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

    private func start(_ settings: BrokerSettings, _ log: BrokerLog) throws -> Broker {
        do throws(BrokerFault) {
            return try Broker(settings: settings, shardCount: shards, log: log)
        } catch {
            throw Failure.exit(1, StartText.lines(for: error))
        }
    }

    private func readSettings() throws -> BrokerSettings {
        let overrides = ConfigurationOverrides(port: port, logsEverything: verbose)
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
            throw Failure.exit(3, error.problems.map(\.text))
        }
    }
}
