internal import ArgumentParser
internal import Chain
internal import Foundation
internal import Radio

/// `apus receiver`: prints what comes over LoRa and verifies.
struct ReceiverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receiver",
        abstract: "Receive, verify and print readings that come over LoRa.",
        discussion: """
            EXAMPLE
              apus receiver --keys apus-data/chain.keys
            """)

    @Option(help: "The file with the radio's keys.")
    var keys: String?

    @Option(help: "The receiver's own address.")
    var address: UInt8 = Receiver.defaultAddress

    @Option(help: "How many metres from the gateway it stands in the simulated ether.")
    var distance: Int32 = 2

    @OptionGroup var radio: RadioOptions

    mutating func run() async throws {
        let loaded = try ChainKeyFile.load(
            keys, environment: ProcessInfo.processInfo.environment)
        let receiver = Receiver(keys: loaded, address: address)
        let settings = try radio.settings()
        let (position, port) = (Position(x: distance, y: 0), radio.ether)
        try await ChainFailure.untilInterrupted {
            let radio = try await EtherRadio.open(settings, at: position, etherPort: port)
            await receiver.run(radio, observe: ChainLog.observe)
            await radio.close()
        }
    }
}
