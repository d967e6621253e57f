import BrokerConfiguration
import BrokerCore
import MQTTPackets
import Testing

@Suite(.timeLimit(.minutes(2))) struct SettingsTests {
    /// Every limit, and how to set it to nothing, to one and to the most.
    private static let changes:
        [(name: String, change: @Sendable (inout Limits, Extreme) -> Void)] =
            [
                ("packetBytesMax", { $0.packetBytesMax = $1.number }),
                (
                    "packetBytesMaxBeforeAuthentication",
                    { $0.packetBytesMaxBeforeAuthentication = $1.number }
                ),
                ("payloadBytesMax", { $0.payloadBytesMax = $1.number }),
                ("connectDeadline", { $0.connectDeadline = $1.duration }),
                ("tlsHandshakeDeadline", { $0.tlsHandshakeDeadline = $1.duration }),
                ("keepAliveSecondsMax", { $0.keepAliveSecondsMax = $1.small }),
                ("receiveMaximum", { $0.receiveMaximum = $1.small }),
                ("inflightMessagesMax", { $0.inflightMessagesMax = $1.small }),
                ("queuedMessagesMax", { $0.queuedMessagesMax = $1.number }),
                ("stallDeadline", { $0.stallDeadline = $1.duration }),
                ("queuedBytesMax", { $0.queuedBytesMax = $1.number }),
                ("journalBytesMax", { $0.journalBytesMax = $1.number }),
                ("heldAcknowledgementsMax", { $0.heldAcknowledgementsMax = $1.number }),
                ("outboundBytesMax", { $0.outboundBytesMax = $1.number }),
                ("connectionsMax", { $0.connectionsMax = $1.number }),
                ("sessionsMax", { $0.sessionsMax = $1.number }),
                ("sessionExpiryMax", { $0.sessionExpiryMax = $1.duration }),
                ("subscriptionsPerSessionMax", { $0.subscriptionsPerSessionMax = $1.number }),
                (
                    "sharedSubscriptionsPerSessionMax",
                    { $0.sharedSubscriptionsPerSessionMax = $1.number }
                ),
                ("topicLevelsMax", { $0.topicLevelsMax = $1.number }),
                ("clientIDBytesMax", { $0.clientIDBytesMax = $1.number }),
                ("retainedMessagesMax", { $0.retainedMessagesMax = $1.number }),
            ]

    @Test func `case 19: every limit there is has its extremes tried`() {
        let names = Set(Mirror(reflecting: Limits()).children.compactMap(\.label))
        #expect(names == Set(Self.changes.map(\.name)))
    }

    @Test(arguments: changes.indices)
    func `case 19: no extreme of a limit traps the shard`(place: Int) {
        for extreme in Extreme.allCases {
            let bench = QuietBench { Self.changes[place].change(&$0, extreme) }
            EverydayTraffic.pass(through: bench)
        }
    }

    @Test func `case 19: all limits at the same extreme do not trap the shard`() {
        for extreme in Extreme.allCases {
            let bench = QuietBench { limits in
                for (_, change) in Self.changes { change(&limits, extreme) }
            }
            EverydayTraffic.pass(through: bench)
        }
    }

    @Test(arguments: [
        "max_packet_size", "message_size_limit", "max_inflight_messages", "max_queued_messages",
        "max_queued_bytes", "max_keepalive", "global_max_connections", "global_max_clients",
        "autosave_interval", "max_connections",
    ])
    func `case 19: an option at its extremes is refused or served`(option: String) {
        for value in ["-1", "0", "1", "20", "65535", "268435460", "\(Int32.max)", "\(Int.max)"] {
            let text = "listener 0\nallow_anonymous true\n\(option) \(value)\n"
            guard let read = try? ConfigurationReader.read(text: text, file: "test") else {
                continue  // refused, which has tests of its own
            }
            EverydayTraffic.pass(through: QuietBench(settings: read.settings))
        }
    }
}
