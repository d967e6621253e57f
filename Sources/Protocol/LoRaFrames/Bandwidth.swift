/// A LoRa bandwidth that the SX1276 offers and whose symbol time is a whole number of microseconds.
package enum Bandwidth: Int, Hashable, Sendable, CaseIterable {
    case kilohertz31_25 = 31_250
    case kilohertz62_5 = 62_500
    case kilohertz125 = 125_000
    case kilohertz250 = 250_000
    case kilohertz500 = 500_000

    /// The bandwidth in hertz.
    package var hertz: Int { rawValue }
}
