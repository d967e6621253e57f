import ArgumentParser
import Identity

extension CertCommand {
    /// `apus cert show`: what a file says.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show certificates, requests, revocation lists and the kinds of keys.",
            discussion: """
                Shows everything in a file, PEM or DER. Of a private key only its kind is shown.

                Examples:
                  apus cert show localhost
                  apus cert show /etc/mosquitto/certs/server.crt pump.csr ca.crl
                """
        )

        @OptionGroup var folder: IdentityFolderOptions

        @Argument(help: "Names of the folder, or files.")
        var targets: [String]

        func run() throws {
            let store = folder.store
            var isReadable = true
            for (index, target) in targets.enumerated() {
                let file = try IdentityFile(reading: store.path(toShow: target))
                if index > 0 { print("") }
                let report = ShownFile(file, store: store)
                print(report.text)
                isReadable = isReadable && report.isReadable
            }
            if !isReadable { throw ExitCode(1) }
        }
    }
}
