/// The files of a folder's authority.
package struct AuthorityFiles: Hashable, Sendable {
    /// What all trust: to be copied to every server and device.
    package let certificate: String
    /// To be copied nowhere.
    package let key: String
    /// The serial numbers that were taken back: for every broker that checks them.
    package let revocationList: String
    /// What the authority signed and took back, a line each; nobody else needs it.
    package let ledger: String

    /// The name that no server and no device can have.
    static let stem = "ca"

    /// Names all; none need exist. The key may lie elsewhere.
    init(folder: String, key: String? = nil) {
        certificate = "\(folder)/\(Self.stem).crt"
        self.key = key ?? "\(folder)/\(Self.stem).key"
        revocationList = "\(folder)/\(Self.stem).crl"
        ledger = "\(folder)/index.txt"
    }
}
