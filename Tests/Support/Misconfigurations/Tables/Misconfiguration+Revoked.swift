import FaultCatalogue
import Foundation

extension Misconfiguration {
    private static let day = 86_400

    /// What authorities took back.
    static let revoked = [
        Misconfiguration(
            "the client's certificate was taken back", .certificateRevoked, .client,
            in: .everywhere
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["crlfile"] = bench.path("broker/ca.crl")
            try await bench.writeList(
                "broker/ca.crl", of: bench.kit.root, revoking: [bench.kit.path("client.crt")])
            return setup
        },
        Misconfiguration(
            "the broker's revocation list is out of date", .revocationListStale, .broker,
            in: [.files, .brokerLog]
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["crlfile"] = bench.path("broker/ca.crl")
            try await bench.writeList(
                "broker/ca.crl", of: bench.kit.root, begins: -40 * day, ends: -10 * day)
            return setup
        },
        Misconfiguration(
            "the broker's revocation list is another authority's", .revocationListUnusable,
            .broker, in: [.files, .brokerLog]
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["crlfile"] = bench.path("broker/ca.crl")
            try await bench.writeList("broker/ca.crl", of: bench.kit.stranger)
            return setup
        },
        Misconfiguration(
            "the broker's crlfile holds no list", .revocationListUnusable, .broker,
            in: .brokerFiles
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["crlfile"] = bench.path("broker/ca.crl")
            try bench.take("root.crt", as: "broker/ca.crl")
            return setup
        },
    ]
}
