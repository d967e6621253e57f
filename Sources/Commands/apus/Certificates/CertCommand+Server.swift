import ArgumentParser
import Identity

extension CertCommand {
    /// `apus cert server`: one identity with all names of a server.
    struct Server: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make one server's key and certificate, with all names clients use for it.",
            discussion: "Example: apus cert server mqtt.example.net 192.168.56.101"
        )

        @OptionGroup var authority: AuthorityOptions

        @Flag(help: "Replace files that are there.")
        var force = false

        @Option(help: "How many days the certificate lasts; never longer than the authority.")
        var days = Lifetime.serverDays

        @Option(help: "The kind of key; all devices and secure elements know p256.")
        var keyType = KeyType.p256

        @Argument(help: "DNS names and IP addresses. The first one names the files.")
        var names: [String]

        func run() throws {
            let made = try authority.store.make(
                [.server(ServerNames(names))], keyType: keyType, days: days, replacing: force)
            for identity in made {
                print(IdentityReport.server(identity, store: authority.store))
            }
        }
    }
}
