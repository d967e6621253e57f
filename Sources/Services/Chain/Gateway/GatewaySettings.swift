package import LoRaFrames
package import Radio

/// How the gateway sends.
package struct GatewaySettings: Sendable {
    /// Who sends to whom; the sensor project's TO 1, FROM 10.
    package var header: RadioHeadHeader
    package let radio: RadioSettings
    package let rules: ChannelRules

    /// Settings for a radio under a band plan, which must have a place for its channel.
    package init(
        header: RadioHeadHeader = RadioHeadHeader(to: 1, from: 10),
        radio: RadioSettings = RadioSettings(), plan: BandPlan = .eu868
    ) throws(BandPlanError) {
        self.header = header
        self.radio = radio
        rules = try plan.rules(for: radio.channel)
    }

    /// The arithmetic of readings that come at a fixed interval and make frames of this length.
    package func legality(frameByteCount: Int, interval: Duration) -> IntervalLegality {
        IntervalLegality(
            byteCount: frameByteCount, modulation: radio.modulation, rules: rules,
            interval: interval)
    }
}
