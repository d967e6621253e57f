import ApusClient
import Radio

/// Follows readings from hop to hop: events in, lines out; times are since any origin.
///
/// A frame carries no number of ours, so a reading is recognised by its topic and bytes: the oldest
/// one that has not passed the hop yet.
package struct ChainJourneys: Sendable {
    /// Journeys that are followed at once; the oldest give way.
    private static let followedMax = 1_000

    /// Counts and latencies so far.
    package private(set) var summary = ChainSummary()
    private var journeys: [Journey] = []
    private var lastNumber = 0

    package init() {}

    /// Takes in an event and gives the lines to show.
    package mutating func observe(_ event: ChainEvent, at now: Duration) -> [String] {
        switch event {
        case .published(let reading): [start(reading, at: now)]
        case .acknowledged(let reading):
            pass(.acknowledged, now, where: { $0 == reading }) { _ in "acknowledged by the broker" }
        case .taken(let reading):
            pass(.taken, now, where: { $0 == reading }) { _ in "with the gateway" }
        case .onAir(let frame):
            pass(.onAir, now, where: { $0 == frame.reading }) { _ in
                "on air, \(frame.bytes.count) bytes for \(frame.airtime.milliseconds) ms"
            }
        case .sent(let frame): sent(frame)
        case .received(let reception, .verified(_, let content)):
            verified(content, strength: reception.signalStrength, now)
        case .dropped(let reading, let total):
            end(reading) { "gave way to a newer reading (\(total) so far)" }
        case .unframable(let reading, let error): end(reading) { "refused: \(error)" }
        case .neverLegal(let frame):
            end(frame.reading) { "refused: its airtime alone is over the hour's budget" }
        case .radioFailed(let reading, let error): end(reading) { "not sent: \(error)" }
        case .received, .connection, .sourceFailed, .waiting, .ether: other(event)
        }
    }

    private mutating func start(_ reading: Reading, at now: Duration) -> String {
        lastNumber += 1
        summary.published += 1
        if journeys.count >= Self.followedMax { journeys.removeFirst() }
        journeys.append(Journey(number: lastNumber, reading: reading, start: now))
        return "#\(lastNumber) \(PrintableText.escaping(reading.topic))  \(reading.text)"
    }

    private mutating func pass(
        _ hop: Hop, _ now: Duration, where matches: (Reading) -> Bool,
        text: (Journey) -> String
    ) -> [String] {
        let found = journeys.firstIndex { matches($0.reading) && !$0.passed.contains(hop) }
        guard let found else { return [] }
        let latency = now - journeys[found].last
        journeys[found].passed.insert(hop)
        journeys[found].last = now
        if hop == .acknowledged { summary.acknowledged += 1 }
        if hop == .taken { summary.taken += 1 }
        let number = journeys[found].number
        return ["#\(number)   +\(latency.milliseconds) ms  \(text(journeys[found]))"]
    }

    private mutating func sent(_ frame: GatewayFrame) -> [String] {
        summary.sent += 1
        return []
    }

    private mutating func verified(
        _ content: JWTContent, strength: Int, _ now: Duration
    ) -> [String] {
        summary.verified += 1
        let lines = pass(.verified, now, where: { $0.bytes == content.plaintext }) { journey in
            "received at \(strength) dBm, verified; \((now - journey.start).milliseconds) ms in all"
        }
        let found = journeys.firstIndex { $0.passed.contains(.verified) }
        if let found { summary.latencies.append(now - journeys.remove(at: found).start) }
        return lines
    }

    private mutating func end(_ reading: Reading, _ text: () -> String) -> [String] {
        summary.dropped += 1
        let found = journeys.firstIndex { $0.reading == reading && !$0.passed.contains(.onAir) }
        guard let found else { return [] }
        return ["#\(journeys.remove(at: found).number)   \(text())"]
    }

    private mutating func other(_ event: ChainEvent) -> [String] {
        switch event {
        case .received(let reception, let verdict):
            if case .refused = verdict { summary.refused += 1 }
            return Receiver.lines(reception, verdict)
        case .connection(let speaker, .connectionLost(let error)): return ["\(speaker): \(error)"]
        case .connection(let speaker, .reconnecting(let attempt, let delay)):
            return ["\(speaker): attempt \(attempt) to reconnect in \(delay.milliseconds) ms"]
        case .sourceFailed(let error): return ["sensor: \(error)"]
        case .waiting(let duration, let frames):
            return [
                "gateway: duty cycle used up, the next frame may go in \(duration.milliseconds) ms "
                    + "(\(frames) waiting)"
            ]
        case .ether(.ended(let outcome)):
            guard case .lost(let loss) = outcome.fate else { return [] }
            summary.lost += 1
            return ["ether: a frame was lost: \(loss.rawValue)"]
        default: return []
        }
    }

    private enum Hop: Hashable, Sendable {
        case acknowledged, taken, onAir, verified
    }

    private struct Journey: Sendable {
        let number: Int
        let reading: Reading
        let start: Duration
        var last: Duration
        var passed: Set<Hop> = []

        init(number: Int, reading: Reading, start: Duration) {
            self.number = number
            self.reading = reading
            self.start = start
            last = start
        }
    }
}
