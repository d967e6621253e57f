import CertificateJudgement
import FaultCatalogue

extension Trial {
    /// Chains of which there is nothing to say.
    static let healthy = plain + tall + unusual

    private static let plain = [
        Trial("a broker by name") { workshop in
            let authority = try workshop.authority()
            return Scene(presented: [try workshop.server(by: authority)], anchors: [authority])
        },
        Trial("a broker by address") { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority)], anchors: [authority],
                host: "127.0.0.1")
        },
        Trial("a broker by an address of sixteen bytes") { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority)], anchors: [authority], host: "::1")
        },
        Trial("a broker by whatever name") { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority)], anchors: [authority], host: nil)
        },
        Trial("a broker by a name in capitals") { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority)], anchors: [authority],
                host: "LocalHost")
        },
        Trial("made after its authority, for as many days") { workshop in
            let authority = try workshop.authority(days: 365)
            return Scene(presented: [try workshop.server(by: authority)], anchors: [authority])
        },
        Trial("a client") { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.client(by: authority)], anchors: [authority],
                role: .client)
        },
        Trial("a client without a common name") { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.client(by: authority, subject: "/O=ISIS/OU=Sensors")],
                anchors: [authority], role: .client)
        },
        Trial("a client whose purpose is not limited") { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.client(by: authority, ["extendedKeyUsage": ""])],
                anchors: [authority], role: .client)
        },
        Trial("a star that reaches the host") { workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(
                by: authority, ["subjectAltName": "DNS:*.lab.example"])
            return Scene(presented: [server], anchors: [authority], host: "pi.lab.example")
        },
        Trial("names without a subject") { workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(
                by: authority, ["subjectAltName": "critical,DNS:localhost"], subject: "/")
            return Scene(presented: [server], anchors: [authority])
        },
    ]

    private static let tall = [
        Trial("an authority between root and broker") { workshop in
            let authority = try workshop.authority()
            let intermediate = try workshop.intermediate(by: authority)
            return Scene(
                presented: [try workshop.server(by: intermediate), intermediate],
                anchors: [authority])
        },
        Trial("the authority is shown too") { workshop in
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority), authority], anchors: [authority])
        },
        Trial("the authority between is trusted beside its root") { workshop in
            let authority = try workshop.authority()
            let intermediate = try workshop.intermediate(by: authority)
            return Scene(
                presented: [try workshop.server(by: intermediate), intermediate],
                anchors: [intermediate, authority])
        },
        Trial("an authority that another root signed too, and that root is not trusted") {
            workshop in
            let old = try workshop.authority("/O=Old/CN=Old CA", key: "P-256.old")
            let authority = try workshop.authority()
            let crossed = try workshop.authority(by: old, days: 700)
            return Scene(
                presented: [try workshop.server(by: authority), crossed], anchors: [authority])
        },
        Trial("an authority that another root signed too, and only that root is trusted") {
            workshop in
            let old = try workshop.authority("/O=Old/CN=Old CA", key: "P-256.old")
            let authority = try workshop.authority()
            let crossed = try workshop.authority(by: old, days: 700)
            return Scene(
                presented: [try workshop.server(by: authority), crossed], anchors: [old])
        },
        Trial("an authority changed its key, and trusts the new one with the old") { workshop in
            let old = try workshop.authority(key: "P-256.old")
            let new = try workshop.authority(key: "P-256.new", by: old, days: 700)
            return Scene(presented: [try workshop.server(by: new), new], anchors: [old])
        },
        Trial("the authority before and after it was made anew are both trusted") { workshop in
            let old = try workshop.authority(key: "P-256.old")
            let authority = try workshop.authority()
            return Scene(
                presented: [try workshop.server(by: authority)], anchors: [old, authority])
        },
        Trial("an expired authority lies beside its renewal") { workshop in
            let old = try workshop.authority(days: 10)
            let authority = try workshop.authority()
            var scene = Scene(
                presented: [try workshop.server(by: authority)], anchors: [old, authority])
            scene.now += 20 * Scene.day
            return scene
        },
        Trial("many are trusted") { workshop in
            let authority = try workshop.authority()
            let others = try (1...5).map { number in
                try workshop.authority("/O=Other \(number)/CN=CA")
            }
            return Scene(
                presented: [try workshop.server(by: authority)],
                anchors: others + [authority] + others)
        },
        Trial("as deep as the root allows") { workshop in
            let authority = try workshop.authority(
                changes: ["basicConstraints": "critical,CA:TRUE,pathlen:1"])
            let intermediate = try workshop.intermediate(
                by: authority, ["basicConstraints": "critical,CA:TRUE,pathlen:0"])
            return Scene(
                presented: [try workshop.server(by: intermediate), intermediate],
                anchors: [authority])
        },
    ]

    private static let unusual = [
        Trial("RSA of 2048 bits") { workshop in
            let authority = try workshop.authority(key: "rsa:2048.ca")
            let server = try workshop.server(
                by: authority, ["keyUsage": "critical,digitalSignature,keyEncipherment"],
                key: "rsa:2048")
            return Scene(presented: [server], anchors: [authority])
        },
        Trial("signed with RSA-PSS") { workshop in
            let authority = try workshop.authority(key: "rsa:2048.ca")
            let server = try workshop.server(
                by: authority,
                options: ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:-1"])
            return Scene(presented: [server], anchors: [authority])
        },
        Trial("an authority on P-384 with SHA-384") { workshop in
            let authority = try workshop.authority(key: "P-384", options: ["-sha384"])
            return Scene(
                presented: [try workshop.server(by: authority, options: ["-sha384"])],
                anchors: [authority])
        },
        Trial("a root that signed itself with SHA-1") { workshop in
            let authority = try workshop.authority(key: "rsa:2048.ca", options: ["-sha1"])
            return Scene(presented: [try workshop.server(by: authority)], anchors: [authority])
        },
        Trial("a lifetime of exactly 825 days") { workshop in
            let authority = try workshop.authority(days: 900)
            return Scene(
                presented: [try workshop.server(by: authority, days: 825)], anchors: [authority])
        },
        Trial("names within what the authority may certify") { workshop in
            let authority = try workshop.authority(changes: [
                "nameConstraints":
                    "critical,permitted;DNS:lab.example,permitted;IP:10.0.0.0/255.0.0.0,"
                    + "excluded;DNS:secret.lab.example"
            ])
            let server = try workshop.server(
                by: authority, ["subjectAltName": "DNS:pi.lab.example,IP:10.1.2.3"])
            return Scene(presented: [server], anchors: [authority], host: "pi.lab.example")
        },
        Trial("a fresh list that takes back somebody else") { workshop in
            let authority = try workshop.authority()
            let list = try workshop.list(
                of: authority,
                revoking: [try workshop.client(by: authority, subject: "/CN=lost")])
            return Scene(
                presented: [try workshop.client(by: authority)], anchors: [authority],
                role: .client, lists: [list])
        },
        Trial("an old list beside a fresh one") { workshop in
            let authority = try workshop.authority()
            let old = try workshop.list(of: authority, days: 1)
            let fresh = try workshop.list(of: authority, days: 30)
            var scene = Scene(
                presented: [try workshop.client(by: authority)], anchors: [authority],
                role: .client, lists: [old, fresh])
            scene.now += 2 * Scene.day
            return scene
        },
        Trial("both purposes at once") { workshop in
            let authority = try workshop.authority()
            let both = try workshop.server(
                by: authority, ["extendedKeyUsage": "serverAuth,clientAuth"])
            return Scene(presented: [both], anchors: [authority], role: .client)
        },
        Trial("the last second") { workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(by: authority, days: 10)
            return Scene(
                presented: [server], anchors: [authority], now: server.facts.notAfter - 1)
        },
    ]
}
