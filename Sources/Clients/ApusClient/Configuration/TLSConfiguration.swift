/// How the client secures its connection, and whom it trusts.
public struct TLSConfiguration: Hashable, Sendable {
    /// Whose signatures on the broker's certificate count.
    public var trustRoots: TrustRoots
    /// A PEM file with the client's certificate, followed by its intermediates; nil presents none.
    public var certificateChainFile: String?
    /// A PEM file with the private key of the client's certificate, or the address of one in a
    /// token (RFC 7512): `pkcs11:token=…;object=…?pin-source=FILE`.
    public var privateKeyFile: String?
    /// What decrypts the private key, if it is encrypted.
    public var privateKeyPassphrase: String?
    /// What is checked of the broker's certificate.
    public var verification: Verification
    /// The name to ask for and to verify instead of the configured host, for tunnels.
    public var serverName: String?
    /// The oldest version that is accepted.
    public var minimumVersion: Version
    /// The newest version that is offered; nil offers all.
    public var maximumVersion: Version?
    /// Application protocols to offer (ALPN), for example `mqtt`.
    public var applicationProtocols: [String]
    /// The suites of TLS 1.2 to offer, the best first; empty offers all good ones.
    public var cipherSuites: [CipherSuite] = []
    /// The groups for the key agreement, the best first; empty offers all good ones.
    public var groups: [Group] = []

    /// Whose signatures count.
    public enum TrustRoots: Hashable, Sendable {
        /// The certificate authorities of the operating system.
        case system
        /// The certificate authorities in a PEM file.
        case file(String)
    }

    /// What is checked of the broker's certificate.
    public enum Verification: Hashable, Sendable {
        /// That a trusted authority signed it, and that it names the host.
        case full
        /// Only that a trusted authority signed it: any of its certificates may answer.
        case withoutHostName
    }

    /// A TLS version.
    public enum Version: Hashable, Sendable, CaseIterable {
        /// TLS 1.0, for old devices only.
        case v10
        /// TLS 1.1, for old devices only.
        case v11
        /// TLS 1.2.
        case v12
        /// TLS 1.3.
        case v13
    }

    /// TLS 1.2 and newer with full verification; certificate and key for mutual authentication.
    public init(
        trustRoots: TrustRoots = .system, certificateChainFile: String? = nil,
        privateKeyFile: String? = nil, privateKeyPassphrase: String? = nil,
        verification: Verification = .full, serverName: String? = nil,
        minimumVersion: Version = .v12, maximumVersion: Version? = nil,
        applicationProtocols: [String] = []
    ) {
        self.trustRoots = trustRoots
        self.certificateChainFile = certificateChainFile
        self.privateKeyFile = privateKeyFile
        self.privateKeyPassphrase = privateKeyPassphrase
        self.verification = verification
        self.serverName = serverName
        self.minimumVersion = minimumVersion
        self.maximumVersion = maximumVersion
        self.applicationProtocols = applicationProtocols
    }
}
