import LoRaFrames
import SeededRandom
import Testing

private let onePercent = LoRaChannel(
    centre: Frequency(kilohertz: 868_300), bandwidth: .kilohertz125)
private let origin: Duration = .seconds(10_000)

@Test func `a silent transmitter may send at once`() throws {
    let rules = try BandPlan.eu868.rules(for: onePercent)
    let ledger = AirtimeLedger()
    #expect(ledger.earliestStart(of: .seconds(1), under: rules, now: origin) == origin)
}

@Test func `a frame longer than the hour's budget never goes`() throws {
    let rules = try BandPlan.eu868.rules(for: onePercent)
    let ledger = AirtimeLedger()
    #expect(ledger.earliestStart(of: .seconds(36), under: rules, now: origin) == origin)
    let tooLong: Duration = .seconds(36) + .microseconds(1)
    #expect(ledger.earliestStart(of: tooLong, under: rules, now: origin) == nil)
}

@Test func `when the hour is used up the next frame waits until the oldest leaves it`() throws {
    let rules = try BandPlan.eu868.rules(for: onePercent)
    var ledger = AirtimeLedger()
    for index in 0..<36 {
        let start = origin + .seconds(10 * index)
        #expect(ledger.earliestStart(of: .seconds(1), under: rules, now: start) == start)
        ledger.record(airtime: .seconds(1), under: rules, startingAt: start)
    }
    let next = ledger.earliestStart(of: .seconds(1), under: rules, now: origin + .seconds(400))
    #expect(next == origin + .seconds(3_600))
}

@Test func `a waiting frame may begin while an old one slides out of the hour`() throws {
    let rules = try BandPlan.eu868.rules(for: onePercent)
    var ledger = AirtimeLedger()
    ledger.record(airtime: .seconds(30), under: rules, startingAt: origin)
    let now = origin + .seconds(60)
    #expect(ledger.earliestStart(of: .seconds(6), under: rules, now: now) == now)
    // 10 s need 4 s of the old frame to be gone when the new one ends.
    let next = ledger.earliestStart(of: .seconds(10), under: rules, now: now)
    #expect(next == origin + .seconds(3_600) + .seconds(4) - .seconds(10))
}

@Test func `a frame cannot begin while another is on air`() throws {
    let rules = try BandPlan.eu868.rules(for: .eu868TenPercent)
    var ledger = AirtimeLedger()
    ledger.record(airtime: .seconds(2), under: rules, startingAt: origin)
    let next = ledger.earliestStart(of: .seconds(1), under: rules, now: origin + .seconds(1))
    #expect(next == origin + .seconds(2))
}

@Test func `a frame on a straddling channel counts in both bands`() throws {
    let straddling = LoRaChannel(centre: Frequency(kilohertz: 868_000), bandwidth: .kilohertz125)
    let rules = try BandPlan.eu868.rules(for: straddling)
    var ledger = AirtimeLedger()
    ledger.record(airtime: .seconds(36), under: rules, startingAt: origin)
    let upper = try BandPlan.eu868.rules(for: onePercent)
    let next = ledger.earliestStart(of: .seconds(1), under: upper, now: origin + .seconds(60))
    #expect(next == origin + .seconds(3_600))
    for subBand in rules.subBands {
        #expect(ledger.airtimeUsed(in: subBand, now: origin + .seconds(60)) == .seconds(36))
    }
}

@Test func `bands do not charge each other`() throws {
    var ledger = AirtimeLedger()
    let lower = try BandPlan.eu868.rules(for: onePercent)
    ledger.record(airtime: .seconds(36), under: lower, startingAt: origin)
    let rules = try BandPlan.eu868.rules(for: .eu868TenPercent)
    let now = origin + .seconds(60)
    #expect(ledger.earliestStart(of: .seconds(1), under: rules, now: now) == now)
}

@Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as [UInt64])
func `no hour ever holds more than the budget, whatever is sent as early as it may`(
    seed: UInt64
) throws {
    let rules = try BandPlan.eu868.rules(for: onePercent)
    var random = SeededGenerator(seed: seed)
    var ledger = AirtimeLedger()
    var sent: [Range<Duration>] = []
    var now = origin
    for _ in 0..<400 {
        let airtime: Duration = .milliseconds(Int.random(in: 30...5_000, using: &random))
        let start = try #require(ledger.earliestStart(of: airtime, under: rules, now: now))
        ledger.record(airtime: airtime, under: rules, startingAt: start)
        sent.append(start..<start + airtime)
        now = start + .milliseconds(Int.random(in: 0...200_000, using: &random))
    }
    let worst = sent.map { last in
        sent.reduce(Duration.zero) { sum, transmission in
            let begin = max(transmission.lowerBound, last.upperBound - DutyCycle.window)
            let end = min(transmission.upperBound, last.upperBound)
            return begin < end ? sum + (end - begin) : sum
        }
    }.max()
    #expect(try #require(worst) <= .seconds(36))
}

@Test func `two seconds can never be legal for 133 bytes, and the values say why`() throws {
    let rules = try BandPlan.eu868.rules(for: .eu868TenPercent)
    let legality = IntervalLegality(
        byteCount: 133, modulation: .bw125cr45sf128, rules: rules, interval: .seconds(2))
    #expect(!legality.isLegal)
    #expect(legality.airtime == .microseconds(220_416))
    #expect(legality.intervalMin == .microseconds(2_204_160))
    #expect(legality.framesPerHourMax == 1_633)
    #expect(legality.resultingBasisPoints == 1_103)
}

@Test func `the shortest legal interval is legal and a microsecond less is not`() throws {
    let rules = try BandPlan.eu868.rules(for: onePercent)
    func isLegal(_ interval: Duration) -> Bool {
        IntervalLegality(
            byteCount: 133, modulation: .bw125cr45sf128, rules: rules, interval: interval
        ).isLegal
    }
    #expect(isLegal(.microseconds(22_041_600)))
    #expect(!isLegal(.microseconds(22_041_599)))
}
