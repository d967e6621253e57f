import StockPeers
import Testing

/// The disk is full. `make diskfull` runs the large version.
@Suite(.serialized) struct DiskFullTests {
    /// What happens while the disk is full.
    enum Course: CaseIterable {
        case healsByItself
        case isKilled
        case startsOnFullDisk
    }

    @Test(arguments: Course.allCases)
    func `a full disk stops acknowledgements only, and heals`(course: Course) async throws {
        let scale = Scale("DISKFULL", rounds: 1, seed: 3)
        for round in 0..<scale.rounds {
            let disk: SmallDisk
            do {
                disk = try await SmallDisk()
            } catch {
                try scale.skip("a full disk needs root or user namespaces for a tmpfs: \(error)")
                return
            }
            try await run(course, disk, scale, seed: scale.seed + UInt64(round))
        }
    }

    private func run(
        _ course: Course, _ disk: SmallDisk, _ scale: Scale, seed: UInt64
    ) async throws {
        let trouble = try await Trouble(
            BrokerSite(store: disk.store, wrapping: disk.space.wrapping), seed: seed)
        try await trouble.awaitStandstill()
        let free = try disk.freeBytes()
        switch course {
        case .healsByItself:
            try disk.free()
            let time = try await trouble.awaitHealing()
            if scale.isDemanded { #expect(time < .seconds(2)) }
        case .isKilled:
            try await trouble.campaign.restart { broker in
                try await Campaign.kill(broker)
                try disk.free()
            }
        case .startsOnFullDisk:
            let site = trouble.campaign.site
            try await trouble.campaign.restart { broker in
                try await Campaign.kill(broker)
                try await expectServiceOrReason(site)
                try disk.free()
            }
        }
        let tally: Tally
        do {
            tally = try await trouble.campaign.finish()
        } catch {
            throw CrowdFailure("\(error)\n\(trouble.campaign.log)")
        }
        let report = trouble.report("disk full (\(course), \(free) bytes free)", tally)
        if scale.isDemanded { print(report) }
        #expect(tally.isClean, "\(report)")
    }

    /// A broker that cannot even start on a full disk says why.
    private func expectServiceOrReason(_ site: BrokerSite) async throws {
        let broker = try await site.launch()
        do {
            try await broker.errors.contains(" running\n")
        } catch {
            let run = try await broker.end()
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("disk is full"), "\(run.errors)")
            return
        }
        try await Campaign.kill(broker)
    }
}
