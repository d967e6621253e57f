import ArgumentParser
import Identity

extension CertCommand {
    /// `apus cert sign`: a certificate for somebody else's key.
    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a request (CSR) of Apus, openssl or a secure element.",
            discussion: """
                Only the request's key, its common name and its names of servers are taken; all \
                else comes from us, and what was declined is said. A request that asks for names \
                of servers becomes a server's certificate, any other a device's; --server and \
                --device say it outright. Look before you sign: apus cert show FILE.csr

                Examples:
                  apus cert sign kitchen-sensor.csr
                  apus cert sign /media/usb/broker.csr --server --days 90
                """
        )

        @OptionGroup var authority: AuthorityOptions

        @OptionGroup var kind: LeafKindOptions

        @Flag(help: "Replace the certificate that is there.")
        var force = false

        @Option(help: "How many days the certificate lasts; never longer than the authority.")
        var days: Int?

        @Argument(help: "The request's file (PEM).")
        var file: String

        func run() throws {
            let request = try RequestFile(reading: file)
            let made = try authority.store.sign(
                request, as: kind.kind, days: days, replacing: force)
            print(RequestReport.signed(made, request: request, store: authority.store))
        }
    }
}
