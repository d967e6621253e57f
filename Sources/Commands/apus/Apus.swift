import ArgumentParser

@main
struct Apus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus",
        abstract: "A secure sensor chain: broker, clients, identities, gateway.",
        subcommands: [
            CACommand.self,
            CertCommand.self,
        ]
    )
}
