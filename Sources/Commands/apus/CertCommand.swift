import ArgumentParser
import Identity

/// `apus cert`: identities of servers and devices.
struct CertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert",
        abstract: "Make identities of servers and devices, signed by the authority.",
        discussion: """
            Examples:
              apus cert server localhost 127.0.0.1
              apus cert device esp8266
            """,
        subcommands: [Server.self, Device.self]
    )
}

extension CertCommand {
    /// `apus cert server`: one identity with all names of a server.
    struct Server: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make one server's key and certificate, with all names clients use for it.",
            discussion: "Example: apus cert server mqtt.example.net 192.168.56.101"
        )

        @OptionGroup var folder: IdentityFolderOptions

        @Option(help: "How many days the certificate lasts; never longer than the authority.")
        var days = Lifetime.serverDays

        @Argument(help: "DNS names and IP addresses. The first one names the files.")
        var names: [String]

        func run() throws {
            let made = try folder.store.make(
                [.server(ServerNames(names))], days: days, replacing: folder.force)
            for identity in made { print(IdentityReport.server(identity, folder: folder)) }
        }
    }

    /// `apus cert device`: one identity for each name.
    struct Device: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and a certificate for each device.",
            discussion: "Example: apus cert device esp8266 kitchen-sensor"
        )

        @OptionGroup var folder: IdentityFolderOptions

        @Option(help: "How many days the certificates last; never longer than the authority.")
        var days = Lifetime.deviceDays

        @Argument(help: "The devices' names, which become their MQTT user names.")
        var names: [String]

        func run() throws {
            let devices = try names.map { try LeafProfile.device(DeviceName($0)) }
            let made = try folder.store.make(devices, days: days, replacing: folder.force)
            for identity in made { print(IdentityReport.device(identity, folder: folder)) }
        }
    }
}
