import MQTTPackets
import Testing

/// A connection is lost at every point of a QoS 1 and a QoS 2 flow, on either side.
@Suite struct FlowCutTests {
    private static let qosOfFlows: [QoS] = [.atLeastOnce, .exactlyOnce]

    @Test(arguments: qosOfFlows, FlowCut.Ending.allCases)
    func `a connection lost between any two steps of a flow loses and doubles nothing`(
        qos: QoS, ending: FlowCut.Ending
    ) throws {
        var faults: [String] = []
        for (version, seed) in [(ProtocolVersion.v311, UInt64(1)), (.v5, 2), (.v5, 3)] {
            for side in FlowCut.Side.allCases {
                for journals in [false, true] {
                    var traits = Traits(journals: journals, pace: .all)
                    traits.shardCount = journals ? 2 : 1
                    faults += try FlowCut(
                        seed: seed, qos: qos, version: version, ending: ending, side: side,
                        traits: traits
                    ).runAll()
                }
            }
        }
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }

    @Test(arguments: qosOfFlows, FlowCut.Side.allCases)
    func `a connection lost after any byte of a flow loses and doubles nothing`(
        qos: QoS, side: FlowCut.Side
    ) throws {
        let faults = try FlowCut(
            seed: 4, qos: qos, version: .v311, ending: .cut, side: side,
            traits: Traits(pace: .single)
        ).runAll()
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }
}
