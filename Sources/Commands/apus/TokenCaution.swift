internal import TokenKeys

/// What an operator should hear of a PIN that lies open, before it is used.
enum TokenCaution {
    /// Warns on the standard error; a text that is no address, or no good one, is judged later.
    static func warn(of key: String) {
        guard TokenURI.isMeant(by: key), let uri = try? TokenURI(key),
            let caution = uri.pin?.caution
        else { return }
        StandardStream.error("Warning: \(caution)")
    }
}
