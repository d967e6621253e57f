import LoRaFrames
import Testing

/// One known airtime: on-air bytes at 125 kHz, and the time in microseconds.
struct KnownAirtime: Sendable {
    let spreadingFactor: SpreadingFactor
    let byteCount: Int
    let microseconds: Int

    init(_ spreadingFactor: SpreadingFactor, _ byteCount: Int, _ microseconds: Int) {
        self.spreadingFactor = spreadingFactor
        self.byteCount = byteCount
        self.microseconds = microseconds
    }

    static let all = [
        KnownAirtime(.sf7, 10, 41_216), KnownAirtime(.sf7, 23, 61_696),
        KnownAirtime(.sf7, 51, 102_656), KnownAirtime(.sf7, 64, 118_016),
        KnownAirtime(.sf10, 23, 370_688),
        KnownAirtime(.sf12, 10, 991_232), KnownAirtime(.sf12, 23, 1_482_752),
        KnownAirtime(.sf12, 51, 2_465_792), KnownAirtime(.sf12, 64, 2_793_472),
        KnownAirtime(.sf7, 133, 220_416), KnownAirtime(.sf7, 5, 30_976),
    ]
}

@Test(arguments: KnownAirtime.all)
func `the airtime formula gives the known values`(known: KnownAirtime) {
    let modulation = Modulation(
        spreadingFactor: known.spreadingFactor, bandwidth: .kilohertz125, codingRate: .fourFifths)
    #expect(modulation.airtime(byteCount: known.byteCount) == .microseconds(known.microseconds))
}

@Test(arguments: [
    (SpreadingFactor.sf8, 390), (.sf9, 697), (.sf10, 1_272), (.sf11, 2_789), (.sf12, 5_087),
])
func `133 bytes last longer at each spreading factor`(factor: SpreadingFactor, milliseconds: Int) {
    let modulation = Modulation(
        spreadingFactor: factor, bandwidth: .kilohertz125, codingRate: .fourFifths)
    let difference = modulation.airtime(byteCount: 133) - .milliseconds(milliseconds)
    #expect(difference > .milliseconds(-1) && difference < .milliseconds(1))
}

@Test func `low data rate optimisation starts where a symbol lasts more than 16 ms`() {
    func isOn(_ factor: SpreadingFactor, _ bandwidth: Bandwidth) -> Bool {
        Modulation(spreadingFactor: factor, bandwidth: bandwidth, codingRate: .fourFifths)
            .hasLowDataRateOptimization
    }
    #expect(!isOn(.sf10, .kilohertz125))
    #expect(isOn(.sf11, .kilohertz125))
    #expect(!isOn(.sf11, .kilohertz250))
    #expect(isOn(.sf9, .kilohertz31_25))
}

@Test func `an empty payload still has the eight symbols of the header block`() {
    let modulation = Modulation(
        spreadingFactor: .sf12, bandwidth: .kilohertz125, codingRate: .fourFifths,
        hasExplicitHeader: false, hasCRC: false)
    #expect(modulation.payloadSymbols(byteCount: 0) == 8)
}
