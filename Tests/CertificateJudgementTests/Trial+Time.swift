import CertificateJudgement
import FaultCatalogue

extension Trial {
    /// Chains that were good, will be good, or were taken back.
    static let untimely = time + lists

    private static func later(
        _ days: Int64, role: Bool = true, authorityDays: Int = 800, leafDays: Int = 365
    ) -> @Sendable (Workshop) throws -> Scene {
        { workshop in
            let authority = try workshop.authority(days: authorityDays)
            let leaf =
                role
                ? try workshop.server(by: authority, days: leafDays)
                : try workshop.client(by: authority, days: leafDays)
            var scene = Scene(
                presented: [leaf], anchors: [authority], role: role ? .server : .client)
            scene.now += days * Scene.day
            return scene
        }
    }

    private static let time = [
        Trial(
            "the broker's certificate expired", .certificateExpired, .broker,
            later(20, leafDays: 10)),
        Trial(
            "the client's certificate expired", .certificateExpired, .client,
            later(20, role: false, leafDays: 10)),
        Trial("in the very second", .certificateExpired, .broker) { workshop in
            let authority = try workshop.authority()
            let server = try workshop.server(by: authority, days: 10)
            return Scene(
                presented: [server], anchors: [authority], now: server.facts.notAfter)
        },
        Trial(
            "the authority expired", .authorityExpired, .authority, later(20, authorityDays: 10)),
        Trial("not good yet", .certificateNotYetValid, .clock, later(-2)),
        Trial("a clock at 1970", .peerClockWrong, .clock, later(-18_000)),
        Trial("a clock decades ahead", .peerClockWrong, .clock, later(80 * 365)),
    ]

    private static func listed(
        reason: String? = nil, revokes: Bool = true, days: Int = 30, later: Int64 = 0,
        authority changes: [String: String] = [:], extensions: [String]? = nil,
        by other: String? = nil
    ) -> @Sendable (Workshop) throws -> Scene {
        { workshop in
            let authority = try workshop.authority(changes: changes)
            let client = try workshop.client(by: authority)
            let issuer = try other.map { try workshop.authority($0, key: "P-256.other") }
            let list = try workshop.list(
                of: issuer ?? authority, revoking: revokes ? [client] : [], reason: reason,
                days: days, extensions: extensions ?? ["authorityKeyIdentifier=keyid"])
            var scene = Scene(
                presented: [client], anchors: [authority], role: .client, lists: [list])
            scene.now += later * Scene.day
            return scene
        }
    }

    private static let lists = [
        Trial("taken back", .certificateRevoked, .client, listed()),
        Trial(
            "taken back for a reason", .certificateRevoked, .client,
            listed(reason: "keyCompromise")),
        Trial(
            "a list out of date", .revocationListStale, .broker,
            listed(revokes: false, days: 1, later: 3)),
        Trial(
            "another authority's list", .revocationListUnusable, .broker,
            listed(revokes: false, by: "/O=Other/CN=Other CA")),
        Trial(
            "a list that another key signed", .revocationListUnusable, .broker,
            listed(
                revokes: false, extensions: ["2.5.29.20=DER:020101"],
                by: "/O=ISIS/CN=ISIS CA")),
        Trial(
            "an authority that may not sign lists", .revocationListUnusable, .broker,
            listed(revokes: false, authority: ["keyUsage": "critical,keyCertSign"])),
        Trial(
            "a list with a critical extension that nobody knows", .revocationListUnusable,
            .broker,
            listed(
                revokes: false,
                extensions: ["authorityKeyIdentifier=keyid", "1.2.3.4=critical,DER:0500"])),
    ]
}
