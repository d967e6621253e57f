import Foundation
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
                try await disk.cut(broker)
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
                if round % 2 == 0 {
                    try await disk.cut(broker)
                    return
                }
                // Alive on the dead disk it may acknowledge nothing that it cannot store.
                try await crowd.connectPulse(port: campaign.site.port)
                try await disk.die(under: broker)
                try await crowd.awaitBeats(300)
                try await Campaign.kill(broker)
                try await disk.switchOn()
            }
        }
        let tally = try await campaign.finish()
        print(campaign.report("power cuts", tally))
        #expect(tally.isClean, "\(campaign.report("power cuts", tally))")
    }

    @Test func `a disk that dies during a sync lets it end first`() async throws {
        guard let outer = try await makeDisk(Scale("POWERCUT", rounds: 1)) else { return }
        let disk = try await LoopDisk(on: outer)
        let file = disk.path + "/file"
        // The sync cannot end before the outer disk takes writes again.
        let freeze = try ProgramRun.find("fsfreeze").path
        try await disk.space.run(freeze, "--freeze", outer.path)
        let program = try await disk.space.start("echo kept >\(file); exec sync --data \(file)")
        let thaw = try await disk.space.start(
            #"""
            status=/proc/\#(program.processID)/status
            timeout 10 sh -c "until [ \$(grep -cE '^(Name:.sync|State:.D)' $status) = 2 ]
                do :; done" && echo syncing
            timeout 10 sh -c "until grep -qE '^(State:.T|ShdPnd:.*4....$)' $status
                do :; done" || echo "SIGSTOP did not come"
            \#(freeze) --unfreeze \#(outer.path)
            """#)
        try await thaw.output.contains("syncing\n")
        try await disk.die(under: program)
        let run = try await program.end()
        let thawing = try await thaw.end()
        #expect(thawing.output == "syncing\n", "\(thawing.errors)")
        try await disk.switchOn()
        // Without the file the sync must have failed.
        let text = try? String(contentsOfFile: disk.space.outside(file), encoding: .utf8)
        #expect(text == "kept\n" || run.exitCode != 0)
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
