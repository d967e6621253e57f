import CertificateJudgement
import FaultCatalogue

extension Trial {
    /// Chains that work here and now, and will not everywhere or not for long.
    static let doubtful = [
        Trial("one name, kept apart by key identifiers", .sharedSubjectName, .authority) {
            workshop in
            let authority = try workshop.authority("/O=ISIS")
            let server = try workshop.server(by: authority, subject: "/O=ISIS")
            return Scene(presented: [server], anchors: [authority])
        },
        Trial("a self-signed certificate that is trusted", .selfSigned, .broker) { workshop in
            let server = try workshop.server(by: nil, ["authorityKeyIdentifier": "none"])
            return Scene(presented: [server], anchors: [server])
        },
        Trial("a common name only", .alternativeNameMissing, .authority) { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority, ["subjectAltName": ""])],
                anchors: [authority])
        },
        Trial("900 days", .lifetimeTooLong, .authority) { workshop in
            let authority = try workshop.authority(days: 1_000)
            return Scene(
                presented: [try workshop.server(by: authority, days: 900)], anchors: [authority])
        },
        Trial("longer than the authority", .outlivesAuthority, .authority) { workshop in
            let authority = try workshop.authority(days: 30)
            return Scene(presented: [try workshop.server(by: authority)], anchors: [authority])
        },
        Trial("an address as a DNS name beside the host", .addressAsDNSName, .authority) {
            workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(
                by: authority, ["subjectAltName": "DNS:localhost,DNS:10.0.0.1"])
            return Scene(presented: [server], anchors: [authority])
        },
        Trial("an authority without key usage", .strictVerification, .authority) { workshop in
            let authority = try workshop.authority(changes: ["keyUsage": ""])
            return Scene(presented: [try workshop.server(by: authority)], anchors: [authority])
        },
        Trial("a certificate without key identifiers", .strictVerification, .authority) {
            workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(by: authority, ["authorityKeyIdentifier": "none"])
            return Scene(presented: [server], anchors: [authority])
        },
        Trial("P-384", .keyKindNotUsable, .authority) { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority, key: "P-384")],
                anchors: [authority])
        },
        Trial("root before the authority between", .chainOutOfOrder, .broker) { workshop in
            let authority = try workshop.authority()
            let upper = try workshop.intermediate(by: authority)
            let lower = try workshop.intermediate(
                by: upper, subject: "/O=ISIS/CN=Lower", key: "P-256.lower")
            return Scene(
                presented: [try workshop.server(by: lower), upper, lower], anchors: [authority])
        },
        Trial("a chain of more than 16 KiB", .chainTooLarge, .broker) { workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(by: authority)
            return Scene(
                presented: [server] + [Made](repeating: authority, count: 60),
                anchors: [authority])
        },
        Trial("one serial number for two", .serialReused, .authority) { workshop in
            let authority = try workshop.authority()
            let number = ["-set_serial", "4711"]
            let server = try workshop.server(by: authority, options: number)
            let other = try workshop.server(
                by: authority, subject: "/CN=other", options: number)
            return Scene(presented: [server, other], anchors: [authority])
        },
    ]
}
