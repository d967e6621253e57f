<<<<<<< HEAD
internal import ArgumentParser

/// The one binary: a secure sensor chain in its subcommands.
=======
import ArgumentParser

>>>>>>> identity
@main
struct Apus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus",
<<<<<<< HEAD
        abstract: "A secure sensor chain: MQTT broker, clients, certificates, LoRa gateway.",
        discussion: """
            EXAMPLE
              apus sub -t 'sensors/#' -v
              apus pub -t sensors/attic -m 21.4
            """,
        subcommands: [
            Pub.self,
            Sub.self,
        ],
        helpNames: .long)

    /// Runs under the name by which the binary was called.
    static func main() async {
        await main(Invocation.arguments(CommandLine.arguments))
    }
=======
        abstract: "A secure sensor chain: broker, clients, identities, gateway.",
        subcommands: [
            CACommand.self,
            CertCommand.self,
        ]
    )
>>>>>>> identity
}
