internal import Dispatch
internal import Synchronization

/// One key, one session: tokens have few of them, and all who sign with a key take turns anyway.
extension TokenKey {
    private struct Place {
        weak var key: TokenKey?
    }

    private static let keys = Mutex<[TokenURI: Place]>([:])
    private static let opening = DispatchQueue(label: "apus.token.opening")

    /// The key of an address, which is opened if nobody in this process holds it; may block.
    package static func shared(_ uri: TokenURI) throws(TokenFault) -> TokenKey {
        // Held while the token answers: who wants the same key shall not open a second session.
        try keys.withLock { keys throws(TokenFault) in
            if let key = keys[uri]?.key { return key }
            let key = try TokenKey(uri)
            keys = keys.filter { $0.value.key != nil }
            keys[uri] = Place(key: key)
            return key
        }
    }

    /// The same of an address that is still text.
    package static func shared(at text: String) throws(TokenFault) -> TokenKey {
        try shared(uri(text))
    }

    /// The same without blocking the caller.
    package static func sharedLater(at text: String) async throws(TokenFault) -> TokenKey {
        let uri = try uri(text)
        let result = await withCheckedContinuation { continuation in
            opening.async {
                continuation.resume(
                    returning: Result { () throws(TokenFault) in try shared(uri) })
            }
        }
        return try result.get()
    }

    private static func uri(_ text: String) throws(TokenFault) -> TokenURI {
        do throws(TokenURIFault) {
            return try TokenURI(text)
        } catch {
            throw .address(error)
        }
    }
}
