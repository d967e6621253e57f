import FaultCatalogue
import Foundation

extension Misconfiguration {
    /// What the certificates of a chain allow each other.
    static let chains = [
        Misconfiguration(
            "the broker's chain begins with the authority", .chainOutOfOrder, .broker,
            in: .brokerFiles
        ) { bench in
            let setup = try await bench.below()
            try bench.write(
                try bench.kitBytes("intermediate.crt"), try bench.bytes("leaf.crt"),
                to: "broker/server.crt")
            return setup
        },
        Misconfiguration(
            "the client's chain begins with the authority", .chainOutOfOrder, .client,
            in: .clientFiles
        ) { bench in
            let setup = try bench.healthy()
            try bench.write(
                try bench.kitBytes("root.crt"), try bench.kitBytes("client.crt"),
                to: "client/client.crt")
            return setup
        },
        Misconfiguration(
            "the broker's certificate is for clients", .purposeNotAllowed, .authority,
            in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            try await bench.issue(
                "broker/server.crt",
                .server(with: bench.kit).with("extendedKeyUsage", "clientAuth"))
            return setup
        },
        Misconfiguration(
            "the client shows a certificate that is for servers", .purposeNotAllowed, .authority,
            in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            try await bench.issue(
                "client/client.crt",
                .client(with: bench.kit).with("extendedKeyUsage", "serverAuth"))
            return setup
        },
        Misconfiguration(
            "the authority's certificate does not say that it is one", .issuerIsNoAuthority,
            .authority, in: .everywhere
        ) { bench in
            try await bench.remadeAuthority {
                $0.with("basicConstraints", "critical,CA:FALSE")
            }
        },
        Misconfiguration(
            "the authority's key may not sign certificates", .issuerIsNoAuthority, .authority,
            in: .everywhere
        ) { bench in
            try await bench.remadeAuthority {
                $0.with("keyUsage", "critical,digitalSignature")
            }
        },
        Misconfiguration(
            "the authority allows none below it, and there is one", .constraintViolated,
            .authority, in: [.files, .live, .brokerLog]
        ) { bench in
            let setup = try await bench.below()
            try await bench.issue(
                "client/ca.crt",
                CertificateRecipe.authority(
                    "/O=Greenhouse/CN=Greenhouse CA", key: bench.kit.path("root.key")
                ).with("basicConstraints", "critical,CA:TRUE,pathlen:0"))
            try bench.write(try bench.bytes("client/ca.crt"), to: "broker/ca.crt")
            return setup
        },
        Misconfiguration(
            "the authority may sign for other names only", .constraintViolated, .authority,
            in: .everywhere
        ) { bench in
            try await bench.remadeAuthority {
                $0.with("nameConstraints", "critical,permitted;DNS:greenhouse.example")
            }
        },
        Misconfiguration(
            "the broker's certificate has a critical extension that nobody knows",
            .constraintViolated, .authority, in: .everywhere
        ) { bench in
            let setup = try bench.healthy()
            try await bench.issue(
                "broker/server.crt",
                .server(with: bench.kit).with("1.3.6.1.4.1.55555.1", "critical,DER:0500"))
            return setup
        },
        Misconfiguration(
            "the broker's chain is too large to be taken", .chainTooLarge, .broker,
            in: [.files, .live, .clientError]
        ) { bench in
            let setup = try await bench.below()
            let copies = Array(repeating: try bench.kitBytes("intermediate.crt"), count: 260)
            try bench.write(
                try bench.bytes("leaf.crt"), copies.reduce(Data(), +), to: "broker/server.crt")
            return setup
        },
        Misconfiguration(
            "the authority's certificate fails strict verification", .strictVerification,
            .authority, weight: .warning, in: .everywhere.subtracting([.brokerLog, .clientError])
        ) { bench in
            try await bench.remadeAuthority { $0.with("keyUsage", nil) }
        },
        Misconfiguration(
            "two certificates of the authority bear one serial number", .serialReused,
            .authority, weight: .warning, in: [.files]
        ) { bench in
            let setup = try bench.healthy()
            var server = CertificateRecipe.server(with: bench.kit)
            var client = CertificateRecipe.client(with: bench.kit)
            (server.serial, client.serial) = ("4711", "4711")
            try await bench.issue("broker/server.crt", server)
            try await bench.issue("client/client.crt", client)
            return setup
        },
    ]
}

extension Bench {
    /// A healthy setup whose authority has the same key and name, and another certificate.
    func remadeAuthority(
        days: Int = 3_650, _ change: (CertificateRecipe) -> CertificateRecipe
    ) async throws -> Setup {
        let setup = try healthy()
        var recipe = CertificateRecipe.authority(
            "/O=Greenhouse/CN=Greenhouse CA", key: kit.path("root.key"))
        recipe.days = days
        try await issue("client/ca.crt", change(recipe))
        try write(try bytes("client/ca.crt"), to: "broker/ca.crt")
        return setup
    }
}
