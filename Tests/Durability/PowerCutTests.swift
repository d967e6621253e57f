import StockPeers
import Testing

/// The power fails under load. `make powercut ROUNDS=20` runs the large version.
@Suite(.serialized) struct PowerCutTests {
    @Test func `a power cut right after the first acknowledgements loses nothing`() async throws {
        let scale = Scale("POWERCUT", rounds: 1, seed: 6)
        for round in 0..<scale.rounds {
            guard let disk = try await makeDisk(scale) else { return }
            let campaign = try await Campaign(
                BrokerSite(store: disk.store, wrapping: disk.space.wrapping),
                seed: scale.seed + UInt64(round))
            try await campaign.round(scale: 2) { broker in
                try await disk.cut(broker, stopsFirst: true) {}
            }
            let tally = try await campaign.finish()
            #expect(tally.isClean, "\(campaign.report("new disk", tally))")
        }
    }

    @Test func `a power cut loses nothing that was acknowledged`() async throws {
        let scale = Scale("POWERCUT", rounds: 2, seed: 2)
        guard let disk = try await makeDisk(scale) else { return }
        let campaign = try await Campaign(
            BrokerSite(store: disk.store, wrapping: disk.space.wrapping), seed: scale.seed)
        let crowd = campaign.crowd
        for round in 0..<scale.rounds {
            try await campaign.round(scale: scale.messages) { broker in
                // Every other time the broker stays alive on the dead disk: it may acknowledge
                // nothing that it cannot store.
                let stopsFirst = round % 2 == 0
                if !stopsFirst { try await crowd.connectPulse(port: campaign.site.port) }
                try await disk.cut(broker, stopsFirst: stopsFirst) {
                    if !stopsFirst { try await crowd.awaitBeats(300) }
                }
            }
        }
        let tally = try await campaign.finish()
        print(campaign.report("power cuts", tally))
        #expect(tally.isClean, "\(campaign.report("power cuts", tally))")
    }

    /// Nil where the machine does not allow it.
    private func makeDisk(_ scale: Scale) async throws -> LoopDisk? {
        do {
            return try await LoopDisk()
        } catch {
            try scale.skip("power cuts need root, loop devices and ext4: \(error)")
            return nil
        }
    }
}
