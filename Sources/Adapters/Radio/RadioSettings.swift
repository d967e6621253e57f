package import LoRaFrames

/// How a radio is tuned: who hears whom, and how loud.
package struct RadioSettings: Hashable, Sendable {
    /// The SX1276's sync word after reset, for networks that are not LoRaWAN.
    package static let privateSyncWord: UInt8 = 0x12

    package var frequency: Frequency
    package var modulation: Modulation
    /// Radios with another sync word do not hear the frame.
    package var syncWord: UInt8
    /// Power at the antenna's foot, in dBm.
    package var transmitPower: Int8

    /// A tuning; the defaults are the sensor project's modulation in Europe's 10 % band.
    package init(
        frequency: Frequency = LoRaChannel.eu868TenPercent.centre,
        modulation: Modulation = .bw125cr45sf128, syncWord: UInt8 = privateSyncWord,
        transmitPower: Int8 = 14
    ) {
        self.frequency = frequency
        self.modulation = modulation
        self.syncWord = syncWord
        self.transmitPower = transmitPower
    }

    /// The spectrum that a frame fills.
    package var channel: LoRaChannel {
        LoRaChannel(centre: frequency, bandwidth: modulation.bandwidth)
    }

    /// Whether a radio tuned like this makes sense of a frame sent by `sender`.
    package func hears(_ sender: RadioSettings) -> Bool {
        frequency == sender.frequency && syncWord == sender.syncWord
            && modulation.spreadingFactor == sender.modulation.spreadingFactor
            && modulation.bandwidth == sender.modulation.bandwidth
            && modulation.hasExplicitHeader == sender.modulation.hasExplicitHeader
            && modulation.hasLowDataRateOptimization
                == sender.modulation.hasLowDataRateOptimization
    }

    /// Whether two frames are on the same frequency and spreading factor, and so disturb each
    /// other.
    package func interferes(with other: RadioSettings) -> Bool {
        frequency == other.frequency
            && modulation.spreadingFactor == other.modulation.spreadingFactor
    }
}
