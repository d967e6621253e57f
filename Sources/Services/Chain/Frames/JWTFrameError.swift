/// Why a reading does not fit into a frame.
package enum JWTFrameError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The token would be longer than a RadioHead frame.
    case plaintextTooLong(byteCount: Int, max: Int)
    /// The cipher refused key or text, which the checks before it rule out.
    case cipherFailed

    package var description: String {
        switch self {
        case .plaintextTooLong(let byteCount, let max):
            "\(byteCount) bytes do not fit into a JWT frame: at most \(max) do, "
                + "for token and NUL must stay within \(JWTFrame.byteCountMax) bytes"
        case .cipherFailed: "AES-128-CBC refused the reading"
        }
    }
}
