import Foundation
import StockPeers
import Testing

/// Writes and syncs of the store fail. `make diskfull` runs the large version.
@Suite(.serialized) struct FaultyCallsTests {
    @Test(arguments: FaultyCalls.Fault.allCases)
    func `failing calls stop acknowledgements only, and what heals is whole`(
        fault: FaultyCalls.Fault
    ) async throws {
        let scale = Scale("DISKFULL", rounds: 1, seed: 4)
        for round in 0..<scale.rounds {
            try await run(fault, scale, seed: scale.seed + UInt64(round))
        }
    }

    @Test func `an end that cannot store everything says so in its exit status`() async throws {
        let calls = try await FaultyCalls()
        let trouble = try await Trouble(
            BrokerSite(store: calls.store, environment: calls.environment), Roster(), seed: 1)
        try await trouble.campaign.crowd.reach("some acknowledgements") { $0.acknowledged >= 100 }
        try calls.begin(.syncFails)
        try await trouble.awaitStandstill()
        try await trouble.campaign.restart { broker in
            broker.signal(SIGTERM)
            let run = try await broker.end()
            #expect(run.exitCode == 1, "\(run.errors)")
            try calls.end()
        }
        let tally = try await trouble.campaign.finish()
        #expect(tally.isClean, "\(trouble.report("SIGTERM with a failing disk", tally))")
    }

    private func run(_ fault: FaultyCalls.Fault, _ scale: Scale, seed: UInt64) async throws {
        let calls = try await FaultyCalls()
        let trouble = try await Trouble(
            BrokerSite(store: calls.store, environment: calls.environment), Roster(), seed: seed)
        let crowd = trouble.campaign.crowd
        try await crowd.reach("some acknowledgements") { $0.acknowledged >= 200 }
        try calls.begin(fault)
        try await trouble.awaitStandstill()
        try calls.end()
        let time = try await trouble.awaitHealing()
        if scale.isDemanded { #expect(time < .seconds(2)) }
        try calls.begin(fault)
        try await trouble.awaitStandstill()
        try await trouble.campaign.restart { broker in
            try await Campaign.kill(broker)
            try calls.end()
        }
        let tally = try await trouble.campaign.finish()
        let report = trouble.report("\(fault)", tally)
        if scale.isDemanded { print(report) }
        #expect(tally.isClean, "\(report)")
    }
}
