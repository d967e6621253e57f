/// What a band plan says about one channel.
package struct ChannelRules: Hashable, Sendable {
    package let channel: LoRaChannel
    /// Every row that the channel touches; its airtime counts in each.
    package let subBands: [SubBand]
    /// The strictest of the rows.
    package let dutyCycle: DutyCycle
    /// The strictest of the rows, in milliwatts of effective radiated power.
    package let radiatedMilliwattsMax: Int

    /// Whether the channel lies across two rows or at the edge of one.
    package var straddles: Bool { subBands.count > 1 }
}
