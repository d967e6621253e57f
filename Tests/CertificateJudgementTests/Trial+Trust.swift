import CertificateJudgement
import FaultCatalogue

extension Trial {
    private static let lab = "/C=FR/ST=France/O=ISIS"

    /// Chains that lead to nobody who is trusted.
    static let untrusted = shared + foreign + remade + order

    private static let shared = [
        Trial("the lab: one name for all, version 1", .sharedSubjectName, .authority) { workshop in
            let authority = try workshop.make(lab, key: "rsa:2048.ca")
            let server = try workshop.make(lab, key: "rsa:2048", by: authority)
            return Scene(presented: [server], anchors: [authority], host: "192.168.56.101")
        },
        Trial("one name for all, the authority of version 3", .sharedSubjectName, .authority) {
            workshop in
            let authority = try workshop.authority(lab)
            return Scene(
                presented: [try workshop.make(lab, by: authority)], anchors: [authority], host: nil)
        },
        Trial("one name but for capitals and spaces", .sharedSubjectName, .authority) { workshop in
            let authority = try workshop.make("/O=ISIS Castres", key: "P-256.ca")
            let client = try workshop.make("/O= isis  castres", by: authority)
            return Scene(presented: [client], anchors: [authority], role: .client)
        },
        Trial("one name, and the wrong authority is trusted", .sharedSubjectName, .authority) {
            workshop in
            let authority = try workshop.make(lab, key: "P-256.ca")
            let other = try workshop.authority("/O=Other")
            return Scene(
                presented: [try workshop.make(lab, by: authority)], anchors: [other], host: nil)
        },
        Trial("root and the authority below share one name", .sharedSubjectName, .authority) {
            workshop in
            let authority = try workshop.authority(lab)
            let below = try workshop.make(
                lab, key: "P-256.below", by: authority,
                ["basicConstraints=critical,CA:TRUE", "authorityKeyIdentifier=none"])
            return Scene(
                presented: [
                    try workshop.server(by: below, ["authorityKeyIdentifier": "none"]), below,
                ],
                anchors: [authority])
        },
        Trial("nobody is trusted", .noAuthorities, .client) { workshop in
            let authority = try workshop.authority()
            return Scene(presented: [try workshop.server(by: authority)], anchors: [])
        },
        Trial("one name, kept apart, and the wrong authority", .issuerNotTrusted, .client) {
            workshop in
            let authority = try workshop.authority("/O=ISIS")
            let other = try workshop.authority("/O=Other", key: "P-256.other")
            return Scene(
                presented: [try workshop.server(by: authority, subject: "/O=ISIS")],
                anchors: [other])
        },
        Trial("the broker signed itself", .selfSigned, .broker) { workshop in
            let authority = try workshop.authority()
            return Scene(presented: [try workshop.server(by: nil)], anchors: [authority])
        },
        Trial("the client signed itself", .selfSigned, .client) { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.client(by: nil)], anchors: [authority], role: .client)
        },
    ]

    private static let foreign = [
        Trial("the client trusts somebody else", .issuerNotTrusted, .client) { workshop in
            let authority = try workshop.authority()
            let other = try workshop.authority("/O=Other/CN=Other CA", key: "P-256.other")
            return Scene(presented: [try workshop.server(by: authority)], anchors: [other])
        },
        Trial("the client trusts somebody else, and the root is shown", .issuerNotTrusted, .client)
        { workshop in
            let authority = try workshop.authority()
            let other = try workshop.authority("/O=Other/CN=Other CA", key: "P-256.other")
            return Scene(
                presented: [try workshop.server(by: authority), authority], anchors: [other])
        },
        Trial("two authorities of Apus' making", .issuerNotTrusted, .client) { workshop in
            let limit = ["basicConstraints": "critical,CA:TRUE,pathlen:0"]
            let authority = try workshop.authority("/O=Apus/CN=Apus CA 1", changes: limit)
            let other = try workshop.authority(
                "/O=Apus/CN=Apus CA 2", key: "P-256.other", changes: limit)
            return Scene(presented: [try workshop.server(by: authority)], anchors: [other])
        },
        Trial("the client trusts the broker's certificate", .issuerNotTrusted, .client) {
            workshop in
            let server = try workshop.server(by: try workshop.authority())
            return Scene(presented: [server], anchors: [server])
        },
        Trial("the broker trusts somebody else", .clientCertificateNotTrusted, .client) {
            workshop in
            let authority = try workshop.authority()
            let other = try workshop.authority("/O=Other/CN=Other CA", key: "P-256.other")
            return Scene(
                presented: [try workshop.client(by: authority)], anchors: [other], role: .client)
        },
        Trial("the chain in place of the root", .chainInPlaceOfRoot, .client) { workshop in
            let between = try workshop.intermediate(by: try workshop.authority())
            let server = try workshop.server(by: between)
            return Scene(presented: [server, between], anchors: [server, between])
        },
        Trial("the broker does not show the authority between", .intermediateMissing, .broker) {
            workshop in
            let authority = try workshop.authority()
            let between = try workshop.intermediate(by: authority)
            return Scene(presented: [try workshop.server(by: between)], anchors: [authority])
        },
        Trial("the client does not show the authority between", .intermediateMissing, .client) {
            workshop in
            let authority = try workshop.authority()
            let between = try workshop.intermediate(by: authority, subject: "/O=Elsewhere/CN=Sub")
            let client = try workshop.client(
                by: between, ["authorityKeyIdentifier": "keyid,issuer:always"])
            return Scene(presented: [client], anchors: [authority], role: .client)
        },
    ]

    private static let remade = [
        Trial("the authority made anew, without key identifiers", .authorityRemade, .client) {
            workshop in
            let plain = ["subjectKeyIdentifier": ""]
            let old = try workshop.authority(key: "P-256.old", changes: plain)
            let server = try workshop.server(
                by: try workshop.authority(changes: plain), ["authorityKeyIdentifier": "none"])
            return Scene(presented: [server], anchors: [old])
        },
        Trial("the authority made anew, with key identifiers", .authorityRemade, .client) {
            workshop in
            let old = try workshop.authority(key: "P-256.old")
            return Scene(
                presented: [try workshop.server(by: try workshop.authority())], anchors: [old])
        },
        Trial("the authority made anew, and the new one is shown", .authorityRemade, .client) {
            workshop in
            let old = try workshop.authority(key: "P-256.old")
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority), authority], anchors: [old])
        },
        Trial("the authority made anew with another kind of key", .authorityRemade, .client) {
            workshop in
            let old = try workshop.authority(key: "rsa:2048", changes: ["subjectKeyIdentifier": ""])
            return Scene(
                presented: [try workshop.server(by: try workshop.authority())], anchors: [old])
        },
        Trial("the client's certificate is the old authority's", .authorityRemade, .authority) {
            workshop in
            let old = try workshop.authority(key: "P-256.old")
            return Scene(
                presented: [try workshop.client(by: old)], anchors: [try workshop.authority()],
                role: .client)
        },
    ]

    private static let order = [
        Trial("the authority comes first", .chainOutOfOrder, .broker, opensslDiffers: true) {
            workshop in
            let authority = try workshop.authority()
            let between = try workshop.intermediate(by: authority)
            var scene = Scene(
                presented: [between, try workshop.server(by: between)], anchors: [authority])
            scene.subject = scene.presented[1]
            return scene
        },
        Trial("the client's root comes first", .chainOutOfOrder, .client, opensslDiffers: true) {
            workshop in
            let authority = try workshop.authority()
            var scene = Scene(
                presented: [authority, try workshop.client(by: authority)], anchors: [authority],
                role: .client)
            scene.subject = scene.presented[1]
            return scene
        },
        Trial("a chain of more than 100 KiB", .chainTooLarge, .broker, opensslDiffers: true) {
            workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(by: authority)
            return Scene(
                presented: [server] + [Made](repeating: authority, count: 300),
                anchors: [authority])
        },
    ]
}
