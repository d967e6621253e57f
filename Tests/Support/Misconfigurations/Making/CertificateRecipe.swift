/// What a certificate shall say, right or wrong.
struct CertificateRecipe: Sendable {
    var subject: String
    /// The owner's private key; its public half lies beside it, ending with `.pub`.
    var key: String
    /// Who signs; nil when the owner does.
    var issuer: Kit.Issuer?
    /// Lines of an extension file; none make version 1.
    var extensions: [String]
    var days = 30
    /// Seconds from now, for those that begin or end elsewhere than now and in so many days.
    var begins: Int?
    var ends: Int?
    var digest = "sha256"
    var serial: String?

    /// A server as it should be.
    static func server(with kit: Kit) -> CertificateRecipe {
        CertificateRecipe(
            subject: "/O=Greenhouse/CN=localhost", key: kit.path("server.key"), issuer: kit.root,
            extensions: leaf(purpose: "serverAuth") + [
                "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"
            ])
    }

    /// A device as it should be.
    static func client(with kit: Kit) -> CertificateRecipe {
        CertificateRecipe(
            subject: "/O=Greenhouse/CN=sensor-1", key: kit.path("client.key"), issuer: kit.root,
            extensions: leaf(purpose: "clientAuth"))
    }

    /// An authority as it should be, which signed itself.
    static func authority(_ subject: String, key: String) -> CertificateRecipe {
        CertificateRecipe(
            subject: subject, key: key,
            extensions: [
                "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign",
                "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid",
            ], days: 3_650)
    }

    private static func leaf(purpose: String) -> [String] {
        [
            "basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature",
            "extendedKeyUsage=\(purpose)", "subjectKeyIdentifier=hash",
            "authorityKeyIdentifier=keyid",
        ]
    }

    /// The same with one extension said otherwise, or not at all.
    func with(_ name: String, _ value: String?) -> CertificateRecipe {
        var recipe = self
        recipe.extensions.removeAll { $0.hasPrefix(name + "=") }
        if let value { recipe.extensions.append("\(name)=\(value)") }
        return recipe
    }
}
