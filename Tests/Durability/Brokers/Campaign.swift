import Foundation
import NIOCore
import SeededRandom
import StockPeers

/// A crowd at a broker that dies again and again.
final class Campaign {
    /// How a broker ends; it returns when the process is gone.
    typealias Ending = (RunningProgram) async throws -> Void

    let crowd: Crowd
    let site: BrokerSite
    let seed: UInt64
    private(set) var broker: RunningProgram
    private let roster: Roster
    private var random: SeededGenerator
    private var roundCount = 0
    private var starts: [Duration] = []

    /// Starts the broker; everybody who is away is so after having subscribed.
    init(_ site: BrokerSite, _ roster: Roster = Roster(), seed: UInt64) async throws {
        self.site = site
        self.roster = roster
        self.seed = seed
        random = SeededGenerator(seed: seed)
        crowd = Crowd(roster, seed: seed &+ 1)
        broker = try await site.start()
        for (number, traits) in roster.subscribers.enumerated() where traits.3 == .away {
            try await crowd.connectSubscriber(number, port: site.port)
            await crowd.dropSubscriber(number)
        }
        await crowd.startPublishing()
    }

    deinit { broker.signal(SIGKILL) }

    /// SIGKILL, as when the kernel runs out of memory.
    static func kill(_ broker: RunningProgram) async throws {
        broker.signal(SIGKILL)
        _ = try await broker.end()
    }

    /// Lets the crowd work, ends the broker in the middle of it, and starts it again.
    /// - Parameter scale: about how many messages are acknowledged before.
    func round(scale: Int, ending: Ending = Campaign.kill) async throws {
        let plan = RoundPlan(roster, round: roundCount, scale: scale, &random)
        roundCount += 1
        let crowd = crowd
        let port = site.port
        let start = await crowd.acknowledged
        async let arrival: Void = crowd.admit(plan.guests, port: port)
        do {
            for incident in plan.incidents {
                try await crowd.reach("an incident") { crowd in
                    crowd.acknowledged - start >= incident.acknowledgements
                }
                try await crowd.suffer(incident, port: port)
            }
            try await crowd.reach("the end of the round") { crowd in
                crowd.acknowledged - start >= plan.acknowledgements
            }
        } catch {
            throw CrowdFailure("seed \(seed), round \(roundCount): \(error)\n\(log)")
        }
        try await ending(broker)
        try? await arrival  // whoever was still on the way comes in the next round
        if Int.random(in: 0..<4, using: &random) == 0 { try await startInVain() }
        try await restart()
    }

    /// Ends the broker and starts it again, whatever the crowd does.
    func restart(ending: Ending) async throws {
        try await ending(broker)
        try await restart()
    }

    /// Brings everything to its end, kills once more, and closes the ledger: the figures.
    /// - Parameter patience: how long to wait for what does not come.
    func finish(patience: TimeAmount = Crowd.patience) async throws -> Tally {
        let port = site.port
        let everybody = roster.everybody
        await crowd.stopPublishing()
        try await crowd.admit(everybody, port: port)
        do {
            try await crowd.reach("the rest", patience: patience) { $0.isSettled }
        } catch {}  // the ledger says what is missing
        // Once more: nothing of what has come to its end may come again.
        try await restart(ending: Campaign.kill)
        try await crowd.admit(everybody, port: port)
        try await crowd.connectPulse(port: port)
        try await crowd.reach("a hundred beats") { $0.pulse.roundTrips >= 100 }
        try await crowd.checkRetained(port: port)
        await crowd.closeLedger()
        await crowd.dropAll()
        return await crowd.tally
    }

    /// What happened, with figures.
    func report(_ title: String, _ tally: Tally) -> String {
        let slowest = starts.max() ?? .zero
        return """
            \(title): seed \(seed), \(starts.count) starts, slowest \(slowest)
            \(tally)
            \(tally.findings.map { "  " + $0 }.joined(separator: "\n"))
            """
    }

    /// What the broker wrote since its last start; the end of it.
    var log: String {
        String(decoding: broker.errors.text.utf8.suffix(4_000), as: UTF8.self)
    }

    /// Starts the broker and kills it at a random moment before or soon after it listens.
    private func startInVain() async throws {
        let doomed = try await site.launch()
        let moment = TimeAmount.milliseconds(.random(in: 0...80, using: &random))
        try await crowd.loop.scheduleTask(in: moment) {}.futureResult.get()
        try await Self.kill(doomed)
    }

    /// Everybody has lost the connection; the retained messages are judged before anybody but
    /// the reader is there.
    private func restart() async throws {
        try await crowd.reach("the end of all connections") { $0.hasNoConnection }
        let clock = ContinuousClock()
        let start = clock.now
        broker = try await site.start()
        starts.append(clock.now - start)
        try await crowd.checkRetained(port: site.port)
    }
}
