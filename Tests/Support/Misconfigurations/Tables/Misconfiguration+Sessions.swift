import FaultCatalogue
import Foundation
import StockPeers

extension Misconfiguration {
    /// What the broker says after the handshake.
    static let sessions = [
        Misconfiguration(
            "the password is wrong", .credentialsRefused, .client, in: .connecting
        ) { bench in
            var setup = try await bench.withPasswords()
            setup.client.user = ("attic", "wrong")
            return setup
        },
        Misconfiguration(
            "the password is wrong, over TLS and MQTT 3.1.1", .credentialsRefused, .client,
            in: .connecting
        ) { bench in
            let passwords = try await bench.withPasswords().broker
            var setup = try bench.healthy()
            setup.broker.merge(passwords) { _, new in new }
            setup.client.user = ("attic", "wrong")
            setup.client.version = .v311
            return setup
        },
        Misconfiguration(
            "the broker lets nobody in without a name", .notAuthorized, .client, in: .connecting
        ) { bench in
            var setup = try bench.plain()
            setup.broker["allow_anonymous"] = "false"
            return setup
        },
        Misconfiguration(
            "the broker does not speak the client's MQTT", .versionRefused, .client,
            in: [.live, .clientError]
        ) { bench in
            var setup = try bench.plain()
            setup.client.version = .v311
            setup.scene = .answering([0x20, 2, 0, 1])
            return setup
        },
        Misconfiguration(
            "the broker takes no empty client identifier", .clientIDRefused, .client,
            in: .connecting
        ) { bench in
            var setup = try bench.plain()
            setup.broker["allow_zero_length_clientid"] = "false"
            setup.client.clientID = ""
            // mosquitto_pub makes one up.
            setup.stockClient = .plain([
                0x10, 12, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 0,
            ])
            setup.client.version = .v311
            return setup
        },
        Misconfiguration(
            "the broker is unavailable", .brokerUnavailable, .broker, in: [.live, .clientError]
        ) { bench in
            var setup = try bench.plain()
            setup.client.version = .v311
            setup.scene = .answering([0x20, 2, 0, 3])
            return setup
        },
        Misconfiguration(
            "the client's keep-alive is longer than the broker allows", .keepAliveRefused,
            .client, in: .connecting
        ) { bench in
            var setup = try bench.plain()
            setup.broker["max_keepalive"] = "30"
            setup.client.keepAliveSeconds = 3_600
            setup.client.version = .v311
            // mosquitto 2.0.11 takes it of a client of MQTT 3.1.1.
            setup.suitsStockBroker = false
            return setup
        },
        Misconfiguration(
            "the broker finds the client's packet too large", .connectRefused, .client,
            in: [.clientError]
        ) { bench in
            var setup = try bench.plain()
            setup.scene = .answering([0x20, 3, 0, 0x95, 0])
            return setup
        },
    ]
}

extension Bench {
    /// A plain setup whose broker knows user `attic` with password `right`.
    func withPasswords() async throws -> Setup {
        var setup = try plain()
        try await ProgramRun.succeed(
            "mosquitto_passwd", ["-b", "-c", "broker/passwords", "attic", "right"],
            in: folder.url)
        setup.broker = ["allow_anonymous": "false", "password_file": path("broker/passwords")]
        setup.client.user = ("attic", "right")
        return setup
    }
}
