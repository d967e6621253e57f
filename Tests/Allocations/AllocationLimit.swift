import MQTTPackets
import ShardTraffic
import Testing

/// How many allocations a delivery may cost in one kind of traffic, in steady state.
struct AllocationLimit: CustomTestStringConvertible {
    /// What the traffic is, for whoever reads that the limit does not hold.
    let testDescription: String
    /// Allocations per delivery; a limit above 0 is what was counted and may only go down.
    let perDelivery: Double
    let plan: TrafficPlan

    private init(
        _ description: String, perDelivery: Double = 0, _ change: (inout TrafficPlan) -> Void
    ) {
        testDescription = description
        self.perDelivery = perDelivery
        plan = TrafficPlan(change)
    }

    /// Every limit.
    static let all = sameVersion + otherVersion + others + kept

    private static let sameVersion = [ProtocolVersion.v311, .v5].flatMap { version in
        [QoS.atMostOnce, .atLeastOnce, .exactlyOnce].flatMap { qos in
            let name = "QoS \(qos.rawValue), \(version == .v5 ? "MQTT 5" : "3.1.1")"
            func limit(
                _ traffic: String, _ change: (inout TrafficPlan) -> Void
            ) -> AllocationLimit {
                AllocationLimit("\(traffic), \(name)") {
                    $0.publisherVersion = version
                    $0.receiverVersion = version
                    $0.qos = qos
                    change(&$0)
                }
            }
            return [
                limit("10 pairs") { $0.topicCount = 10 },
                limit("1 to 100") { $0.receiversPerTopic = 100 },
                limit("10 to 1") {
                    $0.topicCount = 10
                    $0.isFanIn = true
                },
            ]
        }
    }

    private static let otherVersion = [QoS.atMostOnce, .atLeastOnce].flatMap { qos in
        [
            AllocationLimit("3.1.1 to MQTT 5, QoS \(qos.rawValue)") {
                $0.receiverVersion = .v5
                $0.qos = qos
            },
            AllocationLimit("MQTT 5 to 3.1.1, QoS \(qos.rawValue)") {
                $0.publisherVersion = .v5
                $0.qos = qos
            },
        ]
    }

    private static let others = [
        AllocationLimit("4 KiB to 100 receivers") {
            $0.receiversPerTopic = 100
            $0.payloadBytes = 4_096
        },
        // A window that empties between bursts and is as wide again.
        AllocationLimit("bursts of 1,000, QoS 1") {
            $0.burst = 1_000
            $0.qos = .atLeastOnce
        },
        // A message that waits owns its bytes: an object and an array.
        AllocationLimit("QoS 1 through queues", perDelivery: 1.5) {
            $0.qos = .atLeastOnce
            $0.inflightMax = 5
        },
        AllocationLimit("QoS 1 through the queues of 100 receivers", perDelivery: 0.015) {
            $0.qos = .atLeastOnce
            $0.inflightMax = 5
            $0.receiversPerTopic = 100
        },
        AllocationLimit("two shards, 10 pairs, QoS 0", perDelivery: 0.07) {
            $0.shardCount = 2
            $0.topicCount = 10
        },
        AllocationLimit("two shards, 10 pairs, QoS 1", perDelivery: 0.09) {
            $0.shardCount = 2
            $0.topicCount = 10
            $0.qos = .atLeastOnce
        },
    ]

    /// What sessions are owed that outlive their connections goes into the journal.
    private static let kept = [
        AllocationLimit("kept sessions, 10 pairs, QoS 1", perDelivery: 3.2) {
            $0.topicCount = 10
            $0.qos = .atLeastOnce
            $0.isKept = true
        },
        AllocationLimit("kept sessions, 10 pairs, QoS 2", perDelivery: 3.2) {
            $0.topicCount = 10
            $0.qos = .exactlyOnce
            $0.isKept = true
        },
        AllocationLimit("kept sessions, 1 to 100, QoS 1", perDelivery: 0.1) {
            $0.receiversPerTopic = 100
            $0.qos = .atLeastOnce
            $0.isKept = true
        },
    ]
}
