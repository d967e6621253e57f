import ArgumentParser
import Foundation
import Identity

extension CertCommand {
    /// `apus cert renew`: certificates issued again before they end.
    struct Renew: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issue certificates again: same subject, names and use, and the same key.",
            discussion: """
                The old certificate stays good until its own end; `apus cert revoke` takes it \
                back. A folder NAME-device is written again, too.

                Examples:
                  apus cert renew localhost
                  apus cert renew kitchen-sensor --new-key
                  apus cert renew --expiring 30d
                """
        )

        @OptionGroup var authority: AuthorityOptions

        @Flag(help: "Make a new key, too.")
        var newKey = false

        @Option(help: "The kind of the new key; without it, the old one's.")
        var keyType: KeyType?

        @Option(help: "How many days the certificate lasts; never longer than the authority.")
        var days: Int?

        @Option(help: "Renew all that end within this time, such as 30d, 4w or 12h.")
        var expiring: Span?

        @OptionGroup var broker: KitBrokerOptions

        @Argument(help: "Names, as `apus cert list` shows them.")
        var names: [String] = []

        func validate() throws {
            if names.isEmpty == (expiring == nil) {
                throw ValidationError("Give names, or --expiring with a time.")
            }
            if keyType != nil, !newKey { throw ValidationError("--key-type needs --new-key.") }
        }

        func run() throws {
            let store = authority.store
            let wanted = try expiring.map { try Self.names(ending: $0, in: store) } ?? names
            if wanted.isEmpty { print("Nothing ends so soon.") }
            for name in wanted {
                let made = try store.renew(
                    name, days: days, newKey: newKey ? .replace(keyType) : .keep)
                var kit: String?
                if let parts = DeviceKit.parts(of: name, in: store.folder) {
                    let place = broker.place(in: store)
                    let renewed = DeviceKit(name, in: store.folder, parts: parts, broker: place)
                    _ = try renewed.write(from: store)
                    kit = renewed.path
                }
                print(IdentityReport.renewed(made, hasNewKey: newKey, kit: kit))
            }
        }

        private static func names(ending span: Span, in store: IdentityStore) throws -> [String] {
            let end = Date() + span.seconds
            return try store.survey().filter { standing in
                guard case .leaf = standing.role, let notAfter = standing.notAfter else {
                    return false
                }
                return notAfter < end && (standing.fault == nil || standing.fault == .expired)
            }.map(\.name)
        }
    }
}
