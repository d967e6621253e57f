import FaultCatalogue
import Foundation

extension Misconfiguration {
    /// Whom a certificate names, and whom it should.
    static let names = [
        Misconfiguration(
            "the lab: authority and broker share one name, all of X.509 version 1",
            .sharedSubjectName, .authority, in: .everywhere
        ) { bench in try await bench.lab() },
        Misconfiguration(
            "authority and broker share one name; the authority is of version 3",
            .sharedSubjectName, .authority, in: .everywhere
        ) { bench in try await bench.lab(authorityIsVersion3: true) },
        Misconfiguration(
            "authority and client share one name; the broker has its own",
            .sharedSubjectName, .authority, in: .everywhere
        ) { bench in
            try await bench.lab(
                broker: "/C=FR/ST=France/O=ISIS/CN=localhost", client: "/C=FR/ST=France/O=ISIS")
        },
        Misconfiguration(
            "the broker's certificate names another host", .hostNameNotInCertificate, .authority,
            in: .connecting
        ) { bench in
            let setup = try bench.healthy()
            try await bench.issue(
                "broker/server.crt",
                .server(with: bench.kit).with("subjectAltName", "DNS:broker.example"))
            return setup
        },
        Misconfiguration(
            "the broker's certificate has neither common name nor alternative names",
            .hostNameNotInCertificate, .authority, in: .connecting
        ) { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.server(with: bench.kit).with("subjectAltName", nil)
            recipe.subject = "/O=Greenhouse Broker"
            try await bench.issue("broker/server.crt", recipe)
            return setup
        },
        Misconfiguration(
            "the sensor project: the broker is called mqtt.com, the client goes elsewhere",
            .hostNameNotInCertificate, .authority, in: .connecting
        ) { bench in try await bench.project(days: 3_660) },
        Misconfiguration(
            "the client connects by address, the certificate has names only",
            .addressNotInCertificate, .authority, in: .connecting
        ) { bench in
            var setup = try bench.healthy()
            setup.client.host = "127.0.0.1"
            try await bench.issue(
                "broker/server.crt",
                .server(with: bench.kit).with("subjectAltName", "DNS:localhost"))
            return setup
        },
        Misconfiguration(
            "the certificate has the address as a DNS name", .addressAsDNSName, .authority,
            in: [.files, .live, .clientError]
        ) { bench in
            var setup = try bench.healthy()
            setup.client.host = "127.0.0.1"
            try await bench.issue(
                "broker/server.crt",
                .server(with: bench.kit).with("subjectAltName", "DNS:localhost,DNS:127.0.0.1"))
            return setup
        },
        Misconfiguration(
            "the certificate's wildcard does not reach the host's name", .wildcardNotMatched,
            .authority, in: .connecting
        ) { bench in
            var setup = try bench.healthy()
            // mosquitto_pub 2.0 lets it pass.
            setup.stockClient = .openssl([])
            try await bench.issue(
                "broker/server.crt",
                .server(with: bench.kit).with("subjectAltName", "DNS:*.localhost"))
            return setup
        },
        Misconfiguration(
            "the broker's certificate has a common name only", .alternativeNameMissing,
            .authority, weight: .warning, in: [.files, .live]
        ) { bench in
            let setup = try bench.healthy()
            try await bench.issue(
                "broker/server.crt", .server(with: bench.kit).with("subjectAltName", nil))
            return setup
        },
    ]
}
