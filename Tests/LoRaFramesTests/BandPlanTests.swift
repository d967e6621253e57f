import LoRaFrames
import Testing

private func rules(kilohertz: Int, _ bandwidth: Bandwidth = .kilohertz125) throws -> ChannelRules {
    try BandPlan.eu868.rules(
        for: LoRaChannel(centre: Frequency(kilohertz: kilohertz), bandwidth: bandwidth))
}

@Test(arguments: [
    (864_000, "K", 1), (867_100, "L", 10), (868_100, "M", 10), (868_300, "M", 10),
    (868_500, "M", 10), (868_950, "N", 1), (869_525, "P", 100), (869_850, "R", 10),
])
func `a channel inside one band has that band's duty cycle`(
    kilohertz: Int, name: String, perMille: Int
) throws {
    let found = try rules(kilohertz: kilohertz)
    #expect(found.subBands.map(\.name) == [name])
    #expect(found.dutyCycle == DutyCycle(perMille: perMille))
    #expect(!found.straddles)
}

@Test func `868,00 MHz lies across two bands and counts in both`() throws {
    let found = try rules(kilohertz: 868_000)
    #expect(found.subBands.map(\.name) == ["L", "M"])
    #expect(found.straddles)
}

@Test func `a channel across a strict and a lenient band takes the stricter`() throws {
    let found = try rules(kilohertz: 865_000)
    #expect(found.subBands.map(\.name) == ["K", "L"])
    #expect(found.dutyCycle == DutyCycle(perMille: 1))
}

@Test func `a channel whose edge is the boundary takes the stricter`() throws {
    let edge = LoRaChannel(centre: Frequency(hertz: 865_062_500), bandwidth: .kilohertz125)
    #expect(try BandPlan.eu868.rules(for: edge).dutyCycle == DutyCycle(perMille: 1))
    let inside = LoRaChannel(centre: Frequency(hertz: 865_062_501), bandwidth: .kilohertz125)
    #expect(try BandPlan.eu868.rules(for: inside).dutyCycle == DutyCycle(perMille: 10))
}

@Test(arguments: [862_950, 868_650, 869_300, 869_625, 869_675, 869_950, 915_000])
func `a channel that reaches into a gap is refused`(kilohertz: Int) {
    let channel = LoRaChannel(centre: Frequency(kilohertz: kilohertz), bandwidth: .kilohertz125)
    #expect(throws: BandPlanError.outsideEveryBand(channel: channel)) {
        try BandPlan.eu868.rules(for: channel)
    }
}

@Test func `the 10 % band allows 500 mW and holds a 250 kHz channel exactly`() throws {
    let found = try rules(kilohertz: 869_525, .kilohertz250)
    #expect(found.radiatedMilliwattsMax == 500)
}

@Test func `the plan names its source, its edition and rows in order`() {
    let plan = BandPlan.eu868
    #expect(!plan.source.isEmpty && !plan.edition.isEmpty)
    #expect(plan.subBands.map(\.lowerEdge) == plan.subBands.map(\.lowerEdge).sorted())
}
