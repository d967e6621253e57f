import Foundation
import Synchronization
import Testing

/// Makes certificates with the `openssl` command and asks it what it thinks of them.
final class Workshop {
    /// What `openssl` said when it should have said nothing.
    struct Refusal: Error {
        let arguments: [String]
        let text: String
    }

    let folder: URL
    private var keys: Set<String> = []
    // Keys that another workshop made already: making them is half of the work.
    private static let keyRing = Mutex<[String: String]>([:])
    private var fileCount = 0

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // A folder that cannot be removed is the system's to clean up.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs to the end; the status and everything that was said.
    func run(
        _ arguments: [String], program: String = "/usr/bin/openssl"
    ) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    /// Runs what must succeed.
    @discardableResult
    func openssl(_ arguments: [String]) throws -> String {
        let (status, text) = try run(arguments)
        guard status == 0 else { throw Refusal(arguments: arguments, text: text) }
        return text
    }

    /// Runs a command line that must succeed.
    func shell(_ command: String) throws {
        let (status, text) = try run(["-c", command], program: "/bin/sh")
        guard status == 0 else { throw Refusal(arguments: [command], text: text) }
    }

    /// Reads a certificate that somebody else made.
    func read(_ path: String) throws -> Made {
        try Made(file: path, key: "", in: URL(fileURLWithPath: "/"))
    }

    /// Writes a file of its own.
    func write(_ text: String, extension kind: String) throws -> String {
        fileCount += 1
        let name = "\(fileCount).\(kind)"
        try Data(text.utf8).write(to: folder.appending(path: name))
        return name
    }

    /// The file of a key, which is made when it is first asked for. What follows the first dot
    /// tells keys of a kind apart: `P-256.b`, `rsa:1024`, `ED25519`.
    func key(_ name: String) throws -> String {
        let file = name.replacingOccurrences(of: ":", with: "-") + ".key"
        guard keys.insert(name).inserted else { return file }
        if let pem = Self.keyRing.withLock({ $0[name] }) {
            try Data(pem.utf8).write(to: folder.appending(path: file))
            return file
        }
        let kind = name.split(separator: ".").first.map(String.init) ?? name
        var options: [String]
        if kind.hasPrefix("rsa:") {
            options = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(kind.dropFirst(4))"]
        } else if kind == "explicit" {
            options = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            options += ["-pkeyopt", "ec_param_enc:explicit"]
        } else if kind.hasPrefix("ED") {
            options = ["-algorithm", kind]
        } else {
            options = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:\(kind)"]
        }
        try openssl(["genpkey"] + options + ["-out", file])
        let pem = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        Self.keyRing.withLock { $0[name] = pem }
        return file
    }

    /// Makes a certificate; without an issuer it signs itself, without extensions it is of version
    /// 1.
    func make(
        _ subject: String, key: String = "P-256", by issuer: Made? = nil,
        _ extensions: [String] = [], days: Int = 365, options: [String] = []
    ) throws -> Made {
        let settings = "[req]\ndistinguished_name=name\nutf8=yes\n[name]\n[more]\n"
        let configuration = try write(
            settings + extensions.joined(separator: "\n") + "\n", extension: "cnf")
        let file = try write("", extension: "crt")
        var arguments = ["req", "-x509", "-new", "-config", configuration, "-utf8", "-batch"]
        arguments += ["-key", try self.key(key), "-subj", subject, "-days", "\(days)"]
        if !extensions.isEmpty { arguments += ["-extensions", "more"] }
        if let issuer { arguments += ["-CA", issuer.file, "-CAkey", try self.key(issuer.key)] }
        try openssl(arguments + options + ["-out", file])
        return try Made(file: file, key: key, in: folder)
    }

    /// One file that holds all of these.
    func bundle(_ made: [Made]) throws -> String {
        try write(made.map(\.pem).joined(), extension: "pem")
    }

    /// A revocation list of the issuer that takes these back.
    func list(
        of issuer: Made, revoking revoked: [Made] = [], reason: String? = nil, days: Int = 30,
        extensions: [String] = ["authorityKeyIdentifier=keyid"], named: Made? = nil
    ) throws -> MadeList {
        let database = try write("", extension: "index")
        let settings = """
            [ca]
            default_ca=authority
            [authority]
            database=\(database)
            certificate=\((named ?? issuer).file)
            private_key=\(try key(issuer.key))
            default_md=sha256
            default_crl_days=\(days)
            crl_extensions=more
            [more]
            \(extensions.joined(separator: "\n"))
            """
        let configuration = try write(settings, extension: "cnf")
        for made in revoked {
            let why = reason.map { ["-crl_reason", $0] } ?? []
            try openssl(["ca", "-config", configuration, "-revoke", made.file] + why)
        }
        let file = try write("", extension: "crl")
        try openssl(["ca", "-config", configuration, "-gencrl", "-out", file])
        return try MadeList(file: file, in: folder)
    }
}
