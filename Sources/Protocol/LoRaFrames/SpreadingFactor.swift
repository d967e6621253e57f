/// Chips per symbol, as a power of two. SF6 is left out: it cannot carry an explicit header.
package enum SpreadingFactor: Int, Hashable, Sendable, CaseIterable {
    case sf7 = 7
    case sf8 = 8
    case sf9 = 9
    case sf10 = 10
    case sf11 = 11
    case sf12 = 12
}
