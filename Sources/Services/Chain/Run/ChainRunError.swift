package import LoRaFrames

/// Why the chain does not run.
package enum ChainRunError: Error, Hashable, Sendable, CustomStringConvertible {
    case intervalNeverLegal(IntervalLegality)
    /// The broker ended by itself, without an error.
    case brokerEnded

    package var description: String {
        switch self {
        case .intervalNeverLegal(let legality):
            "the interval is against the law of the band: \(legality.text)"
        case .brokerEnded: "the broker ended by itself"
        }
    }
}
