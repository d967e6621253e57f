import BrokerCore

/// The users of one password file; a value, read whole or not at all.
package struct PasswordFile: Equatable, Sendable {
    /// What checking a user name and password came to.
    package enum Verdict: Hashable, Sendable { case right, wrongPassword, unknownUser }

    private let hashesByUser: [String: PasswordHash]

    /// What unknown users are checked against.
    private let decoys: [PasswordHash]

    /// Reads a file from the disk.
    package static func read(file: String) throws(PasswordFileRefusal) -> PasswordFile {
        let bytes: [UInt8]
        do throws(UnreadableFile) {
            bytes = try UnreadableFile.bytes(of: file)
        } catch {
            throw .unreadable(file: file, cause: error.cause)
        }
        return try PasswordFile(bytes: bytes, file: file)
    }

    /// Reads a file's bytes; `file` is what refusals call it.
    package init(bytes: [UInt8], file: String) throws(PasswordFileRefusal) {
        var hashes: [String: PasswordHash] = [:]
        var problems: [PasswordFileRefusal.Line] = []
        let rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, row) in rows.enumerated() {
            do throws(PasswordLineProblem) {
                guard let (user, hash) = try Self.entry(of: row) else { continue }
                if hashes.updateValue(hash, forKey: user) != nil {
                    throw PasswordLineProblem.duplicateUser(user)
                }
            } catch {
                problems.append(PasswordFileRefusal.Line(number: index + 1, problem: error))
            }
        }
        if !problems.isEmpty { throw .brokenLines(file: file, problems: problems) }
        hashesByUser = hashes
        decoys = Array(hashes.values)
    }

    /// How many users the file has.
    package var userCount: Int { hashesByUser.count }

    /// Whether this is the user's password.
    package func verify(user: String, password: [UInt8]) -> Bool {
        check(user: user, password: password) == .right
    }

    /// What is right or wrong about a user and password, for the log: a client must not be told
    /// which.
    package func check(user: String, password: [UInt8]) -> Verdict {
        if let hash = hashesByUser[user] {
            return hash.matches(password) ? .right : .wrongPassword
        }
        // An unknown user costs what a known one would: otherwise the answer's time tells names.
        _ = decoy(for: user)?.matches(password)
        return .unknownUser
    }

    /// What became of a user who proved a password of the file that this one replaces, if anything.
    func lapse(of user: String, since former: PasswordFile?) -> Lapse? {
        guard let hash = hashesByUser[user] else { return .userUnknown }
        guard let former = former?.hashesByUser[user] else { return nil }
        return hash == former ? nil : .passwordChanged
    }

    /// The hash an unknown user is checked against, the same one each time; nil without users.
    package func decoy(for user: String) -> PasswordHash? {
        if decoys.isEmpty { return nil }
        var hasher = Hasher()
        hasher.combine(user)
        let index = UInt(bitPattern: hasher.finalize()) % UInt(decoys.count)
        return decoys[Int(index)]
    }

    /// Nil for an empty line or a comment.
    private static func entry(
        of row: ArraySlice<UInt8>
    ) throws(PasswordLineProblem) -> (user: String, hash: PasswordHash)? {
        guard let text = String(validating: row, as: UTF8.self), !row.contains(0) else {
            throw .malformedUTF8
        }
        var line = text[...]
        while let last = line.last, last.isWhitespace { line.removeLast() }
        guard let first = line.first, first != "#" else { return nil }
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
            throw .noUserName
        }
        let hash = try PasswordHash(text: line[line.index(after: colon)...])
        return (String(line[..<colon]), hash)
    }
}
