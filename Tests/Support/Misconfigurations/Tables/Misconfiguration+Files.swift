import FaultCatalogue
import Foundation

extension Misconfiguration {
    /// Files that cannot be used as what they are given for.
    static let files = [
        Misconfiguration(
            "the broker's key belongs to another certificate", .keyOfAnotherCertificate, .broker,
            in: .brokerFiles
        ) { bench in
            let setup = try bench.healthy()
            try bench.take("stranger.key", as: "broker/server.key")
            return setup
        },
        Misconfiguration(
            "the client's key belongs to another certificate", .keyOfAnotherCertificate, .client,
            in: .clientFiles
        ) { bench in
            let setup = try bench.healthy()
            try bench.take("stranger.key", as: "client/client.key")
            return setup
        },
        Misconfiguration(
            "the broker's certificate and key are swapped", .filesSwapped, .broker,
            in: .brokerFiles
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["certfile"] = bench.path("broker/server.key")
            setup.broker["keyfile"] = bench.path("broker/server.crt")
            return setup
        },
        Misconfiguration(
            "the client's certificate and key are swapped", .filesSwapped, .client,
            in: .clientFiles
        ) { bench in
            var setup = try bench.healthy()
            setup.client.certificate = bench.path("client/client.key")
            setup.client.key = bench.path("client/client.crt")
            return setup
        },
        Misconfiguration(
            "the broker's user may not read its key", .keyUnreadable, .broker, in: [.files]
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["user"] = "nobody"
            try bench.setMode(0o600, of: "broker/server.key")
            return setup
        },
        Misconfiguration(
            "the broker's key is encrypted", .keyEncrypted, .broker, in: .brokerFiles
        ) { bench in
            let setup = try bench.healthy()
            try await bench.openssl(
                "pkey", "-in", bench.kit.path("server.key"), "-aes256", "-passout", "pass:secret",
                "-out", "broker/server.key")
            return setup
        },
        Misconfiguration(
            "the client's key is encrypted the old way", .keyEncrypted, .client, in: .clientFiles
        ) { bench in
            let setup = try bench.healthy()
            try await bench.openssl(
                "ec", "-in", bench.kit.path("client.key"), "-aes128", "-passout", "pass:secret",
                "-out", "client/client.key")
            return setup
        },
        Misconfiguration(
            "the broker's cafile is not there", .fileMissing, .broker, in: .brokerFiles
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["cafile"] = bench.path("broker/cacert.crt")
            return setup
        },
        Misconfiguration(
            "the client's cafile is not there", .fileMissing, .client, in: .clientFiles
        ) { bench in
            var setup = try bench.healthy()
            setup.client.authorities = bench.path("client/cacert.crt")
            return setup
        },
        Misconfiguration(
            "the broker's certificate is DER", .notPEM, .broker, in: .brokerFiles
        ) { bench in
            let setup = try bench.healthy()
            try await bench.openssl(
                "x509", "-in", bench.kit.path("server.crt"), "-outform", "DER", "-out",
                "broker/server.crt")
            return setup
        },
        Misconfiguration(
            "the client's cafile is DER", .notPEM, .client, in: .clientFiles
        ) { bench in
            let setup = try bench.healthy()
            try await bench.openssl(
                "x509", "-in", bench.kit.path("root.crt"), "-outform", "DER", "-out",
                "client/ca.crt")
            return setup
        },
        Misconfiguration("the client's cafile is empty", .notPEM, .client, in: .clientFiles) {
            bench in
            let setup = try bench.healthy()
            try bench.write(Data(), to: "client/ca.crt")
            return setup
        },
        Misconfiguration(
            "the client's certificate begins with a byte-order mark", .notPEM, .client,
            in: .clientFiles
        ) { bench in
            let setup = try bench.healthy()
            try bench.write(
                Data([0xEF, 0xBB, 0xBF]), try bench.bytes("client/client.crt"),
                to: "client/client.crt")
            return setup
        },
        Misconfiguration(
            "the broker's chain was joined without a line break", .blocksJoined, .broker,
            in: .brokerFiles
        ) { bench in
            let setup = try await bench.below()
            let text = String(decoding: try bench.bytes("broker/server.crt"), as: UTF8.self)
            try bench.write(
                Data(text.replacing("-----\n-----BEGIN", with: "----------BEGIN").utf8),
                to: "broker/server.crt")
            return setup
        },
        Misconfiguration(
            "the client's authorities were joined without a line break", .blocksJoined, .client,
            in: .clientFiles
        ) { bench in
            let setup = try bench.healthy()
            try bench.write(
                try bench.kitBytes("stranger.crt").dropLast(), try bench.kitBytes("root.crt"),
                to: "client/ca.crt")
            return setup
        },
        Misconfiguration(
            "the client's cafile is a 'trusted certificate' of OpenSSL, as in the sensor project",
            .trustedCertificate, .client, weight: .warning, in: [.files]
        ) { bench in
            let setup = try bench.healthy()
            try await bench.openssl(
                "x509", "-in", bench.kit.path("root.crt"), "-trustout", "-addtrust",
                "serverAuth", "-out", "client/ca.crt")
            return setup
        },
        Misconfiguration(
            "the broker's certificate is damaged", .certificateUnreadable, .broker,
            in: .brokerFiles
        ) { bench in
            let setup = try bench.healthy()
            try bench.write(
                Self.damaged(try bench.bytes("broker/server.crt")), to: "broker/server.crt")
            return setup
        },
        Misconfiguration(
            "the client's certificate is damaged", .certificateUnreadable, .client,
            in: .clientFiles
        ) { bench in
            let setup = try bench.healthy()
            try bench.write(
                Self.damaged(try bench.bytes("client/client.crt")), to: "client/client.crt")
            return setup
        },
    ]

    /// A PEM file that lost its third line.
    private static func damaged(_ pem: Data) -> Data {
        var lines = String(decoding: pem, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        lines.remove(at: 2)
        return Data(lines.joined(separator: "\n").utf8)
    }
}
