import ArgumentParser
import Identity
import TokenKeys

/// `apus ca`: the authority that all identities come from.
struct CACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Make the authority that signs servers and devices.",
        discussion: "Example: apus ca init",
        subcommands: [Initialize.self, RevocationListCommand.self]
    )
}

extension CACommand {
    /// `apus ca init`: a new authority in a folder.
    struct Initialize: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Make a new authority: its key and its certificate, good for ten years.",
            discussion: """
                Examples:
                  apus ca init
                  apus ca init --name "Greenhouse CA" --dir /etc/apus/pki
                  apus ca init --key 'pkcs11:token=vault;object=ca?pin-source=/etc/apus/pin'
                """
        )

        @OptionGroup var authority: AuthorityOptions

        @Flag(help: "Replace files that are there; what the old authority signed is void then.")
        var force = false

        @Option(help: "The authority's name; a random part is added that keeps it distinct.")
        var name: String?

        @Option(help: "The kind of key; all devices and secure elements know p256.")
        var keyType = KeyType.p256

        @Option(
            help: ArgumentHelp(
                "A key in a token (RFC 7512); ca.key then holds its address, so that later "
                    + "commands find it.",
                valueName: "pkcs11:…"))
        var key: String?

        func validate() throws {
            guard let key else { return }
            if authority.caKey != nil {
                throw ValidationError("--key and --ca-key both name the authority's key")
            }
            if !TokenURI.isMeant(by: key) {
                throw ValidationError("--key takes pkcs11:…; a file's key is --ca-key FILE")
            }
        }

        func run() throws {
            if let key {
                TokenCaution.warn(of: key)
                let made = try authority.store.makeAuthority(
                    name: name, keyInToken: key, replacing: force)
                print(IdentityReport.authority(made, authority))
                return
            }
            let made = try authority.store.makeAuthority(
                name: name, keyType: keyType, replacing: force)
            print(IdentityReport.authority(made, authority))
        }
    }

    /// `apus ca crl`: the revocation list with a new end.
    struct RevocationListCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "crl",
            abstract: "Write the list of certificates that were taken back (ca.crl) again.",
            discussion: """
                A broker with `crlfile` refuses everybody once the list is over. Without --days it \
                lasts as long as the authority; every `apus cert revoke` writes it again.

                Examples:
                  apus ca crl
                  apus ca crl --days 30
                """
        )

        @OptionGroup var authority: AuthorityOptions

        @Option(help: "How many days the list lasts; never longer than the authority.")
        var days: Int?

        func run() throws {
            let list = try authority.store.renewRevocationList(days: days)
            print(RevocationReport.list(list))
        }
    }
}
