/// Why a line of a password file cannot be used.
package enum PasswordLineProblem: Error, Hashable, Sendable {
    /// The line is no UTF-8, or has a NUL.
    case malformedUTF8

    /// No colon ends a user name.
    case noUserName

    /// The password stands there in plain text.
    case notHashed

    /// A hash that only mosquitto 2.1 makes.
    case argon2

    /// A hash of another program.
    case unknownScheme

    /// Parts of the hash are missing, or there are too many.
    case wrongFieldCount

    /// The iterations are no number between 1 and ten million.
    case invalidIterations

    /// The salt is no base64, or empty.
    case invalidSalt

    /// The hash is no base64, or not 64 bytes.
    case invalidHash

    /// The user stands on an earlier line too.
    case duplicateUser(String)
}
