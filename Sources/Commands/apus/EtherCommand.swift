internal import ArgumentParser
internal import Chain
internal import Radio

/// `apus ether`: the air between simulated radios.
struct EtherCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ether",
        abstract: "Simulate the air between LoRa radios, over UDP on the loopback address.",
        discussion: """
            EXAMPLE
              apus ether --seed 7
            """)

    @Option(help: "The UDP port.")
    var port = EtherServer.defaultPort

    @Option(help: "The seed of all chance: the same seed gives the same fading.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port \(port) is no port; use 1 to 65535, or 0 for a free one")
        }
    }

    mutating func run() async throws {
        var settings = EtherSettings()
        settings.seed = seed
        let ether = try await ChainFailure.named {
            try await EtherServer.open(port: port, settings: settings) {
                ChainLog.observe(.ether($0))
            }
        }
        StandardStream.output("ether: listening on 127.0.0.1:\(ether.port)\n")
        await Interruption.wait()
        await ether.close()
    }
}
