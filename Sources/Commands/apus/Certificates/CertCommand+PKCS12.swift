import ArgumentParser
import FaultCatalogue
import Foundation
import Identity

extension CertCommand {
    /// `apus cert p12`: key and certificates in one file under a password.
    struct PKCS12: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "p12",
            abstract: "Write key, certificate and authority into one PKCS #12 file (NAME.p12).",
            discussion: """
                For Windows, macOS 15, Android, browsers, Java and MQTT Explorer. The password \
                comes from --password-file, --password-env, or the standard input; a terminal is \
                asked. It is never an argument, which everybody on this machine could read.

                Examples:
                  apus cert p12 kitchen-sensor
                  apus cert p12 kitchen-sensor --password-file secret.txt
                """
        )

        @OptionGroup var folder: IdentityFolderOptions

        @Flag(help: "Replace the file that is there.")
        var force = false

        @Option(help: "The file whose first line is the password.")
        var passwordFile: String?

        @Option(help: "The environment variable that holds the password.")
        var passwordEnv: String?

        @Argument(help: "The name, as `apus cert list` shows it.")
        var name: String

        private static let fileBytesMax = 4_096

        func validate() throws {
            if passwordFile != nil, passwordEnv != nil {
                throw ValidationError("--password-file and --password-env exclude each other.")
            }
        }

        func run() throws {
            let path = try folder.store.writePKCS12(name, password: password(), replacing: force)
            print(
                """
                Wrote key, certificate and authority of \(Printable.text(name)).

                  \(path)   (keep it secret)

                Look into it:

                  openssl pkcs12 -in \(ShellWord(path)) -info -nokeys

                """)
        }

        private func password() throws -> String {
            if let passwordEnv {
                guard let text = ProcessInfo.processInfo.environment[passwordEnv] else {
                    throw Failure.exit(
                        1, ["Error: the environment has no \(Printable.text(passwordEnv))."])
                }
                return text
            }
            if let passwordFile {
                let bytes = try AtomicFile.read(passwordFile, bytesMax: Self.fileBytesMax)
                let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
                return String(decoding: line, as: UTF8.self)
            }
            guard let typed = SecretPrompt.line("Password: ") else {
                throw Failure.exit(1, ["Error: no password came on the standard input."])
            }
            if SecretPrompt.isTerminal, SecretPrompt.line("Once more: ") != typed {
                throw Failure.exit(1, ["Error: the passwords differ; nothing was written."])
            }
            return typed
        }
    }
}
