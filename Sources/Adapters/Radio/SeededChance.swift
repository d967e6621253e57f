/// Chance that is the same for the same seed and question, in whatever order questions are asked.
enum SeededChance {
    /// A number from 0 up to 1.
    static func unit(_ seed: UInt64, _ first: UInt64, _ second: UInt64) -> Double {
        let mixed = mix(mix(mix(seed) ^ first) ^ second)
        return Double(mixed >> 11) / Double(1 << 53)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
