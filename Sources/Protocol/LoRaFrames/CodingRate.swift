/// Forward error correction: four data bits in 5 to 8 bits on air.
package enum CodingRate: Int, Hashable, Sendable, CaseIterable {
    case fourFifths = 1
    case fourSixths = 2
    case fourSevenths = 3
    case fourEighths = 4
}
