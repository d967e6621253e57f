/// Why a line of a SCRAM file cannot be used.
package enum SCRAMLineProblem: Error, Hashable, Sendable {
    /// The line is no UTF-8, or has a NUL.
    case malformedUTF8

    /// No colon ends a user name.
    case noUserName

    /// The user name has other characters than printable ASCII.
    case unusableUserName

    /// What stands behind the user name is no SCRAM-SHA-256 credential.
    case unknownScheme

    /// Parts of the credential are missing, or there are too many.
    case wrongFieldCount

    /// The iterations are no number between 4096 and ten million.
    case invalidIterations

    /// The salt is no base64, or empty.
    case invalidSalt

    /// StoredKey or ServerKey is no base64, or not 32 bytes.
    case invalidKey

    /// The user stands on an earlier line too.
    case duplicateUser(String)

    /// What is wrong, and the cure.
    var sentence: String {
        switch self {
        case .malformedUTF8: "it is not UTF-8"
        case .noUserName: "it has no user name and colon"
        case .unusableUserName: "its user name has other characters than printable ASCII"
        case .unknownScheme:
            "it has no SCRAM-SHA-256 credential; 'apus scram FILE USER' makes one of a password"
        case .wrongFieldCount:
            "its credential is not SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY"
        case .invalidIterations: "its iterations are no number from 4096 to 10000000"
        case .invalidSalt: "its salt is not base64"
        case .invalidKey: "a key of it is not the base64 of 32 bytes"
        case .duplicateUser(let user): "user '\(user)' stands on an earlier line too"
        }
    }
}
