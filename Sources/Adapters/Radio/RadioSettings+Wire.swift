import LoRaFrames
import NIOCore

extension RadioSettings {
    /// Writes the tuning into a datagram: 15 bytes.
    func write(into buffer: inout ByteBuffer) {
        let flags: UInt8 =
            (modulation.hasExplicitHeader ? 1 : 0) | (modulation.hasCRC ? 2 : 0)
            | (modulation.hasLowDataRateOptimization ? 4 : 0)
        buffer.writeInteger(UInt32(clamping: frequency.hertz))
        buffer.writeInteger(UInt8(modulation.spreadingFactor.rawValue))
        buffer.writeInteger(UInt32(modulation.bandwidth.hertz))
        buffer.writeInteger(UInt8(modulation.codingRate.rawValue))
        buffer.writeInteger(modulation.preambleSymbols)
        buffer.writeMultipleIntegers(flags, syncWord, transmitPower)
    }

    /// Reads a tuning out of a datagram.
    init(from buffer: inout ByteBuffer) throws(EtherDatagramError) {
        guard
            let values = buffer.readMultipleIntegers(
                as: (UInt32, UInt8, UInt32, UInt8, UInt16, UInt8, UInt8, Int8).self)
        else { throw .truncated }
        guard let factor = SpreadingFactor(rawValue: Int(values.1)),
            let bandwidth = Bandwidth(rawValue: Int(values.2)),
            let codingRate = CodingRate(rawValue: Int(values.3)), values.5 & ~7 == 0
        else { throw .badValue }
        self.init(
            frequency: Frequency(hertz: Int(values.0)),
            modulation: Modulation(
                spreadingFactor: factor, bandwidth: bandwidth, codingRate: codingRate,
                preambleSymbols: values.4, hasExplicitHeader: values.5 & 1 != 0,
                hasCRC: values.5 & 2 != 0, lowDataRateOptimization: values.5 & 4 != 0),
            syncWord: values.6, transmitPower: values.7)
    }
}
