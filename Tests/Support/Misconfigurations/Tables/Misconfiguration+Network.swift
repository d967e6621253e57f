import FaultCatalogue
import Foundation

extension Misconfiguration {
    /// What lies between client and broker, and what is there in its place.
    static let network = [
        Misconfiguration(
            "the broker's name is unknown", .hostUnknown, .network, in: [.live, .clientError]
        ) { bench in
            var setup = try bench.healthy()
            setup.client.host = "no-such-broker.invalid"
            setup.scene = .nobody
            return setup
        },
        Misconfiguration(
            "nobody listens at the port", .nobodyListens, .broker, in: [.live, .clientError]
        ) { bench in
            var setup = try bench.healthy()
            setup.scene = .nobody
            return setup
        },
        Misconfiguration(
            "the connection is taken, and no answer comes", .noAnswer, .network,
            in: [.live, .clientError]
        ) { bench in
            var setup = try bench.healthy()
            setup.scene = .silent
            return setup
        },
        Misconfiguration(
            "without TLS: the connection is taken, and no answer comes", .noAnswer, .network,
            in: [.live, .clientError]
        ) { bench in
            var setup = try bench.plain()
            setup.scene = .silent
            return setup
        },
        Misconfiguration(
            "a web server or proxy answers a TLS client in plain text", .somethingBetween,
            .network, in: [.live, .clientError]
        ) { bench in
            var setup = try bench.healthy()
            setup.scene = .answering(webAnswer)
            return setup
        },
        Misconfiguration(
            "a web server or proxy answers a plain client", .somethingBetween, .network,
            in: [.live, .clientError]
        ) { bench in
            var setup = try bench.plain()
            setup.scene = .answering(webAnswer)
            return setup
        },
        Misconfiguration(
            "what answers behind TLS does not speak MQTT", .notMQTT, .client,
            in: [.live, .clientError]
        ) { bench in
            var setup = try bench.healthy()
            setup.scene = .answeringInTLS(Array("220 mail.example ESMTP\r\n".utf8))
            return setup
        },
        Misconfiguration(
            "the peer closes during the handshake", .closedDuringHandshake, .network,
            in: [.live]
        ) { bench in
            var setup = try bench.healthy()
            setup.scene = .closing
            return setup
        },
        Misconfiguration(
            "the client closes during the handshake", .closedDuringHandshake, .network,
            in: [.brokerLog]
        ) { bench in
            var setup = try bench.healthy()
            setup.stockClient = .plain([0x16, 3, 1, 2, 0, 1])
            return setup
        },
        Misconfiguration(
            "the server knows no host of that name", .serverNameRefused, .broker,
            in: [.live, .clientError]
        ) { bench in
            var setup = try bench.healthy()
            setup.scene = .openssl([
                "-www", "-servername", "broker.example", "-servername_fatal", "-cert2",
                bench.path("broker/server.crt"), "-key2", bench.path("broker/server.key"),
            ])
            return setup
        },
        Misconfiguration(
            "the server refuses with an alert that tells nothing", .peerRefused, .broker,
            in: [.live, .clientError]
        ) { bench in
            var setup = try bench.healthy()
            setup.scene = .answering([0x15, 3, 3, 0, 2, 2, 49])
            return setup
        },
    ]

    private static let webAnswer = Array(
        """
        HTTP/1.1 400 Bad Request\r
        Server: proxy.example\r
        Content-Type: text/plain\r
        Connection: close\r
        \r
        The plain HTTP request was sent to HTTPS port\r

        """.utf8)
}
