import Foundation
import SeededRandom
import StockPeers
import Testing

/// Bytes of the store change by themselves. `make rot ROUNDS=1000` runs the large version.
@Suite(.serialized) struct RotTests {
    /// What became of a start.
    private enum Outcome {
        case served(Tally)
        case refused
    }

    @Test func `a rotten store never traps and never delivers wrong data`() async throws {
        let scale = Scale("ROT", rounds: 6, messages: 300, seed: 5)
        let original = try TemporaryFolder()
        let site = try await BrokerSite()
        let roster = Roster()
        let ledger = try await fill(site, roster, scale, keeping: original)
        var random = SeededGenerator(seed: scale.seed)
        var refusedCount = 0
        for round in 0..<scale.rounds {
            try FileManager.default.removeItem(atPath: site.store)
            try FileManager.default.copyItem(atPath: original.path("store"), toPath: site.store)
            let damage = try Rot.strike(site.store, &random)
            let name = "seed \(scale.seed), round \(round), \(damage)"
            switch try await outcome(site, roster, ledger, name) {
            case .served(let tally): #expect(tally.count(.wrongContent) == 0, "\(name): \(tally)")
            case .refused: refusedCount += 1
            }
        }
        print("rot: seed \(scale.seed), \(scale.rounds) rounds, \(refusedCount) refused to start")
        #expect(refusedCount == 0)
    }

    /// Leaves a copy of a store with sessions, queues and retained messages.
    private func fill(
        _ site: BrokerSite, _ roster: Roster, _ scale: Scale, keeping original: TemporaryFolder
    ) async throws -> Ledger {
        let campaign = try await Campaign(site, roster, seed: scale.seed)
        try await campaign.crowd.admit(roster.present, port: site.port)
        let messages = min(scale.messages, 1_000)
        try await campaign.crowd.reach("messages") { $0.acknowledged >= messages }
        try await Campaign.kill(campaign.broker)
        try FileManager.default.copyItem(atPath: site.store, toPath: original.path("store"))
        return await campaign.crowd.ledger
    }

    private func outcome(
        _ site: BrokerSite, _ roster: Roster, _ ledger: Ledger, _ name: String
    ) async throws -> Outcome {
        let crowd = Crowd(roster, seed: 1, ledger: ledger)
        let broker = try await site.launch()
        do {
            try await broker.errors.contains(" running\n")
        } catch {
            let run = try await broker.end()
            #expect(run.exitCode == 1, "\(name): \(run.errors)")
            return .refused
        }
        do {
            try await crowd.admit(
                roster.subscribers.indices.map { .subscriber($0) }, port: site.port)
            try await crowd.connectPulse(port: site.port)
            try await crowd.awaitBeats(100)
        } catch {
            Issue.record("\(name): \(error) \(broker.errors.text)")
        }
        broker.signal(SIGTERM)
        let run = try await broker.end()
        #expect(run.exitCode == 0, "\(name): \(run.errors)")
        return .served(await crowd.tally)
    }
}
