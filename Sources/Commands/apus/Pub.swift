internal import ApusClient
internal import ArgumentParser
internal import Foundation

/// `apus pub`: publishes and leaves, as mosquitto_pub does.
struct Pub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publish messages, with mosquitto_pub's options.",
        usage: "apus pub -t TOPIC {-m TEXT | -f FILE | -n | -s | -l} [OPTIONS]",
        discussion: """
            EXAMPLE
              apus pub -h broker.example -t sensors/attic -m 21.4 -q 1
              apus pub -h broker.example -t sensors/attic -m 21.4 \\
                --cafile ca.crt --cert attic.crt --key attic.key
            """,
        helpNames: .long)

    @Option(name: .customShort("t"), parsing: .unconditional, help: "The topic.")
    var topic: String?

    @Option(name: .customShort("m"), parsing: .unconditional, help: "The message.")
    var message: String?

    @Option(
        name: .customShort("f"), parsing: .unconditional, help: "A file whose bytes to send.")
    var file: String?

    @Flag(name: .customShort("n"), help: "Send an empty message.")
    var isEmpty = false

    @Flag(name: .customShort("s"), help: "Send the whole standard input as one message.")
    var sendsInput = false

    @Flag(name: .customShort("l"), help: "Send each line of the standard input.")
    var sendsLines = false

    @Flag(name: .customShort("r"), help: "The broker keeps the message.")
    var isRetained = false

    @Option(
        name: .customShort("q"), parsing: .unconditional, help: "The quality of service, 0 to 2.")
    var qos = 0

    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        do throws(ClientFailure) {
            try await publish()
        } catch {
            if !connection.isQuiet { StandardStream.error(error.text) }
            throw ExitCode(error.exitCode)
        }
    }

    private func publish() async throws(ClientFailure) {
        let place = try connection.place()
        guard let topic = topic ?? place?.topic else {
            throw .usage("Both topic and message must be supplied.")
        }
        if topic.isEmpty || topic.contains(where: { $0 == "+" || $0 == "#" }) {
            throw .usage("Invalid publish topic '\(topic)', does it contain '+' or '#'?")
        }
        let payload = try payload()
        let message = Message(
            topic: topic, payload: payload ?? [], qos: try connection.quality(qos),
            isRetained: isRetained)
        var configuration = try connection.configuration()
        if !sendsLines { configuration.reconnect = .never }
        let version = configuration.version
        do throws(MQTTClientError) {
            let client = MQTTClient(configuration)
            try await client.connect()
            if sendsLines {
                try await sendLines(client, message)
            } else {
                try await client.publish(message)
            }
            await client.disconnect()
        } catch {
            throw .client(error, version)
        }
    }

    private func sendLines(
        _ client: MQTTClient, _ template: Message
    ) async throws(MQTTClientError) {
        var deliveries: [Delivery] = []
        var message = template
        for await line in StandardStream.lines() {
            message.payload = line
            deliveries.append(try await client.send(message))
            if deliveries.count == 256 {
                for delivery in deliveries { _ = try await delivery.completion() }
                deliveries.removeAll(keepingCapacity: true)
            }
        }
        for delivery in deliveries { _ = try await delivery.completion() }
    }

    /// Nil for lines, which come one by one.
    private func payload() throws(ClientFailure) -> [UInt8]? {
        let kinds = [message != nil, file != nil, isEmpty, sendsInput, sendsLines]
        switch kinds.count(where: { $0 }) {
        case 0: throw .usage("Both topic and message must be supplied.")
        case 1: break
        default: throw .usage("Only one type of message can be sent at once.")
        }
        if let message { return Array(message.utf8) }
        if sendsInput { return StandardStream.input() }
        if sendsLines { return nil }
        guard let file else { return [] }
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw .input("Unable to open file \"\(file)\".")
        }
    }
}
