/// A centre frequency and the spectrum on both sides of it that the modulation fills.
package struct LoRaChannel: Hashable, Sendable {
    /// The middle of the band where 10 % are allowed, and 500 mW.
    package static let eu868TenPercent = LoRaChannel(
        centre: Frequency(kilohertz: 869_525), bandwidth: .kilohertz125)

    package let centre: Frequency
    package let bandwidth: Bandwidth

    /// A channel around `centre`.
    package init(centre: Frequency, bandwidth: Bandwidth) {
        self.centre = centre
        self.bandwidth = bandwidth
    }

    /// The lowest frequency the channel fills.
    package var lowerEdge: Frequency { Frequency(hertz: centre.hertz - bandwidth.hertz / 2) }
    /// The highest frequency the channel fills.
    package var upperEdge: Frequency { Frequency(hertz: centre.hertz + bandwidth.hertz / 2) }
}
