extension BandPlan {
    /// Europe, 863 to 870 MHz. What lies between the rows belongs to alarms.
    package static let eu868 = BandPlan(
        name: "EU868",
        source: "ETSI EN 300 220-2 V3.2.1, table B.1 (ERC/REC 70-03, annex 1)",
        edition: "2018-06",
        subBands: [
            row("K", 863_000, 865_000, perMille: 1, milliwatts: 25),
            row("L", 865_000, 868_000, perMille: 10, milliwatts: 25),
            row("M", 868_000, 868_600, perMille: 10, milliwatts: 25),
            row("N", 868_700, 869_200, perMille: 1, milliwatts: 25),
            row("P", 869_400, 869_650, perMille: 100, milliwatts: 500),
            row("R", 869_700, 870_000, perMille: 10, milliwatts: 25),
        ])

    private static func row(
        _ name: String, _ lowerKilohertz: Int, _ upperKilohertz: Int, perMille: Int,
        milliwatts: Int
    ) -> SubBand {
        SubBand(
            name: name, lowerEdge: Frequency(kilohertz: lowerKilohertz),
            upperEdge: Frequency(kilohertz: upperKilohertz),
            dutyCycle: DutyCycle(perMille: perMille), radiatedMilliwattsMax: milliwatts)
    }
}
