internal import ApusClient
internal import ArgumentParser
internal import Chain

/// `apus sensor`: publishes readings of this machine.
struct SensorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensor",
        abstract: "Publish readings of this machine over MQTT.",
        discussion: """
            EXAMPLE
              apus sensor -h localhost -p 8883 -t sensors/attic/load --source load \\
                --cafile apus-data/pki/ca.crt --cert apus-data/pki/sensor.crt \\
                --key apus-data/pki/sensor.key
              tail -f readings.txt | apus sensor -t sensors/attic/log --source stdin
            """,
        helpNames: .long)

    @Option(
        name: .customShort("t"), parsing: .unconditional,
        help: "The topic. (default: sensors/ID/SOURCE)")
    var topic: String?

    @OptionGroup var readings: SourceOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let source = try readings.chosen() ?? .cpuTemperature
        let topic = topic ?? "sensors/\(connection.clientID ?? "sensor")/\(source.name)"
        // QoS 0 is what is asked for only when -q is given; a reading is worth an acknowledgement.
        let sensor = Sensor(
            topic: topic, source: source, interval: readings.pause, qos: .atLeastOnce,
            observe: ChainLog.observe)
        let configuration = try ChainFailure.settings { try connection.configuration() }
        try await ChainFailure.untilInterrupted {
            try await ChainClient.with(
                configuration, as: .sensor, observe: ChainLog.observe, work: sensor.run)
        }
    }
}
