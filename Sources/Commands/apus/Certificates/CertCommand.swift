import ArgumentParser
import Identity

/// `apus cert`: identities of servers and devices.
struct CertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert",
        abstract: "Make, sign, renew, revoke, show and deliver identities.",
        discussion: """
            Examples:
              apus cert server localhost 127.0.0.1
              apus cert device esp8266
              apus cert list --expiring 30d
              apus cert revoke esp8266
            """,
        subcommands: [
            Server.self, Device.self, Request.self, Sign.self, Renew.self, Revoke.self, Show.self,
            List.self, Check.self, PKCS12.self, Send.self,
        ]
    )
}
