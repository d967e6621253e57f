import ArgumentParser
import Identity

extension CertCommand {
    /// `apus cert csr`: a key here, and a request for an authority elsewhere.
    struct Request: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "csr",
            abstract: "Make a key and a signing request, for an authority elsewhere.",
            discussion: """
                A first name with a dot or a colon, or `localhost`, is a server's: all names then \
                stand in one request. Other names are devices': a request for each. --server and \
                --device say it outright.

                Examples:
                  apus cert csr kitchen-sensor
                  apus cert csr mqtt.example.net 192.168.56.101
                  apus cert csr attic --key 'pkcs11:token=attic;object=sensor?pin-source=pin'
                """
        )

        @OptionGroup var folder: IdentityFolderOptions

        @OptionGroup var kind: LeafKindOptions

        @Flag(help: "Replace files that are there.")
        var force = false

        @Option(
            help: ArgumentHelp(
                "A key that exists already, in a file or a token; none is made then.",
                valueName: "file|pkcs11:…"))
        var key: String?

        @Option(help: "The kind of key; all devices and secure elements know p256.")
        var keyType = KeyType.p256

        @Argument(help: "Devices' names, or all names of one server.")
        var names: [String]

        func validate() throws {
            if key != nil, names.count > 1, concludedKind == .device {
                throw ValidationError("One key is for one device: give one name with --key.")
            }
        }

        func run() throws {
            let profiles: [LeafProfile] =
                switch concludedKind {
                case .server: try [.server(ServerNames(names))]
                case .device: try names.map { .device(try DeviceName($0)) }
                }
            if let key { TokenCaution.warn(of: key) }
            let made = try folder.store.makeRequests(
                profiles, keyType: keyType, existingKey: key, replacing: force)
            for request in made { print(RequestReport.made(request)) }
        }

        private var concludedKind: LeafKind {
            let first = names.first ?? ""
            let isHost = first.contains(".") || first.contains(":") || first == "localhost"
            return kind.kind ?? (isHost ? .server : .device)
        }
    }
}
