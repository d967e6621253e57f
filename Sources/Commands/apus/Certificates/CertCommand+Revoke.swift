import ArgumentParser
import Identity

extension CertCommand {
    /// `apus cert revoke`: what was lost or stolen counts no more.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take certificates back, and write the list ca.crl that brokers check.",
            discussion: """
                A name stands for every certificate that was issued under it, renewed ones and \
                older ones alike; a file or a serial number for one certificate.

                Examples:
                  apus cert revoke kitchen-sensor --reason keyCompromise
                  apus cert revoke ./found.crt
                  apus cert revoke 4F:1D:22:…
                """
        )

        @OptionGroup var authority: AuthorityOptions

        @Option(help: "Why.")
        var reason = RevocationReason.unspecified

        @Option(help: "How many days the list lasts; without it, as long as the authority.")
        var days: Int?

        @Argument(help: "Names, certificate files or serial numbers.")
        var targets: [String]

        func run() throws {
            let list = try authority.store.revoke(targets, reason: reason, days: days)
            print(RevocationReport.revoked(list))
        }
    }
}
