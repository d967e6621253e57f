import BrokerCore

/// The users of one SCRAM file; a value, read whole or not at all.
package struct SCRAMFile: Equatable, Sendable {
    private let credentialsByUser: [String: SCRAMCredential]

    /// What the credentials of unknown users are like: as many of each kind as the file has.
    private let shapes: [SCRAMCredential]

    /// What the salts of unknown users are made from. It comes from the file, so that a restart
    /// does not change them, as it does not change the salts of known users.
    private let decoySecret: [UInt8]

    /// Reads a file from the disk.
    package static func read(file: String) throws(SCRAMFileRefusal) -> SCRAMFile {
        let bytes: [UInt8]
        do throws(UnreadableFile) {
            bytes = try UnreadableFile.bytes(of: file)
        } catch {
            throw .unreadable(file: file, cause: error.cause)
        }
        return try SCRAMFile(bytes: bytes, file: file)
    }

    /// Reads a file's bytes; `file` is what refusals call it.
    package init(bytes: [UInt8], file: String) throws(SCRAMFileRefusal) {
        var credentials: [String: SCRAMCredential] = [:]
        var problems: [SCRAMFileRefusal.Line] = []
        for (index, row) in Self.rows(of: bytes).enumerated() {
            do throws(SCRAMLineProblem) {
                guard let (user, credential) = try Self.entry(of: row) else { continue }
                if credentials.updateValue(credential, forKey: user) != nil {
                    throw SCRAMLineProblem.duplicateUser(user)
                }
            } catch {
                problems.append(SCRAMFileRefusal.Line(number: index + 1, problem: error))
            }
        }
        if !problems.isEmpty { throw .brokenLines(file: file, problems: problems) }
        credentialsByUser = credentials
        let byName = credentials.sorted { $0.key < $1.key }.map(\.value)
        shapes = byName
        // Every user knows the keys of one line; of all lines nobody does but the file.
        let keys = byName.flatMap { $0.storedKey + $0.serverKey }
        decoySecret = keys.isEmpty ? (0..<32).map { _ in .random(in: .min ... .max) } : keys
    }

    /// How many users the file has.
    package var userCount: Int { credentialsByUser.count }

    /// What the user's proof is checked against. Unknown users get what no password fits: always
    /// the same for the same name, and made at the same cost.
    func credential(for user: String) -> (credential: SCRAMCredential, isKnown: Bool)? {
        guard let decoy = decoy(for: user) else { return nil }
        let known = credentialsByUser[user]
        return (known ?? decoy, known != nil)
    }

    /// What became of a user who proved a password of the file that this one replaces, if anything.
    func lapse(of user: String, since former: SCRAMFile?) -> Lapse? {
        guard let credential = credentialsByUser[user] else { return .userUnknown }
        guard let former = former?.credentialsByUser[user] else { return nil }
        return credential == former ? nil : .passwordChanged
    }

    /// Nil when libcrypto has no memory.
    private func decoy(for user: String) -> SCRAMCredential? {
        guard let bytes = SHA256Digest.hmac(decoySecret, Array("Decoy \(user)".utf8)),
            let more = SHA256Digest.hmac(decoySecret, bytes)
        else { return nil }
        let chosen = bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let shape = shapes.isEmpty ? nil : shapes[Int(chosen % UInt64(shapes.count))]
        let saltCount = shape?.salt.count ?? 16
        let salt = (0..<saltCount).map { (bytes + more)[$0 % (2 * SHA256Digest.byteCount)] }
        return SCRAMCredential(
            iterations: shape?.iterations ?? SCRAMCredential.iterationsMin, salt: salt,
            storedKey: more, serverKey: bytes)
    }

    /// The file's bytes with the user's line made or replaced; comments and other users stay.
    package static func replacing(
        _ user: String, with credential: SCRAMCredential, in bytes: [UInt8], file: String
    ) throws(SCRAMFileRefusal) -> [UInt8] {
        _ = try SCRAMFile(bytes: bytes, file: file)
        let line = Array("\(user):\(credential.text)".utf8)
        var rows = rows(of: bytes)
        if let last = rows.last, last.isEmpty { rows.removeLast() }
        if let place = rows.firstIndex(where: { $0.starts(with: "\(user):".utf8) }) {
            rows[place] = line[...]
        } else {
            rows.append(line[...])
        }
        return rows.flatMap { $0 + [UInt8(ascii: "\n")] }
    }

    /// Whether the name can stand at the beginning of a line, and be sent by clients.
    package static func isUserName(_ text: String) -> Bool {
        SCRAMCredential.isUsable(text) && !text.contains(":") && !text.hasPrefix("#")
    }

    private static func rows(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    /// Nil for an empty line or a comment.
    private static func entry(
        of row: ArraySlice<UInt8>
    ) throws(SCRAMLineProblem) -> (user: String, credential: SCRAMCredential)? {
        guard let text = String(validating: row, as: UTF8.self), !row.contains(0) else {
            throw .malformedUTF8
        }
        var line = text[...]
        while let last = line.last, last.isWhitespace { line.removeLast() }
        guard let first = line.first, first != "#" else { return nil }
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
            throw .noUserName
        }
        let user = String(line[..<colon])
        guard isUserName(user) else { throw .unusableUserName }
        return (user, try SCRAMCredential(text: line[line.index(after: colon)...]))
    }
}
