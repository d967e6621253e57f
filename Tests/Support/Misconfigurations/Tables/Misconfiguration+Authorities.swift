import FaultCatalogue
import Foundation

extension Misconfiguration {
    /// Who signed, and whom the other side trusts.
    static let authorities = [
        Misconfiguration(
            "the client trusts another authority", .issuerNotTrusted, .client, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            try bench.take("stranger.crt", as: "client/ca.crt")
            return setup
        },
        Misconfiguration(
            "the client's cafile holds the broker's certificate", .issuerNotTrusted, .client,
            in: .everywhere
        ) { bench in
            var setup = try bench.healthy()
            // GnuTLS trusts any certificate of its file, also one that is no authority's.
            setup.stockClient = .openssl([])
            try bench.take("server.crt", as: "client/ca.crt")
            return setup
        },
        Misconfiguration(
            "the client's cafile holds the broker's chain in place of the root",
            .chainInPlaceOfRoot, .client, in: [.files, .live, .clientError]
        ) { bench in
            let setup = try await bench.below()
            try bench.write(
                try bench.bytes("broker/server.crt"), to: "client/ca.crt")
            return setup
        },
        Misconfiguration(
            "the authority was made anew under its old name, and the client has the old one",
            .authorityRemade, .client, in: [.files, .live, .clientError]
        ) { bench in
            let setup = try bench.healthy()
            try await bench.issue(
                "client/ca.crt",
                .authority("/O=Greenhouse/CN=Greenhouse CA", key: bench.kit.path("stranger.key")))
            return setup
        },
        Misconfiguration(
            "the authority was made anew under its old name, and the client's certificate is old",
            .authorityRemade, .authority, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            try await bench.issue(
                "old.crt",
                .authority("/O=Greenhouse/CN=Greenhouse CA", key: bench.kit.path("stranger.key")))
            var recipe = CertificateRecipe.client(with: bench.kit)
            recipe.issuer = Kit.Issuer(
                certificate: bench.path("old.crt"), key: bench.kit.path("stranger.key"))
            try await bench.issue("client/client.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the broker does not send the intermediate authority", .intermediateMissing, .broker,
            in: .everywhere
        ) { bench in
            let setup = try await bench.below()
            var recipe = CertificateRecipe.server(with: bench.kit)
            recipe.issuer = bench.kit.intermediate
            try await bench.issue("broker/server.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the client does not send the intermediate authority", .intermediateMissing, .client,
            in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.client(with: bench.kit)
            recipe.issuer = bench.kit.intermediate
            try await bench.issue("client/client.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the client's certificate is another authority's", .clientCertificateNotTrusted,
            .client, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.client(with: bench.kit)
            recipe.issuer = bench.kit.stranger
            try await bench.issue("client/client.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the broker's certificate signed itself", .selfSigned, .broker, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.server(with: bench.kit)
            recipe.issuer = nil
            try await bench.issue("broker/server.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the client's certificate signed itself", .selfSigned, .client, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.client(with: bench.kit)
            recipe.issuer = nil
            try await bench.issue("client/client.crt", recipe)
            return setup
        },
    ]
}

extension Bench {
    /// A healthy setup whose broker's certificate hangs below the intermediate authority.
    func below() async throws -> Setup {
        let setup = try healthy()
        var recipe = CertificateRecipe.server(with: kit)
        recipe.issuer = kit.intermediate
        try await issue("leaf.crt", recipe)
        try write(
            try bytes("leaf.crt"), try kitBytes("intermediate.crt"), to: "broker/server.crt")
        return setup
    }
}
