import Foundation
import NIOCore
import StockPeers
import Testing

/// SIGKILL at random moments. `make crash ROUNDS=100` runs the large version.
@Suite(.serialized) struct CrashTests {
    @Test func `kill -9 loses nothing that was acknowledged`() async throws {
        let scale = Scale("CRASH", rounds: 4)
        let campaign = try await Campaign(BrokerSite(), seed: scale.seed)
        for _ in 0..<scale.rounds { try await campaign.round(scale: scale.messages) }
        let tally = try await campaign.finish()
        print(campaign.report("kill -9", tally))
        #expect(tally.isClean, "\(campaign.report("kill -9", tally))")
    }

    @Test func `a clean end in the middle of traffic loses nothing`() async throws {
        let scale = Scale("CLEAN", rounds: 2)
        let campaign = try await Campaign(BrokerSite(), seed: scale.seed)
        for _ in 0..<scale.rounds {
            try await campaign.round(scale: scale.messages) { broker in
                broker.signal(SIGTERM)
                let run = try await broker.end()
                #expect(run.exitCode == 0, "\(run.errors)")
            }
        }
        let tally = try await campaign.finish()
        #expect(tally.isClean, "\(campaign.report("SIGTERM", tally))")
    }

    @Test func `the checker sees that mosquitto loses what it acknowledged`() async throws {
        let campaign = try await Campaign(BrokerSite(.mosquitto), seed: 1)
        try await campaign.round(scale: 400)
        let tally = try await campaign.finish(patience: .milliseconds(500))
        #expect(tally.count(.lost) > 0, "\(tally)")
        #expect(tally.count(.lostSession) > 0, "\(tally)")
    }

    @Test func `a second broker on the same store is refused, and the first goes on`()
        async throws
    {
        let site = try await BrokerSite()
        let campaign = try await Campaign(site, seed: 1)
        let second = try await site.refusedSecond()
        #expect(second.exitCode != 0)
        #expect(second.errors.contains("\(campaign.broker.processID)"), "\(second.errors)")
        try await campaign.round(scale: 50)
        let tally = try await campaign.finish()
        #expect(tally.isClean, "\(tally)")
    }
}
