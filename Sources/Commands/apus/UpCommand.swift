internal import ArgumentParser
internal import BrokerCore
internal import BrokerRuntime
internal import Chain
internal import Foundation

/// `apus up`: the whole chain in one process.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run the whole chain: sensor, broker, gateway, LoRa, receiver.",
        discussion: """
            EXAMPLE
              apus up
              apus up --for 20s --source load --interval 5
              apus up --sensor-key 'pkcs11:token=attic;object=sensor?pin-source=/etc/apus/pin'
            """)

    @Option(help: "The folder of identities and keys; made on the first run.")
    var dir = "./apus-data"

    @Option(name: .customLong("for"), help: "End after this time, such as 10s, 5m or 1h.")
    var limit: String?

    @Option(help: "The broker's port for plain MQTT, on the loopback address.")
    var port = 1883

    @Option(name: .customLong("tls-port"), help: "The broker's port for mutual TLS.")
    var tlsPort = 8883

    @Option(
        name: .customLong("sensor-key"),
        help: ArgumentHelp(
            "The sensor's key in a token (RFC 7512), instead of one in the folder.",
            valueName: "pkcs11:…"))
    var sensorKey: String?

    @Option(
        name: .customLong("sensor-cert"),
        help: "The certificate of that key (PEM); without it the chain's own CA makes one.")
    var sensorCertificate: String?

    @OptionGroup var readings: SourceOptions

    func validate() throws {
        for (name, number) in [("--port", port), ("--tls-port", tlsPort)]
        where !(1...65_535).contains(number) {
            throw ValidationError("\(name) \(number) is no port; use 1 to 65535")
        }
        if port == tlsPort { throw ValidationError("--port and --tls-port must differ") }
        if sensorCertificate != nil, sensorKey == nil {
            throw ValidationError("--sensor-cert belongs to --sensor-key")
        }
        if let limit, Self.duration(limit) == nil {
            throw ValidationError("--for \(limit): write a number and s, m or h, such as 10s")
        }
    }

    /// Runs the chain until its time is up, Ctrl-C comes or a part fails.
    func run() async throws {
        let plan = try plan()
        let brokerLog = try BrokerLog(LoggingSettings(types: [.error, .warning]))
        let log = UpLog(origin: ContinuousClock.now)
        try await ChainFailure.untilInterrupted(for: limit.flatMap(Self.duration)) {
            try await ChainRun(
                plan,
                startBroker: { broker, whenReady in
                    try await broker.run(log: brokerLog, whenReady: whenReady)
                },
                observe: log.observe
            ).run {
                StandardStream.output(UpGreeting.text(plan))
            }
        }
        let summary = log.summary
        StandardStream.output("\n" + summary.lines.map { $0 + "\n" }.joined())
        if !summary.isSuccess { throw ExitCode(1) }
    }

    private func plan() throws -> ChainPlan {
        if let sensorKey { TokenCaution.warn(of: sensorKey) }
        let folder = try ChainFolder(
            preparing: dir, sensorKey: sensorKey, sensorCertificate: sensorCertificate)
        return try ChainFailure.settings {
            try ChainPlan(
                folder: folder, port: port, tlsPort: tlsPort, source: try source(),
                interval: readings.pause, gateway: try GatewaySettings())
        }
    }

    /// Without a wish the temperature, and the load where there is no thermometer.
    private func source() throws -> ReadingSource {
        if let chosen = try readings.chosen() { return chosen }
        do {
            _ = try ReadingReader(.cpuTemperature).read()
            return .cpuTemperature
        } catch {
            StandardStream.output(
                "No CPU temperature on this machine: the sensor reads the load.\n")
            return .load
        }
    }

    /// A number with s, m or h behind it.
    private static func duration(_ text: String) -> Duration? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
        guard let last = text.last, let unit = units[last], let number = Double(text.dropLast()),
            number > 0, number * unit <= 31_536_000
        else { return nil }
        return .milliseconds(Int(number * unit * 1_000))
    }
}
