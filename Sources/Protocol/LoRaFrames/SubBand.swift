/// One row of a band plan: a span of spectrum and what one transmitter may do in it.
package struct SubBand: Hashable, Sendable {
    /// The row's letter in the plan's source.
    package let name: String
    package let lowerEdge: Frequency
    package let upperEdge: Frequency
    package let dutyCycle: DutyCycle
    /// Effective radiated power at most, in milliwatts.
    package let radiatedMilliwattsMax: Int

    /// Whether the row has a say over the channel; both edges belong to the row.
    package func touches(_ channel: LoRaChannel) -> Bool {
        lowerEdge <= channel.upperEdge && channel.lowerEdge <= upperEdge
    }
}
