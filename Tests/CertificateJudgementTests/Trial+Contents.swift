import CertificateJudgement
import FaultCatalogue

extension Trial {
    /// Chains that are trusted, and whose certificates say or leave out something.
    static let unfit = names + purposes + authorities + constraints + keys

    private static func server(
        _ changes: [String: String], subject: String = "/O=ISIS/CN=localhost",
        key: String = "P-256", host: String? = "localhost", options: [String] = []
    ) -> @Sendable (Workshop) throws -> Scene {
        { workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(
                by: authority, changes, subject: subject, key: key, options: options)
            return Scene(presented: [server], anchors: [authority], host: host)
        }
    }

    private static func authority(
        _ changes: [String: String], key: String = "P-256.ca",
        leaf: [String: String] = [:], subject: String = "/O=ISIS/CN=localhost"
    ) -> @Sendable (Workshop) throws -> Scene {
        { workshop in
            let authority = try workshop.authority(key: key, changes: changes)
            return Scene(
                presented: [try workshop.server(by: authority, leaf, subject: subject)],
                anchors: [authority])
        }
    }

    private static let names = [
        Trial(
            "another host", .hostNameNotInCertificate, .authority,
            server(["subjectAltName": "DNS:other.example"])),
        Trial(
            "neither common nor alternative name", .hostNameNotInCertificate, .authority,
            server(["subjectAltName": ""], subject: "/O=Broker")),
        Trial(
            "an address, and only names", .addressNotInCertificate, .authority,
            server(["subjectAltName": "DNS:localhost"], host: "127.0.0.1")),
        Trial(
            "an address as the common name", .addressNotInCertificate, .authority,
            server(["subjectAltName": ""], subject: "/CN=127.0.0.1", host: "127.0.0.1")),
        Trial(
            "an address as a DNS name", .addressAsDNSName, .authority,
            server(["subjectAltName": "DNS:127.0.0.1"], host: "127.0.0.1")),
        Trial(
            "a star for the domain itself", .wildcardNotMatched, .authority,
            server(["subjectAltName": "DNS:*.lab.example"], host: "lab.example")),
        Trial(
            "a star for two labels", .wildcardNotMatched, .authority,
            server(["subjectAltName": "DNS:*.lab.example"], host: "a.b.lab.example")),
        Trial(
            "a star right below the top", .wildcardNotMatched, .authority,
            server(["subjectAltName": "DNS:*.local"], host: "pi.local")),
        Trial(
            "a star in the second label", .wildcardNotMatched, .authority,
            server(["subjectAltName": "DNS:pi.*.example"], host: "pi.lab.example")),
        Trial(
            "a user without a common name", .commonNameMissing, .authority, opensslDiffers: true
        ) { workshop in
            let authority = try workshop.authority()
            var scene = Scene(
                presented: [try workshop.client(by: authority, subject: "/O=ISIS")],
                anchors: [authority], role: .client)
            scene.needsCommonName = true
            return scene
        },
    ]

    private static let purposes = [
        Trial(
            "a broker with a client's certificate", .purposeNotAllowed, .authority,
            server(["extendedKeyUsage": "clientAuth"])),
        Trial("a client with a broker's certificate", .purposeNotAllowed, .authority) {
            workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority)], anchors: [authority],
                role: .client)
        },
        Trial(
            "any purpose", .purposeNotAllowed, .authority,
            server(["extendedKeyUsage": "anyExtendedKeyUsage"])),
        Trial(
            "an authority for clients only", .purposeNotAllowed, .authority,
            authority(["extendedKeyUsage": "clientAuth"])),
        Trial(
            "a key that may only encrypt data", .purposeNotAllowed, .authority,
            server(["keyUsage": "critical,dataEncipherment"])),
        Trial(
            "a key that may only agree on keys", .purposeNotAllowed, .authority,
            opensslDiffers: true, server(["keyUsage": "critical,keyAgreement"])),
    ]

    private static let authorities = [
        Trial(
            "CA:FALSE", .issuerIsNoAuthority, .authority,
            authority(["basicConstraints": "critical,CA:FALSE"])),
        Trial(
            "neither basic constraints nor key usage", .issuerIsNoAuthority, .authority,
            authority(["basicConstraints": "", "keyUsage": ""])),
        Trial(
            "no keyCertSign", .issuerIsNoAuthority, .authority,
            authority(["keyUsage": "critical,digitalSignature"])),
        Trial("a broker's certificate signs another", .issuerIsNoAuthority, .authority) {
            workshop in
            let authority = try workshop.authority()
            let leaf = try workshop.server(by: authority, subject: "/CN=leaf", key: "P-256.leaf")
            return Scene(presented: [try workshop.server(by: leaf), leaf], anchors: [authority])
        },
        Trial("an authority of version 1 below a root", .issuerIsNoAuthority, .authority) {
            workshop in
            let authority = try workshop.authority()
            let below = try workshop.make("/CN=below", key: "P-256.below", by: authority)
            return Scene(
                presented: [
                    try workshop.server(by: below, ["authorityKeyIdentifier": "none"]), below,
                ], anchors: [authority])
        },
    ]

    private static let constraints = [
        Trial("one authority too many", .constraintViolated, .authority) { workshop in
            let authority = try workshop.authority(
                changes: ["basicConstraints": "critical,CA:TRUE,pathlen:0"])
            let between = try workshop.intermediate(by: authority)
            return Scene(
                presented: [try workshop.server(by: between), between], anchors: [authority])
        },
        Trial(
            "a host that is not permitted", .constraintViolated, .authority,
            authority(["nameConstraints": "critical,permitted;DNS:lab.example"])),
        Trial(
            "an address that is excluded", .constraintViolated, .authority,
            authority(["nameConstraints": "critical,excluded;IP:127.0.0.0/255.0.0.0"])),
        Trial(
            "a common name that is not permitted", .constraintViolated, .authority,
            authority(
                ["nameConstraints": "critical,permitted;DNS:lab.example"],
                leaf: ["subjectAltName": "IP:127.0.0.1"], subject: "/CN=pi.other.example")),
        Trial(
            "a critical extension that nobody knows", .constraintViolated, .authority,
            server(["1.3.6.1.4.1.55555.1": "critical,DER:0500"])),
        Trial(
            "an extension that cannot be read", .certificateUnreadable, .authority,
            server(["keyUsage": "DER:0500"])),
    ]

    private static let keys = [
        Trial(
            "secp256k1", .keyKindNotUsable, .authority, opensslDiffers: true,
            server([:], key: "secp256k1")),
        Trial(
            "Ed25519", .keyKindNotUsable, .authority, opensslDiffers: true,
            server([:], key: "ED25519")),
        Trial(
            "a curve that the key spells out", .keyKindNotUsable, .authority,
            server([:], key: "explicit")),
        Trial(
            "an authority on secp256k1", .keyKindNotUsable, .authority, opensslDiffers: true,
            authority([:], key: "secp256k1")),
        Trial(
            "RSA of 1024 bits", .weakCryptography, .authority, server([:], key: "rsa:1024")),
        Trial(
            "an authority with RSA of 1024 bits", .weakCryptography, .authority,
            authority([:], key: "rsa:1024")),
        Trial(
            "signed with SHA-1", .weakCryptography, .authority, server([:], options: ["-sha1"])),
    ]
}
