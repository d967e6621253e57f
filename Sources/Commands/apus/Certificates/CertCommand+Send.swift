import ArgumentParser
import Identity

extension CertCommand {
    /// `apus cert send`: an identity to the machine that needs it.
    struct Send: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy an identity to another machine with the system's scp.",
            discussion: """
                Copies NAME.crt, NAME.key and ca.crt, and to a server ca.crl as well if there is \
                one; the key is readable by its owner alone on both sides. Never copies ca.key. \
                The folder PATH must exist there; ~/.ssh/config is obeyed.

                Examples:
                  apus cert send mqtt.example.net pi@192.168.1.5:certs/
                  apus cert send kitchen-sensor pi@kitchen:
                """
        )

        @OptionGroup var folder: IdentityFolderOptions

        @Option(name: [.customShort("P"), .long], help: "The port of the machine's ssh.")
        var port: UInt16?

        @Argument(help: "The name, as `apus cert list` shows it.")
        var name: String

        @Argument(help: "USER@HOST:PATH, where PATH is a folder; without one, the home folder.")
        var destination: RemotePlace

        func run() throws {
            let files = try folder.store.filesToSend(name)
            // -p keeps the rights, which are set on our side: nothing is said to a remote shell.
            let options = ["-p"] + (port.map { ["-P", String($0)] } ?? [])
            let status: Int32
            do {
                status = try ForegroundProgram.run(
                    ["scp"] + options + ["--"] + files + [destination.text])
            } catch {
                throw Failure.exit(1, ["Error: \(error)"])
            }
            guard status == 0 else {
                throw Failure.exit(1, ["Error: scp failed (\(status)); see its message above."])
            }
            print(SendReport.text(files, to: destination))
        }
    }
}
