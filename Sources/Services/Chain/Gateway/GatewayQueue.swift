package import LoRaFrames

/// Frames that wait for airtime, and the ledger that says when: a value; time is passed in.
///
/// Of each topic only the newest reading waits. It keeps the place of the one it replaces, so a
/// busy topic does not starve the others.
package struct GatewayQueue: Sendable {
    /// What became of a frame that was put in.
    package enum Placement: Hashable, Sendable {
        case waiting
        /// An older reading of the topic was dropped; so many were dropped in all.
        case replaced(Reading, droppedTotal: Int)
        /// Too many topics wait: the one that waited longest was dropped.
        case displaced(Reading, droppedTotal: Int)
        /// The frame alone is over the hour's budget.
        case neverLegal
    }

    /// What to do now.
    package enum Step: Hashable, Sendable {
        case idle
        /// Nothing may go before this time.
        case wait(until: Duration)
        /// This frame may go, and is in the ledger already.
        case send(GatewayFrame)
    }

    /// Readings dropped because a newer one came, or too many topics waited.
    package private(set) var droppedTotal = 0
    private let rules: ChannelRules
    private let topicsMax: Int
    private var ledger = AirtimeLedger()
    private var frames: [GatewayFrame] = []

    /// An empty queue of a transmitter that has been silent for an hour.
    package init(rules: ChannelRules, topicsMax: Int = 1_000) {
        self.rules = rules
        self.topicsMax = topicsMax
    }

    /// Frames that wait.
    package var count: Int { frames.count }

    /// Takes in a frame.
    package mutating func put(_ frame: GatewayFrame) -> Placement {
        guard frame.airtime <= rules.dutyCycle.airtimeBudget else { return .neverLegal }
        if let index = frames.firstIndex(where: { $0.reading.topic == frame.reading.topic }) {
            let older = frames[index].reading
            frames[index] = frame
            droppedTotal += 1
            return .replaced(older, droppedTotal: droppedTotal)
        }
        frames.append(frame)
        guard frames.count > topicsMax else { return .waiting }
        droppedTotal += 1
        return .displaced(frames.removeFirst().reading, droppedTotal: droppedTotal)
    }

    /// Says what to do at `now`; a frame to send leaves the queue and enters the ledger.
    package mutating func next(now: Duration) -> Step {
        guard let first = frames.first else { return .idle }
        // Nil is ruled out by `put`; treated like an hour's wait, it does no harm.
        let start =
            ledger.earliestStart(of: first.airtime, under: rules, now: now)
            ?? now + DutyCycle.window
        guard start <= now else { return .wait(until: start) }
        ledger.record(airtime: first.airtime, under: rules, startingAt: now)
        return .send(frames.removeFirst())
    }

    /// Time on air in the last hour, in the band that is fullest.
    package func airtimeUsed(now: Duration) -> Duration {
        rules.subBands.map { ledger.airtimeUsed(in: $0, now: now) }.max() ?? .zero
    }
}
