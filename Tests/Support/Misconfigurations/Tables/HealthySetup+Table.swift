import Foundation
import Identity

extension HealthySetup {
    /// All of them.
    package static let all = plain + certificates + files + options

    private static let plain = [
        HealthySetup("plain MQTT") { bench in try bench.plain() },
        HealthySetup("plain MQTT 3.1.1 with a password") { bench in
            var setup = try await bench.withPasswords()
            setup.client.version = .v311
            return setup
        },
        HealthySetup("a password over TLS, the client without a certificate") { bench in
            let passwords = try await bench.withPasswords()
            var setup = try bench.healthy()
            setup.broker["require_certificate"] = "false"
            setup.broker.merge(passwords.broker) { _, new in new }
            setup.client.user = passwords.client.user
            (setup.client.certificate, setup.client.key) = (nil, nil)
            return setup
        },
        HealthySetup("the longest keep-alive that the broker allows") { bench in
            var setup = try bench.plain()
            setup.broker["max_keepalive"] = "60"
            return setup
        },
    ]

    private static let certificates = [
        HealthySetup("mutual TLS with what apus ca and apus cert make") { bench in
            let store = IdentityStore(folder: bench.path("pki"))
            let authority = try store.ensureAuthority().certificatePath
            let server = try store.ensureServer(names: ["localhost", "127.0.0.1"])
            let device = try store.ensureDevice(name: "sensor-1")
            var setup = try bench.healthy()
            setup.broker["cafile"] = authority
            setup.broker["certfile"] = server.certificatePath
            setup.broker["keyfile"] = server.keyPath
            setup.client.authorities = authority
            setup.client.certificate = device.certificatePath
            setup.client.key = device.keyPath
            return setup
        },
        HealthySetup("mutual TLS, by name") { bench in try bench.healthy() },
        HealthySetup("mutual TLS, by address") { bench in
            var setup = try bench.healthy()
            setup.client.host = "127.0.0.1"
            return setup
        },
        HealthySetup("mutual TLS, RSA of 2048 bits") { bench in
            try await bench.broker(
                with: ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
                usage: "digitalSignature,keyEncipherment")
        },
        HealthySetup("the broker sends its intermediate authority") { bench in
            try await bench.below()
        },
        HealthySetup("the client sends its intermediate authority") { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.client(with: bench.kit)
            recipe.issuer = bench.kit.intermediate
            try await bench.issue("leaf.crt", recipe)
            try bench.write(
                try bench.bytes("leaf.crt"), try bench.kitBytes("intermediate.crt"),
                to: "client/client.crt")
            return setup
        },
        HealthySetup("a certificate of exactly 825 days") { bench in
            let setup = try bench.healthy()
            var recipe = CertificateRecipe.server(with: bench.kit)
            recipe.days = 825
            try await bench.issue("broker/server.crt", recipe)
            return setup
        },
    ]

    private static let files = [
        HealthySetup("a cafile with several authorities") { bench in
            let setup = try bench.healthy()
            try bench.write(
                try bench.kitBytes("stranger.crt"), try bench.kitBytes("root.crt"),
                to: "client/ca.crt")
            return setup
        },
        HealthySetup("line ends of Windows") { bench in
            let setup = try bench.healthy()
            for name in ["broker/server.crt", "client/ca.crt", "client/client.crt"] {
                let text = String(decoding: try bench.bytes(name), as: UTF8.self)
                try bench.write(Data(text.replacing("\n", with: "\r\n").utf8), to: name)
            }
            return setup
        },
        HealthySetup("text before the certificate") { bench in
            let setup = try bench.healthy()
            try await bench.openssl(
                "x509", "-in", bench.kit.path("server.crt"), "-text", "-out", "broker/server.crt")
            return setup
        },
        HealthySetup("a key in OpenSSL's older form") { bench in
            let setup = try bench.healthy()
            try await bench.openssl(
                "ec", "-in", bench.kit.path("server.key"), "-out", "broker/server.key")
            return setup
        },
        HealthySetup("a folder of authorities that is hashed") { bench in
            var setup = try bench.healthy()
            setup.broker["cafile"] = nil
            setup.broker["capath"] = bench.path("authorities")
            try FileManager.default.createDirectory(
                at: bench.url("authorities"), withIntermediateDirectories: true)
            try bench.take("root.crt", as: "authorities/ca.crt")
            try await bench.openssl("rehash", "authorities")
            return setup
        },
        HealthySetup("a fresh revocation list that names somebody else") { bench in
            var setup = try bench.healthy()
            setup.broker["crlfile"] = bench.path("broker/ca.crl")
            try await bench.issue("lost.crt", .client(with: bench.kit))
            try await bench.writeList(
                "broker/ca.crl", of: bench.kit.root, revoking: [bench.path("lost.crt")])
            return setup
        },
    ]

    private static let options = [
        HealthySetup("TLS 1.2") { bench in
            var setup = try bench.healthy()
            setup.client.newestTLS = "tlsv1.2"
            return setup
        },
        HealthySetup("TLS 1.3 only") { bench in
            var setup = try bench.healthy()
            setup.broker["tls_version"] = "tlsv1.3"
            return setup
        },
        HealthySetup("a device with one cipher suite") { bench in
            var setup = try bench.healthy()
            setup.broker["ciphers"] = "ECDHE-ECDSA-AES128-GCM-SHA256"
            setup.client.isDevice = true
            setup.client.newestTLS = "tlsv1.2"
            return setup
        },
        HealthySetup("the common name is the user name") { bench in
            var setup = try bench.healthy()
            setup.broker["use_identity_as_username"] = "true"
            setup.broker["allow_anonymous"] = "false"
            return setup
        },
        HealthySetup("the subject is the user name, and has no common name") { bench in
            var setup = try bench.healthy()
            setup.broker["use_subject_as_username"] = "true"
            setup.broker["allow_anonymous"] = "false"
            var recipe = CertificateRecipe.client(with: bench.kit)
            recipe.subject = "/O=Greenhouse/OU=Sensors"
            try await bench.issue("client/client.crt", recipe)
            return setup
        },
    ]
}
