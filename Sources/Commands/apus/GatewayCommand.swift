internal import ApusClient
internal import ArgumentParser
internal import Chain
internal import Foundation
internal import LoRaFrames
internal import Radio

/// `apus gateway`: readings from the broker go out over LoRa.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Send readings from the broker over LoRa.",
        discussion: """
            EXAMPLE
              apus gateway -h localhost -p 8883 -t 'sensors/#' \\
                --keys apus-data/chain.keys --cafile apus-data/pki/ca.crt \\
                --cert apus-data/pki/gateway.crt --key apus-data/pki/gateway.key

            The key file has the lines aes_key, aes_iv and hs256_secret, each `name = value`.
            """,
        helpNames: .long)

    @Option(
        name: .customShort("t"), parsing: .unconditionalSingleValue,
        help: "A topic filter; may be repeated.")
    var filters: [String] = []

    @Option(help: "The form of frames: jwt, the sensor project's.")
    var frame = "jwt"

    @Option(help: "The file with the radio's keys.")
    var keys: String?

    @Option(help: "The receiver's address.")
    var to: UInt8 = 1

    @Option(help: "The gateway's own address.")
    var from: UInt8 = 10

    @Option(help: "Refuse to start when a full frame every so many seconds can never be legal.")
    var interval: Double?

    @OptionGroup var radio: RadioOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard frame == "jwt" else { throw ValidationError("--frame \(frame): there is jwt") }
        if filters.isEmpty { throw ValidationError("name a topic filter with -t") }
        if let interval, !(interval.isFinite && (0.001...86_400).contains(interval)) {
            throw ValidationError("--interval \(interval): use 0.001 to 86400 seconds")
        }
    }

    mutating func run() async throws {
        let tuning = try radio.settings()
        let settings = try ChainFailure.settings {
            try GatewaySettings(
                header: RadioHeadHeader(to: to, from: from), radio: tuning)
        }
        if let interval {
            // One block of plaintext: the shortest frame of the format.
            let legality = settings.legality(
                frameByteCount: 133, interval: .milliseconds(Int((interval * 1_000).rounded())))
            guard legality.isLegal else { throw ChainRunError.intervalNeverLegal(legality) }
        }
        let loaded = try ChainKeyFile.load(
            keys, environment: ProcessInfo.processInfo.environment)
        let configuration = try ChainFailure.settings { try connection.configuration() }
        let wishes = filters.map { TopicFilter($0, qos: .atLeastOnce) }
        let port = radio.ether
        try await ChainFailure.untilInterrupted {
            let radio = try await EtherRadio.open(
                tuning, at: Position(x: 0, y: 0), etherPort: port)
            let gateway = Gateway(
                settings: settings, keys: loaded, radio: radio, observe: ChainLog.observe)
            try await ChainClient.with(
                configuration, as: .gateway, observe: ChainLog.observe
            ) { client in
                try await gateway.run(try await client.subscribe(to: wishes))
            }
            await radio.close()
        }
    }
}
