/// What two LoRa radios must agree on before they hear each other, and what a frame costs in time.
package struct Modulation: Hashable, Sendable {
    /// RadioHead's `Bw125Cr45Sf128`, which the sensor project used.
    package static let bw125cr45sf128 = Modulation(
        spreadingFactor: .sf7, bandwidth: .kilohertz125, codingRate: .fourFifths)

    package var spreadingFactor: SpreadingFactor
    package var bandwidth: Bandwidth
    package var codingRate: CodingRate
    /// Programmed preamble symbols; the chip adds 4.25 of its own.
    package var preambleSymbols: UInt16
    /// Whether length, coding rate and CRC flag precede the payload.
    package var hasExplicitHeader: Bool
    /// Whether a 16-bit CRC follows the payload.
    package var hasCRC: Bool
    /// Two bits per symbol fewer, for symbols so long that the crystals drift within a frame.
    package var hasLowDataRateOptimization: Bool

    /// A modulation; `lowDataRateOptimization` nil switches it on exactly when a symbol lasts more
    /// than 16 ms, as the SX1276's datasheet demands.
    package init(
        spreadingFactor: SpreadingFactor, bandwidth: Bandwidth, codingRate: CodingRate,
        preambleSymbols: UInt16 = 8, hasExplicitHeader: Bool = true, hasCRC: Bool = true,
        lowDataRateOptimization: Bool? = nil
    ) {
        self.spreadingFactor = spreadingFactor
        self.bandwidth = bandwidth
        self.codingRate = codingRate
        self.preambleSymbols = preambleSymbols
        self.hasExplicitHeader = hasExplicitHeader
        self.hasCRC = hasCRC
        let symbol = Self.symbolMicroseconds(spreadingFactor, bandwidth)
        hasLowDataRateOptimization = lowDataRateOptimization ?? (symbol > 16_000)
    }

    /// Time that a frame of `byteCount` bytes, RadioHead header included, occupies the channel.
    ///
    /// Exact: a quarter of a symbol is a whole number of microseconds at every bandwidth here.
    package func airtime(byteCount: Int) -> Duration {
        let symbol = Self.symbolMicroseconds(spreadingFactor, bandwidth)
        let preamble = (4 * Int(preambleSymbols) + 17) * (symbol / 4)
        return .microseconds(preamble + payloadSymbols(byteCount: byteCount) * symbol)
    }

    /// Symbols after the preamble (SX1276 datasheet, section 4.1.1.7).
    package func payloadSymbols(byteCount: Int) -> Int {
        let factor = spreadingFactor.rawValue
        let crcBits = hasCRC ? 16 : 0
        let headerBits = hasExplicitHeader ? 0 : 20
        let bits = 8 * byteCount - 4 * factor + 28 + crcBits - headerBits
        let bitsPerBlock = 4 * (factor - (hasLowDataRateOptimization ? 2 : 0))
        let blocks = max((bits + bitsPerBlock - 1) / bitsPerBlock, 0)
        return 8 + blocks * (codingRate.rawValue + 4)
    }

    private static func symbolMicroseconds(
        _ factor: SpreadingFactor, _ bandwidth: Bandwidth
    ) -> Int {
        (1 << factor.rawValue) * 1_000_000 / bandwidth.hertz
    }
}
