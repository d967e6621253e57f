/// Certificates as they should be, and each part of them that may be otherwise.
extension Workshop {
    private static let authorityProfile = [
        "basicConstraints": "critical,CA:TRUE", "keyUsage": "critical,keyCertSign,cRLSign",
        "subjectKeyIdentifier": "hash",
    ]
    private static let leafProfile = [
        "basicConstraints": "critical,CA:FALSE", "keyUsage": "critical,digitalSignature",
        "subjectKeyIdentifier": "hash", "authorityKeyIdentifier": "keyid",
    ]

    /// An authority; an empty value leaves an extension out.
    func authority(
        _ subject: String = "/O=ISIS/CN=ISIS CA", key: String = "P-256.ca", by issuer: Made? = nil,
        changes: [String: String] = [:], days: Int = 800, options: [String] = []
    ) throws -> Made {
        var profile = Self.authorityProfile
        if issuer != nil { profile["authorityKeyIdentifier"] = "keyid" }
        return try make(
            subject, key: key, by: issuer, Self.lines(profile, changes), days: days,
            options: options)
    }

    /// A server's certificate for `localhost`, `127.0.0.1` and `::1`.
    func server(
        by issuer: Made?, _ changes: [String: String] = [:],
        subject: String = "/O=ISIS/CN=localhost", key: String = "P-256", days: Int = 365,
        options: [String] = []
    ) throws -> Made {
        var profile = Self.leafProfile
        profile["extendedKeyUsage"] = "serverAuth"
        profile["subjectAltName"] = "DNS:localhost,IP:127.0.0.1,IP:::1"
        return try make(
            subject, key: key, by: issuer, Self.lines(profile, changes), days: days,
            options: options)
    }

    /// A client's certificate.
    func client(
        by issuer: Made?, _ changes: [String: String] = [:],
        subject: String = "/O=ISIS/CN=sensor-1", key: String = "P-256", days: Int = 365
    ) throws -> Made {
        var profile = Self.leafProfile
        profile["extendedKeyUsage"] = "clientAuth"
        return try make(
            subject, key: key, by: issuer, Self.lines(profile, changes), days: days)
    }

    /// An authority below another.
    func intermediate(
        by issuer: Made, _ changes: [String: String] = [:],
        subject: String = "/O=ISIS/CN=ISIS Issuing CA", key: String = "P-256.intermediate"
    ) throws -> Made {
        try authority(subject, key: key, by: issuer, changes: changes, days: 700)
    }

    private static func lines(
        _ profile: [String: String], _ changes: [String: String]
    ) -> [String] {
        profile.merging(changes) { _, new in new }.filter { !$0.value.isEmpty }
            .map { "\($0.key)=\($0.value)" }.sorted()
    }
}
