/// What listens where the client connects.
package enum Scene: Hashable, Sendable {
    /// A broker with the setup's options.
    case broker
    /// Nothing at all.
    case nobody
    /// Something that accepts connections and never answers.
    case silent
    /// Something that closes each connection at its first bytes.
    case closing
    /// Something that answers the first bytes with these, and closes.
    case answering([UInt8])
    /// The same behind a TLS handshake with the broker's certificate.
    case answeringInTLS([UInt8])
    /// `openssl s_server` with the broker's certificate and these arguments.
    case openssl([String])
}
