import FoundationEssentials

extension PasswordHash {
    /// Reads what stands behind the user name: `$6$salt$hash` or `$7$iterations$salt$hash`.
    init(text: Substring) throws(PasswordLineProblem) {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count > 2, fields[0].isEmpty else { throw .notHashed }
        switch fields[1] {
        case "6":
            guard fields.count == 4 else { throw .wrongFieldCount }
            scheme = .sha512
        case "7":
            guard fields.count == 5 else { throw .wrongFieldCount }
            guard let iterations = Int32(fields[2]), (1...Self.iterationsMax).contains(iterations)
            else { throw .invalidIterations }
            scheme = .pbkdf2(iterations: iterations)
        case let name where name.hasPrefix("argon2"): throw .argon2
        default: throw .unknownScheme
        }
        salt = try Self.bytes(fields[fields.count - 2], or: .invalidSalt)
        hash = try Self.bytes(fields[fields.count - 1], or: .invalidHash)
        if hash.count != Self.byteCount { throw .invalidHash }
    }

    private static func bytes(
        _ text: Substring, or problem: PasswordLineProblem
    ) throws(PasswordLineProblem) -> [UInt8] {
        guard let bytes = Data(base64Encoded: String(text)), !bytes.isEmpty else { throw problem }
        return [UInt8](bytes)
    }
}
