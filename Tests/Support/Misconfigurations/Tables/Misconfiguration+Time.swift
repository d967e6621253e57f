import FaultCatalogue
import Foundation

extension Misconfiguration {
    private static let day = 86_400

    /// When certificates are good, and what the clocks say.
    static let time = [
        Misconfiguration(
            "the broker's certificate has expired", .certificateExpired, .broker, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.server(with: bench.kit)
            (recipe.begins, recipe.ends) = (-100 * day, -10 * day)
            try await bench.issue("broker/server.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the client's certificate has expired", .certificateExpired, .client, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.client(with: bench.kit)
            (recipe.begins, recipe.ends) = (-100 * day, -10 * day)
            try await bench.issue("client/client.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the authority has expired below leaves that are good, as in the sensor project",
            .authorityExpired, .authority, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.authority(
                "/O=Greenhouse/CN=Greenhouse CA", key: bench.kit.path("root.key"))
            (recipe.begins, recipe.ends) = (-40 * day, -10 * day)
            try await bench.issue("broker/ca.crt", recipe)
            try bench.write(try bench.bytes("broker/ca.crt"), to: "client/ca.crt")
            return setup
        },
        Misconfiguration(
            "the broker's certificate is not good yet: its maker's clock was ahead",
            .certificateNotYetValid, .clock, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.server(with: bench.kit)
            (recipe.begins, recipe.ends) = (20 * day, 60 * day)
            try await bench.issue("broker/server.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the client's certificate is not good yet", .certificateNotYetValid, .clock,
            in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.client(with: bench.kit)
            (recipe.begins, recipe.ends) = (20 * day, 60 * day)
            try await bench.issue("client/client.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the device's clock is decades ahead", .peerClockWrong, .clock, in: [.brokerLog]
        ) { bench in
            var setup = try bench.healthy()
            setup.stockClient = .openssl(["-attime", "4000000000", "-verify_return_error"])
            return setup
        },
        Misconfiguration(
            "the broker's certificate is good for more than 825 days", .lifetimeTooLong,
            .authority, weight: .warning, in: [.files, .live]
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.server(with: bench.kit)
            recipe.days = 900
            try await bench.issue("broker/server.crt", recipe)
            return setup
        },
        Misconfiguration(
            "certificates outlive their authority, as in the sensor project", .outlivesAuthority,
            .authority, weight: .warning, in: [.files, .live]
        ) { bench in
            let setup = try await bench.remadeAuthority(days: 10) { $0 }
            return setup
        },
    ]
}
