import Foundation
import StockPeers

/// A crowd at a broker that will not be able to write.
final class Trouble {
    let campaign: Campaign
    private var healing: Duration?

    /// Everybody publishes, and the pulse beats. Nobody publishes before everybody is there: on a
    /// full disk no session begins.
    init(_ site: BrokerSite, _ roster: Roster = .filling, seed: UInt64) async throws {
        campaign = try await Campaign(site, roster, seed: seed)
        await campaign.crowd.stopPublishing()
        try await campaign.crowd.admit(roster.present, port: site.port)
        try await campaign.crowd.connectPulse(port: site.port)
        await campaign.crowd.startPublishing()
    }

    /// Returns when PINGREQ and QoS 0 are served again and again, nothing is acknowledged, and the
    /// log says so.
    func awaitStandstill() async throws {
        do {
            try await campaign.crowd.awaitBeats(500)
            try await campaign.broker.errors.contains("not acknowledged meanwhile")
        } catch {
            throw CrowdFailure("\(error)\n\(campaign.log)")
        }
    }

    /// Returns when messages are acknowledged again: how long that took.
    func awaitHealing() async throws -> Duration {
        let crowd = campaign.crowd
        let before = await crowd.acknowledged
        let clock = ContinuousClock()
        let start = clock.now
        do {
            try await crowd.reach("healing") { $0.acknowledged > before }
            let time = clock.now - start
            healing = time
            try await crowd.reach("a hundred more") { $0.acknowledged > before + 100 }
            try await campaign.broker.errors.contains("written again")
            return time
        } catch {
            throw CrowdFailure("\(error)\n\(campaign.log)")
        }
    }

    /// What happened, with figures.
    func report(_ title: String, _ tally: Tally) -> String {
        campaign.report(healing.map { "\(title), healed after \($0)" } ?? title, tally)
    }
}
