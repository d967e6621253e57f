/// The two files of a folder's authority.
package struct AuthorityFiles: Hashable, Sendable {
    /// What all trust: to be copied to every server and device.
    package let certificate: String
    /// To be copied nowhere.
    package let key: String

    /// The name that no server and no device can have.
    static let stem = "ca"

    /// Names both; neither need exist.
    init(folder: String) {
        certificate = "\(folder)/\(Self.stem).crt"
        key = "\(folder)/\(Self.stem).key"
    }
}
