internal import ArgumentParser
internal import BrokerAccess
internal import Identity

/// `apus scram`: makes or replaces a user's line of a scram_file.
struct SCRAMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scram",
        abstract: "Let a user prove its password by SCRAM-SHA-256.",
        discussion: """
            Reads the password from the standard input, and asks for it on a terminal. The file is \
            the one of scram_file in the broker's configuration; it never holds the password.

            Examples:
              apus scram /etc/mosquitto/scram pump-1
              apus scram /etc/mosquitto/scram pump-1 < secret
              apus pub --scram -u pump-1 -P secret -t pumps/1 -m on
            """
    )

    private static let fileBytesMax = 64 << 20

    @Option(help: "How often the password is hashed; at least 4096.")
    var iterations = SCRAMCredential.iterationsMin

    @Argument(help: "The file; it is made when it is missing.")
    var file: String

    @Argument(help: "The user's name.")
    var user: String

    func validate() throws {
        let bounds = SCRAMCredential.iterationsMin...SCRAMCredential.iterationsMax
        if !bounds.contains(iterations) {
            throw ValidationError(
                "--iterations \(iterations): from \(bounds.lowerBound) to \(bounds.upperBound).")
        }
        if !SCRAMFile.isUserName(user) {
            throw ValidationError(
                "A user name is printable ASCII without a colon, and does not begin with '#'.")
        }
    }

    func run() throws {
        let password = try readPassword()
        guard let credential = SCRAMCredential(password: password, iterations: iterations) else {
            throw Failure.exit(1, ["Error: OpenSSL could not compute SHA-256."])
        }
        do {
            let bytes = try SCRAMFile.replacing(
                user, with: credential, in: oldBytes(), file: file)
            try AtomicFile.write(bytes, to: file, mode: 0o600, replacing: true)
        } catch let refusal as SCRAMFileRefusal {
            throw Failure.exit(1, refusal.lines)
        } catch {
            throw Failure.exit(1, ["Error: \(error)"])
        }
    }

    private func oldBytes() throws(IdentityError) -> [UInt8] {
        do {
            return try AtomicFile.read(file, bytesMax: Self.fileBytesMax)
        } catch .file(_, .missing) {
            return []
        }
    }

    private func readPassword() throws -> String {
        guard let password = SecretPrompt.line("Password: ") else {
            throw Failure.exit(1, ["Error: no password came on the standard input."])
        }
        if !SCRAMCredential.isUsable(password) {
            throw Failure.exit(
                1, ["Error: a password is printable ASCII and not empty (RFC 5802 section 2.2)."])
        }
        if SecretPrompt.isTerminal, SecretPrompt.line("Once more: ") != password {
            throw Failure.exit(1, ["Error: the passwords differ; nothing was changed."])
        }
        return password
    }
}
