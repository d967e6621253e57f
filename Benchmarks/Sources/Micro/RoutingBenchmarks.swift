import MQTTPackets
import ShardTraffic

/// A delivery through a shard without sockets: PUBLISH in, frames and acknowledgements out and in.
var routing: [Benchmark] {
    [ProtocolVersion.v311, .v5].flatMap { version in
        [QoS.atMostOnce, .atLeastOnce, .exactlyOnce].flatMap { qos in
            let name = "\(version == .v5 ? "v5" : "v3") QoS \(qos.rawValue)"
            func benchmark(
                _ traffic: String, _ change: (inout TrafficPlan) -> Void
            ) -> Benchmark {
                let plan = TrafficPlan {
                    $0.publisherVersion = version
                    $0.receiverVersion = version
                    $0.qos = qos
                    change(&$0)
                }
                return Benchmark("routing/\(traffic) \(name)", operations: plan.deliveriesPerRound)
                {
                    let traffic = ShardTraffic(plan)
                    return { traffic.round() }
                }
            }
            let always = [
                benchmark("100 pairs") { $0.topicCount = 100 },
                benchmark("1 to 1000") { $0.receiversPerTopic = 1_000 },
                benchmark("100 pairs, two shards") {
                    $0.topicCount = 100
                    $0.shardCount = 2
                },
            ]
            if qos == .atMostOnce { return always }
            return always + [
                benchmark("100 pairs, kept") {
                    $0.topicCount = 100
                    $0.isKept = true
                },
                benchmark("100 pairs, through queues") {
                    $0.topicCount = 100
                    $0.inflightMax = 5
                },
            ]
        }
    }
}
