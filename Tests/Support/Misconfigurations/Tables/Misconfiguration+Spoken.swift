import FaultCatalogue
import Foundation

extension Misconfiguration {
    /// What is spoken, and with whom.
    static let spoken = [
        Misconfiguration(
            "mosquitto's client has certificate and key but no cafile: it speaks plain MQTT",
            .wrongPort, .client, in: [.brokerLog]
        ) { bench in
            var setup = try bench.healthy()
            setup.client.authorities = nil
            return setup
        },
        Misconfiguration(
            "a client without TLS goes to the TLS port", .wrongPort, .client, in: .connecting
        ) { bench in
            var setup = try bench.healthy()
            setup.client = ClientSide(usesTLS: false)
            return setup
        },
        Misconfiguration(
            "a TLS client goes to the plain port", .wrongPort, .client, in: .connecting
        ) { bench in
            var setup = try bench.healthy()
            setup.broker = ["allow_anonymous": "true"]
            return setup
        },
        Misconfiguration(
            "a web browser goes to the TLS port", .notMQTT, .client, in: [.brokerLog]
        ) { bench in
            var setup = try bench.healthy()
            setup.stockClient = .plain(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
            return setup
        },
        Misconfiguration(
            "the broker speaks TLS 1.3 only, the client no newer than 1.2", .noCommonVersion,
            .client, in: .connecting
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["tls_version"] = "tlsv1.3"
            setup.client.newestTLS = "tlsv1.2"
            // --tls-version of mosquitto_pub is the oldest version that it speaks.
            setup.stockClient = .openssl([])
            return setup
        },
        Misconfiguration(
            "a device speaks ECDSA suites only, the broker's key is RSA", .noCommonCipher,
            .authority, in: [.live, .brokerLog]
        ) { bench in
            var setup = try await bench.broker(with: ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
            setup.client.isDevice = true
            setup.client.newestTLS = "tlsv1.2"
            setup.stockClient = .openssl(["-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"])
            return setup
        },
        Misconfiguration(
            "the broker's ciphers need a key of another kind", .noCommonCipher, .broker,
            in: .everywhere
        ) { bench in
            var setup = try bench.healthy()
            setup.broker["ciphers"] = "ECDHE-RSA-AES128-GCM-SHA256"
            setup.client.newestTLS = "tlsv1.2"
            // --tls-version of mosquitto_pub is the oldest version that it speaks.
            setup.stockClient = .openssl([])
            return setup
        },
    ]
}
