import Foundation
package import LoRaFrames

/// What arrives of a signal, by the log-distance model.
package enum LinkBudget {
    /// Above what the receiver's own noise lies over the thermal noise, in dB.
    private static let noiseFigure = 6.0

    /// Loss over `distance` metres in dB: free space for the first metre, then `exponent`.
    package static func pathLoss(
        frequency: Frequency, distance: Double, exponent: Double
    ) -> Double {
        let megahertz = Double(max(frequency.hertz, 1)) / 1_000_000
        let firstMetre = 20 * log10(megahertz) - 27.55
        return firstMetre + 10 * exponent * log10(max(distance, 1))
    }

    /// The weakest signal that is still heard, in dBm: -123 at SF7 and 125 kHz.
    package static func sensitivity(of modulation: Modulation) -> Double {
        let steps = Double(modulation.spreadingFactor.rawValue - 7)
        let widening = Double(modulation.bandwidth.hertz) / 125_000
        return -123 - 2.5 * steps + 10 * log10(widening)
    }

    /// Noise in the bandwidth, in dBm.
    package static func noiseFloor(of bandwidth: Bandwidth) -> Double {
        -174 + 10 * log10(Double(bandwidth.hertz)) + noiseFigure
    }
}
