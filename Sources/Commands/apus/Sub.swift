internal import ApusClient
internal import ArgumentParser

/// `apus sub`: prints what comes, as mosquitto_sub does.
struct Sub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print messages, with mosquitto_sub's options.",
        usage: "apus sub -t FILTER... [OPTIONS]",
        discussion: """
            EXAMPLE
              apus sub -h broker.example -t 'sensors/#' -v
              apus sub -h broker.example -t 'sensors/#' -C 1 -W 10 \\
                --cafile ca.crt --cert attic.crt --key attic.key
            """,
        helpNames: .long)

    @Option(
        name: .customShort("t"), parsing: .unconditionalSingleValue,
        help: "A topic filter; may be repeated.")
    var filters: [String] = []

    @Option(
        name: .customShort("C"), parsing: .unconditional,
        help: "Leave after that many messages.")
    var countMax: Int?

    @Option(
        name: .customShort("W"), parsing: .unconditional, help: "Leave after that many seconds.")
    var secondsMax: Int?

    @Flag(name: .customShort("v"), help: "Print the topic before each message.")
    var isVerbose = false

    @Flag(name: .customShort("N"), help: "Print no end of line after each message.")
    var isBare = false

    @Flag(name: .customShort("R"), help: "Leave out messages that the broker had kept.")
    var skipsRetained = false

    @Flag(name: .customShort("E"), help: "Leave as soon as the broker confirmed all filters.")
    var leavesAtOnce = false

    @Option(
        name: .customShort("q"), parsing: .unconditional, help: "The quality of service, 0 to 2.")
    var qos = 0

    @OptionGroup var connection: ConnectionOptions

    /// How the reading ended.
    private enum Ending {
        case enough
        case timedOut
        case failed(MQTTClientError)
    }

    mutating func run() async throws {
        do throws(ClientFailure) {
            if try await !subscribe() { throw .timedOut }
        } catch {
            if !connection.isQuiet { StandardStream.error(error.text) }
            throw ExitCode(error.exitCode)
        }
    }

    /// False when the time was up.
    private func subscribe() async throws(ClientFailure) -> Bool {
        let place = try connection.place()
        let quality = try connection.quality(qos)
        let wishes = (filters + (place?.topic.map { [$0] } ?? [])).map {
            TopicFilter($0, qos: quality)
        }
        if wishes.isEmpty { throw .usage("You must specify a topic to subscribe to.") }
        if let countMax, countMax < 1 {
            throw .usage("Invalid message count \"\(countMax)\".")
        }
        if let secondsMax, secondsMax < 1 {
            throw .usage("Invalid timeout \"\(secondsMax)\".")
        }
        let configuration = try connection.configuration()
        let client = MQTTClient(configuration)
        let ending = await withTaskGroup(of: Ending.self) { group in
            group.addTask { await read(client, wishes) }
            if let secondsMax {
                group.addTask {
                    try? await Task.sleep(for: .seconds(secondsMax))  // cancelled: nobody asks
                    return .timedOut
                }
            }
            group.addTask {
                await Interruption.wait(); return .enough
            }
            let ending = await group.next() ?? .enough
            group.cancelAll()
            await client.disconnect()
            return ending
        }
        switch ending {
        case .enough: return true
        case .timedOut: return false
        case .failed(let error): throw .client(error, configuration.version)
        }
    }

    private func read(_ client: MQTTClient, _ wishes: [TopicFilter]) async -> Ending {
        do throws(MQTTClientError) {
            try await client.connect()
            let subscription = try await client.subscribe(to: wishes)
            if connection.isDebugging {
                let levels = subscription.granted.map { "\($0.rawValue)" }
                StandardStream.output("Subscribed (mid: 1): \(levels.joined(separator: ", "))\n")
            }
            if leavesAtOnce { return .enough }
            var count = 0
            for try await message in subscription {
                if skipsRetained && message.isRetained { continue }
                show(message)
                count += 1
                if count == countMax { break }
            }
            return .enough
        } catch {
            return .failed(error)
        }
    }

    private func show(_ message: Message) {
        var line: [UInt8] = []
        if isVerbose {
            line += message.topic.utf8
            line += " ".utf8
            if message.payload.isEmpty { line += "(null)".utf8 }
        }
        line += message.payload
        if !isBare { line += "\n".utf8 }
        StandardStream.output(line)
    }
}
