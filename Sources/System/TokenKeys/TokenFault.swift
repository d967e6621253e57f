/// Why a key in a token cannot be used.
package enum TokenFault: Error, Hashable, Sendable {
    /// The key's address cannot be read.
    case address(TokenURIFault)
    /// The address is of something else than a private key.
    case notAPrivateKey(TokenURI.ObjectType)
    /// No file of these is there.
    case moduleMissing(tried: [String])
    /// The module's file cannot be loaded, or is none; the system's words.
    case moduleUnusable(path: String, reason: String)
    /// No token fits the address; these are there.
    case tokenMissing(TokenURI, present: [TokenDescription])
    /// Several tokens fit the address.
    case tokenAmbiguous(TokenURI, [TokenDescription])
    /// The token has no such private key, or shows it after a login only; it has these.
    case keyMissing(TokenURI, token: String, present: [TokenObject], isLoggedIn: Bool)
    /// Several keys of the token fit the address.
    case keyAmbiguous(TokenURI, [TokenObject])
    /// The token wants a PIN, and the address has none.
    case pinMissing(token: String)
    /// The file of the PIN cannot be read.
    case pinUnreadable(path: String, reason: String)
    /// The token refused the PIN.
    case pinWrong(token: String)
    /// This PIN was wrong before; it was not tried again.
    case pinWrongBefore(token: String)
    /// One more wrong PIN would lock the token; nothing was tried.
    case pinLastTry(token: String)
    /// The token accepts no PIN any more.
    case pinLocked(token: String)
    /// The key is of a kind that TLS has no use for.
    case keyKind(TokenURI)
    /// The token does not tell the public half of the key.
    case publicKeyMissing(TokenURI)
    /// After the token came back, another key had the address.
    case keyReplaced(TokenURI)
    /// The key cannot sign in this way.
    case signature(TokenSignature)
    /// The token's signature has no form that ECDSA knows.
    case signatureMalformed(byteCount: Int)
    /// The module refused, and gave this reason.
    case refused(Operation, TokenReturn)

    /// What the module was asked for.
    package enum Operation: String, Hashable, Sendable {
        case initialize = "start"
        case listTokens = "list its tokens"
        case openSession = "open a session"
        case login = "log in"
        case findKey = "find the key"
        case readKey = "read the key's attributes"
        case sign = "sign"
    }

    /// Whether a new session may help.
    var isLostSession: Bool {
        switch self {
        case .refused(_, let answer): answer.isLostSession
        default: false
        }
    }
}
