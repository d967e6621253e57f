import FaultCatalogue
import Foundation

extension Misconfiguration {
    /// What the broker asks for, and what keys can do.
    static let shown = [
        Misconfiguration(
            "the client shows no certificate", .clientCertificateMissing, .client, in: .connecting
        ) { bench in
            var setup = try bench.healthy()
            (setup.client.certificate, setup.client.key) = (nil, nil)
            return setup
        },
        Misconfiguration(
            "the client shows no certificate, over TLS 1.2", .clientCertificateMissing, .client,
            in: .connecting
        ) { bench in
            var setup = try bench.healthy()
            (setup.client.certificate, setup.client.key) = (nil, nil)
            setup.client.newestTLS = "tlsv1.2"
            return setup
        },
        Misconfiguration(
            "require_certificate is set, and there is no cafile", .noAuthorities, .broker,
            in: .brokerFiles
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["cafile"] = nil
            return setup
        },
        Misconfiguration(
            "the folder of authorities is not hashed", .authorityFolderUnhashed, .broker,
            in: [.files]
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["cafile"] = nil
            setup.broker["capath"] = bench.path("authorities")
            try FileManager.default.createDirectory(
                at: bench.url("authorities"), withIntermediateDirectories: true)
            try bench.take("root.crt", as: "authorities/ca.crt")
            return setup
        },
        Misconfiguration(
            "the client's certificate has no common name to be its user name",
            .commonNameMissing, .authority, in: [.files, .brokerLog]
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["use_identity_as_username"] = "true"
            setup.broker["allow_anonymous"] = "false"
            var recipe = CertificateRecipe.client(with: bench.kit)
            recipe.subject = "/O=Greenhouse/OU=Sensors"
            try await bench.issue("client/client.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the broker's key is RSA of 1024 bits", .weakCryptography, .authority,
            in: .brokerFiles
        ) { bench in
            try await bench.broker(
                with: ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"], usage: "digitalSignature")
        },
        Misconfiguration(
            "the broker's certificate is signed with SHA-1", .weakCryptography, .authority,
            in: .brokerFiles
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.server(with: bench.kit)
            recipe.digest = "sha1"
            try await bench.issue("broker/server.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the broker's key is Ed25519, which many clients cannot", .keyKindNotUsable,
            .authority, in: .everywhere
        ) { bench in
            var setup = try await bench.broker(with: ["ED25519"])
            setup.stockClient = .openssl(["-sigalgs", "ECDSA+SHA256:RSA-PSS+SHA256"])
            return setup
        },
        Misconfiguration(
            "the broker's key is on secp256k1", .keyKindNotUsable, .authority,
            in: [.files, .brokerLog]
        ) { bench in
            try await bench.broker(with: ["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"])
        },
        Misconfiguration(
            "the client's key is on secp256k1", .keyKindNotUsable, .authority, in: .clientFiles
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.client(with: bench.kit)
            recipe.key = try await bench.makeKey(
                "special", ["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"])
            try await bench.issue("client/client.crt", recipe)
            try bench.write(try bench.bytes("special.key"), to: "client/client.key")
            return setup
        },
    ]
}

extension Bench {
    /// A healthy setup whose broker has a key of another kind.
    func broker(with kind: [String], usage: String = "digitalSignature") async throws -> Setup {
        let setup = try healthy()
        var recipe = CertificateRecipe.server(with: kit).with("keyUsage", "critical," + usage)
        recipe.key = try await makeKey("special", kind)
        try await issue("broker/server.crt", recipe)
        try write(try bytes("special.key"), to: "broker/server.key")
        return setup
    }
}
