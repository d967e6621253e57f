/// A request on disk, and the key that it was made for.
package struct StoredRequest: Hashable, Sendable {
    /// The subject's common name.
    package let commonName: String
    /// Whose certificate is asked for.
    package let kind: LeafKind
    /// The file of the request.
    package let requestPath: String
    /// The file of the private key.
    package let keyPath: String
}
